package ss7

import (
	"fmt"
	"testing"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// inParts sends a message in n segments, each edited.
func inParts(m message, n int, edit func(i int, s *SCCP)) Step {
	return Step{Ops: m.describe(), Write: func(l *Line) {
		octets := m.tcap.TLV().Bytes()
		l.Reference++
		for i := range n {
			from, to := len(octets)*i/n, len(octets)*(i+1)/n
			s := SCCP{Type: TypeXUDT, Class: 1, Called: m.called, Calling: m.calling, Octets: octets[from:to], Segmentation: Segmentation(i == 0, true, n-1-i, l.Reference)}
			edit(i, &s)
			Packets(l, []Parcel{{Octets: m.transfer(s.Bytes()), PPID: PPIDM3UA, Stream: 1}})
		}
	}}
}

func asItIs(int, *SCCP) {}

// TestEveryNumberOfSegments: rule C-04: two to sixteen segments that count down by
// one; and each way in which one of them is out of step.
func TestEveryNumberOfSegments(t *testing.T) {
	data := toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
	var trials []Trial
	for n := 1; n <= 16; n++ {
		trials = append(trials, Try(fmt.Sprintf("%d segments", n), inParts(data, n, asItIs), verdict(false)))
		trials = append(trials, Try(fmt.Sprintf("%d segments of an attack", n), inParts(locate(rogue), n, asItIs), verdict(true)))
		for at := range n {
			for name, edit := range spoilt {
				x := Try(fmt.Sprintf("%s of segment %d of %d", name, at, n), inParts(data, n, func(i int, s *SCCP) {
					if i == at {
						edit(s)
					}
				}), verdict(true))
				x.Step.Gap = time.Second // more unfinished ones than one peer may have would be refused
				trials = append(trials, x)
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// spoilt are edits of one segment that the others do not go with.
var spoilt = map[string]func(*SCCP){
	"first bit":       func(s *SCCP) { s.Segmentation[0] ^= 0x80 },
	"remaining":       func(s *SCCP) { s.Segmentation[0] = s.Segmentation[0]&0xF0 | (s.Segmentation[0]+1)&0xF },
	"spare bits":      func(s *SCCP) { s.Segmentation[0] |= 0x10 },
	"class":           func(s *SCCP) { s.Class = 0 },
	"length 3":        func(s *SCCP) { s.Segmentation = s.Segmentation[:3] },
	"length 5":        func(s *SCCP) { s.Segmentation = append(s.Segmentation, 0) },
	"no segmentation": func(s *SCCP) { s.Segmentation = nil; s.Octets = s.Octets[:1] },
}

// TestEveryWayOfSegments: rules T-02 and M-02 hold for each segment, not for the last
// one: point codes and routing context are the peer's, of which it may have several,
// and the payload protocol is one for all.
func TestEveryWayOfSegments(t *testing.T) {
	const pair = `point_codes: ["2-2-2", "2-2-3"], routing_contexts: [1, 2]`
	own, other, second := uint32(2), uint32(9), PointCode(2, 2, 3)
	data := toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
	var trials []Trial
	for at := range 3 {
		for _, way := range []struct {
			name string
			edit func(*Transfer)
			ppid uint32
			bad  bool
		}{
			{"from the second of the peer's codes", func(t *Transfer) { t.OPC = second }, PPIDM3UA, false},
			{"from a stranger's code", func(t *Transfer) { t.OPC = pointElse }, PPIDM3UA, true},
			{"from our code", func(t *Transfer) { t.OPC = pointHome }, PPIDM3UA, true},
			{"to a stranger's code", func(t *Transfer) { t.DPC = pointElse }, PPIDM3UA, true},
			{"in the peer's second context", func(t *Transfer) { t.RoutingContext = &own }, PPIDM3UA, false},
			{"in a stranger's context", func(t *Transfer) { t.RoutingContext = &other }, PPIDM3UA, true},
			{"under no payload protocol", func(*Transfer) {}, 0, true},
			{"under that of Diameter", func(*Transfer) {}, 46, true},
		} {
			trials = append(trials, Try(fmt.Sprintf("segment %d %s", at, way.name), Step{Write: func(l *Line) {
				l.Reference++
				octets := data.tcap.TLV().Bytes()
				for i := range 3 {
					s := SCCP{Type: TypeXUDT, Class: 1, Called: data.called, Calling: data.calling, Octets: octets[len(octets)*i/3 : len(octets)*(i+1)/3], Segmentation: Segmentation(i == 0, true, 2-i, l.Reference)}
					m, ppid := data, uint32(PPIDM3UA)
					if i == at {
						m, ppid = data.inMTP(func(t Transfer) Transfer { way.edit(&t); return t }), way.ppid
					}
					Packets(l, []Parcel{{Octets: m.transfer(s.Bytes()), PPID: ppid, Stream: 1}})
				}
			}}, verdict(way.bad)))
		}
	}
	check(t, rulesYAMLWith(t, pair, "", ""), trials)
}

// TestEveryPauseBetweenSegments: rule C-04: the rest has to come in 20 seconds.
func TestEveryPauseBetweenSegments(t *testing.T) {
	for pause, bad := range map[time.Duration]bool{time.Second: false, 19 * time.Second: false, 21 * time.Second: true, time.Hour: true} {
		t.Run(pause.String(), func(t *testing.T) {
			data := toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
			var halves []Parcel
			first := Step{Write: func(l *Line) { halves = data.parts(l, l.Reference); Packets(l, halves[:1]) }}
			second := Step{Gap: pause, Write: func(l *Line) { Packets(l, halves[1:]) }}
			want := Finding{Verdict: "held"}
			if bad {
				want = verdict(true) // given up, at the frame that began it
			}
			check(t, rulesYAML(t, "", ""), []Trial{Try("first", first, want), Try("second", second, verdict(bad))})
		})
	}
}

// TestReferencesOfSegments: rule C-04's key: calling party and local reference.
func TestReferencesOfSegments(t *testing.T) {
	data := toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
	woven := func(second message, reference func(*Line) uint32) Step {
		return Step{Write: func(l *Line) {
			l.Reference++
			one, two := data.parts(l, l.Reference), second.parts(l, reference(l))
			for i := range one {
				Packets(l, []Parcel{one[i]})
				Packets(l, []Parcel{two[i]})
			}
		}}
	}
	other := toVLR(partnerB, 16, 3, 7, InsertSubscriberData(imsiB, "99970200002", Barring()))
	next := func(l *Line) uint32 { l.Reference++; return l.Reference }
	same := func(l *Line) uint32 { return l.Reference }
	check(t, rulesYAML(t, "", ""), []Trial{
		Try("woven, two references", woven(data, next), verdict(false)),
		Try("woven, one reference of two calling parties", woven(other, same), verdict(false)),
		Try("woven, one reference of one calling party", woven(data, same), verdict(true)),
	})
}

// parts are two segments.
func (m message) parts(l *Line, reference uint32) (out []Parcel) {
	octets := m.tcap.TLV().Bytes()
	for i := range 2 {
		s := SCCP{Type: TypeXUDT, Class: 1, Called: m.called, Calling: m.calling, Octets: octets[len(octets)*i/2 : len(octets)*(i+1)/2], Segmentation: Segmentation(i == 0, true, 1-i, reference)}
		out = append(out, Parcel{Octets: m.transfer(s.Bytes()), PPID: PPIDM3UA, Stream: 1})
	}
	return out
}
