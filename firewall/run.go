package firewall

import (
	"context"
	"errors"
)

// Run opens every link and carries traffic until the context ends or a link
// fails. Everything that did not simply pass is written to the events file, and
// handed to Options.Event if there is one. When the context ends, what has
// arrived by then is still carried.
func (f *Firewall) Run(ctx context.Context) error {
	if len(f.now.Load().config.Links) == 0 {
		return errors.New("the configuration has no links: nothing to run")
	}
	a, err := f.start(ctx)
	if err != nil {
		return err
	}
	f.running.Store(a)
	defer f.running.Store(nil)
	if f.options.Ready != nil {
		f.options.Ready()
	}
	return errors.Join(a.carry(ctx), a.stop())
}
