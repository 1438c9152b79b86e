package main

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// recipe is a vector before its capture is written.
type recipe struct {
	vector.Vector
	link  uint32
	frame func(packet []byte) []byte // for link types other than Ethernet
	shots []shot
}

// catalogue collects the recipes; a name is given once.
type catalogue struct{ recipes []*recipe }

func (c *catalogue) add(kind vector.Kind, name, rules, about string, shots []shot) *recipe {
	r := &recipe{link: encode.LinkEthernet, shots: shots}
	r.Vector = vector.Vector{Name: name, Rules: strings.Fields(rules), Kind: kind, About: about, Config: "config.yaml"}
	if slices.ContainsFunc(c.recipes, func(o *recipe) bool { return o.Name == name }) {
		panic("gen: two vectors are named " + name)
	}
	c.recipes = append(c.recipes, r)
	return r
}

// honest adds a vector that must pass.
func (c *catalogue) honest(name, rules, about string, shots ...shot) *recipe {
	return c.add(vector.Honest, name, rules, about, shots)
}

// attack adds a vector that exactly one reason stops (or, where two rules overlap,
// the two that are named, each alone); twin is the honest vector that it is the
// minimal edit of.
func (c *catalogue) attack(name, rules, about, twin, reason string, shots ...shot) *recipe {
	r := c.add(vector.Attack, name, rules, about, shots)
	r.Twin, r.Reasons = twin, strings.Fields(reason)
	return r
}

// evasion is an attack dressed to slip past simpler parsers.
func (c *catalogue) evasion(name, rules, about, twin, reason string, shots ...shot) *recipe {
	r := c.attack(name, rules, about, twin, reason, shots...)
	r.Kind = vector.Evasion
	return r
}

// pending adds an attack that only a rule with memory can stop. Its operations
// are expected to pass today, so that the scoreboard shows the gap.
func (c *catalogue) pending(name, rules, about, twin, why string, shots ...shot) *recipe {
	r := c.add(vector.Attack, name, rules, about, shots)
	r.Twin, r.Pending = twin, why
	return r
}

// breaks says which clause the frames violate; tshark is not asked about them.
func (r *recipe) breaks(clause string) *recipe { r.Wire = clause; return r }

// tsharkDiffers says why tshark marks frames that are well-formed.
func (r *recipe) tsharkDiffers(why string) *recipe { r.Tshark = why; return r }

// on writes the capture with another link type.
func (r *recipe) on(link uint32, frame func([]byte) []byte) *recipe {
	r.link, r.frame = link, frame
	return r
}

// frameGap is the time between two frames of a capture.
const frameGap = 10 * time.Millisecond

// begin is the time of the first frame: New Year, but an own ten minutes of 2026
// for what a firewall counts. So what one vector leaves behind in counters is over
// when the next begins, in whatever order captures are replayed. The time follows
// from the name, so that a new vector changes no other's octets.
func (r *recipe) begin() time.Time {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if !slices.ContainsFunc(r.shots, shot.isCounted) {
		return begin
	}
	h := fnv.New32a()
	h.Write([]byte("gtp/" + r.Name))
	return begin.Add(time.Duration(1+h.Sum32()%52_000) * 10 * time.Minute)
}

// build writes the capture and completes the expectation.
func (r *recipe) build() (vector.Vector, encode.Capture) {
	v, capture := r.Vector, encode.Capture{Link: r.link}
	when := r.begin().Add(-frameGap)
	for i, s := range r.shots {
		when = when.Add(s.gap)
		for _, octets := range r.encapsulate(i) {
			when = when.Add(frameGap)
			capture.Frames = append(capture.Frames, encode.Frame{Time: when, Octets: octets})
		}
		cut(&capture.Frames[len(capture.Frames)-1], s.missing)
		for _, o := range s.ops {
			o.Frame += len(capture.Frames)
			if !s.judged {
				r.expect(&o)
			}
			v.Ops = append(v.Ops, o)
		}
	}
	return v, capture
}

// identification is that of shot i's IP packets. It follows from the name, so that
// a new vector changes no other's octets; a test sees to it that no two datagrams
// in fragments share one.
func (r *recipe) identification(i int) int {
	h := fnv.New32a()
	h.Write([]byte(r.Name))
	return (int(h.Sum32()) + i) & 0xFFFF
}

// encapsulate writes the frames of shot i.
func (r *recipe) encapsulate(i int) [][]byte {
	s := r.shots[i]
	s.datagram.ID = r.identification(i)
	if r.frame == nil {
		return s.frames(s.datagram)
	}
	return [][]byte{r.frame(s.datagram.Packet())}
}

func cut(f *encode.Frame, missing int) {
	f.Octets, f.Missing = f.Octets[:len(f.Octets)-missing], missing
}

// expect gives an operation the verdict that its vector's kind asks for.
func (r *recipe) expect(o *vector.Op) {
	switch {
	case len(r.Reasons) > 0:
		o.Verdict, o.Reasons = "block", slices.Concat(r.Reasons, o.Reasons)
	case len(o.Reasons) > 0:
		o.Verdict = "flag"
	default:
		o.Verdict = "pass"
	}
}
