package chain

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// RunFilters runs the filters over a resolved batch and collects what they
// find, but rules on nothing: what filters cost without what policy costs.
func (j *Judge) RunFilters(b *op.Batch) {
	j.reset(b)
	for i, s := range j.stages {
		s.run(b, j, FirstFilter+Source(i))
	}
}
