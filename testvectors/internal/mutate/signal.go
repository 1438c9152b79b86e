package mutate

import (
	"math/rand/v2"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Signal is a message of SS7, or two that go together, in one or several frames.
type Signal struct {
	Frames   [][]byte
	Link     uint32 // link type of the frames
	Messages int
	Mutated  bool   // false: as the specifications have it
	Kind     string // "map/45"; of mutated ones behind it what was done: "map/45 tree long"
}

// Signals makes messages of SS7 without end: every operation of MAP and CAP with
// arguments, results and errors that the standards allow, in dialogues of every
// kind, SCCP messages and addresses of every form, whole and in parts; and the
// same with something wrong in one of the layers.
type Signals struct {
	MAP, CAP Standard // the types of TS 29.002 and TS 29.078
}

// One returns number i of the signals that follow from seed. It is the same
// whatever comes before it. Half of them are mutated.
func (s Signals) One(seed uint64, i int) Signal {
	r := random{rand.New(rand.NewPCG(seed, uint64(i)))}
	d := &draft{random: r, number: i, link: r.link(), way: r.label()}
	if r.IntN(2) == 1 {
		d.where = r.layer(d.link)
	}
	switch k := r.IntN(100); {
	case k < 3 && d.link == LinkEthernet:
		d.kind = "m3ua"
		d.transfer(r.housekeeping())
	case k < 6:
		d.kind = "scmg"
		d.unit(r.management())
	default:
		d.talk(s)
		if r.IntN(12) == 0 {
			d.kind += " "
			d.talk(s)
		}
	}
	return d.signal()
}

// draft is a signal while it is written, from the inside out.
type draft struct {
	random
	number int
	link   uint32
	way    Transfer // what MTP3 says of all messages
	where  layer    // it is to be distorted; nowhere once that is done
	done   string   // how it was
	kind   string
	count  int      // of messages of TCAP
	octets [][]byte // messages of M3UA, or frames of other links
}

// distorted notes that a layer was changed.
func (d *draft) distorted(where layer, what string) {
	d.done, d.where = " "+layerNames[where]+" "+what, nowhere
}

// longest message of TCAP that is made: sixteen segments hold it.
const longest = 2000

// talk writes a message of TCAP.
func (d *draft) talk(s Signals) {
	m := maker{random: d.random, types: s.MAP, optional: [...]float64{0, 0.05, 0.1, 0.3, 0.6}[d.IntN(5)], most: 1 + d.IntN(3)}
	isCAP := d.IntN(5) == 0
	if isCAP {
		m.types = s.CAP
	}
	t := m.talk(d.number*2+d.count, isCAP)
	for len(t.Bytes()) > longest {
		m.optional /= 2
		t = m.talk(d.number*2+d.count, isCAP)
	}
	called, calling := d.subsystems(isCAP)
	for _, u := range d.units(d.transaction(t), d.party(called), d.party(calling)) {
		d.unit(u)
	}
	d.kind += t.kind
	d.count++
}

// transaction writes the octets of TCAP.
func (d *draft) transaction(t talk) []byte {
	e, what := t.TLV(), ""
	if d.where == inTree {
		e, what = d.distortTree(e)
		d.distorted(inTree, what)
	}
	octets := e.Bytes()
	if d.where == inOctets {
		octets, what = d.distortOctets(octets)
		d.distorted(inOctets, what)
	}
	return octets
}

// unit writes a message of SCCP.
func (d *draft) unit(u SCCP) {
	what := ""
	if d.where == inUnit {
		if u, what = d.distortUnit(u); what != "" {
			d.distorted(inUnit, what)
		}
	}
	octets := u.Bytes()
	if d.where == inUnit {
		octets, what = d.distortOctets(octets)
		d.distorted(inUnit, what)
	}
	t := d.way
	t.Octets = octets
	switch d.link {
	case LinkEthernet:
		d.transfer(t.M3UA())
	case linkSCCP:
		d.octets = append(d.octets, octets)
	case linkMTP3:
		d.octets = append(d.octets, t.MTP3())
	case linkMTP2:
		d.octets = append(d.octets, signalUnit(t.MTP3()))
	case linkExported:
		d.octets = append(d.octets, exported("mtp3", t.MTP3()))
	}
}

// transfer writes a message of M3UA.
func (d *draft) transfer(m M3UA) {
	what := ""
	if d.where == inMessage {
		if m, what = d.distortTransfer(m); what != "" {
			d.distorted(inMessage, what)
		}
	}
	octets := m.Bytes()
	if d.where == inMessage {
		octets, what = d.distortOctets(octets)
		d.distorted(inMessage, what)
	}
	d.octets = append(d.octets, octets)
}

// signal puts the messages into frames. What found nothing to distort distorts one
// of these.
func (d *draft) signal() Signal {
	s := Signal{Link: d.link, Messages: max(d.count, 1), Frames: d.octets}
	if d.link == LinkEthernet {
		s.Frames = d.frames()
	}
	if d.where != nowhere {
		i := d.IntN(len(s.Frames))
		s.Frames = slices.Clone(s.Frames)
		var what string
		s.Frames[i], what = d.distortFrame(s.Frames[i])
		d.distorted(inFrame, what)
	}
	s.Kind, s.Mutated = d.kind+d.done, d.done != ""
	return s
}

// distortFrame leaves the header of Ethernet alone.
func (d *draft) distortFrame(b []byte) ([]byte, string) {
	if d.link != LinkEthernet {
		return d.distortOctets(b)
	}
	const header = 14
	out, what := d.distortOctets(b[header:])
	return Join(b[:header], out), what
}

// frames writes the packets of an association.
func (d *draft) frames() [][]byte {
	l := d.line(d.number)
	l.edit = func(c Chunk) Chunk {
		if d.where == inChunk {
			var what string
			c, what = d.distortChunk(c)
			d.distorted(inChunk, what)
		}
		return c
	}
	return l.frames(d.octets)
}
