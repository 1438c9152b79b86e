package answer_test

import (
	"testing"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// refused are requests whose refusal is measured.
var refused = []struct {
	name string
	b    *op.Batch
}{
	{"v1 CreatePDPContext", asked(request1(16, 1))},
	{"v2 CreateSession", asked(request2(32, 1))},
	{"v2 DeleteBearerCommand", asked(request2(66, 1))},
	{"v2 BearerResourceCommand", asked(request2(68, 1))},
	{"v2 the longest way", asked(message2(66, ourTEID, commandSign|1, repeated(ebi2, 220), repeated(bearer5, 15), sender2))},
	{"VersionNotSupported", asked(octets("60 20 0004 00000001 00000000"))},
	{"v2 not answered", asked(message2(36, ourTEID, 1, ebi2))},
}

// Refusing a flood does not allocate.
func TestBuildDoesNotAllocate(t *testing.T) {
	x := answer.New()
	answers := 0
	if n := testing.AllocsPerRun(100, func() {
		answers = 0
		for _, v := range refused {
			if wire.CanReject(v.b, &v.b.Messages[0], 0) && x.Build(v.b, 0, reject(0)) != nil {
				answers++
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if answers != len(refused)-1 {
		t.Errorf("%d answers to %d requests", answers, len(refused)-1)
	}
}

// BenchmarkBuild prints what an answer costs, and beside it what go-gtp needs to
// build the same.
func BenchmarkBuild(b *testing.B) {
	for _, v := range refused {
		b.Run(v.name, func(b *testing.B) {
			x := answer.New()
			b.ReportAllocs()
			for b.Loop() {
				x.Build(v.b, 0, reject(0))
			}
		})
	}
	b.Run("go-gtp", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = v2msg.NewGeneric(33, peerTEID, 1, v2ie.NewCause(94, 0, 0, 0, nil)).Marshal()
		}
	})
}
