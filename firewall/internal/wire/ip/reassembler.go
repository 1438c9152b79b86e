package ip

import (
	"hash/maphash"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"
)

// none stands for no slot.
const none = slots.None

// Limits bound what a Reassembler holds. A zero field means its default.
type Limits struct {
	Datagrams       int   // incomplete ones held at once; default 1,024
	SourceDatagrams int   // of these, from one source; default 128
	Memory          int   // octets held at once; default 4 MiB
	SourceMemory    int   // of these, from one source; default 512 KiB
	Pieces          int   // fragments of one datagram; default 64
	Octets          int   // of one datagram; default 65,535
	TimeoutNS       int64 // from the first fragment that came; default 30 s (RFC 1122 clause 3.3.2 wants 60 to 120, hosts use 30)
}

func (l *Limits) fill() {
	fill(&l.Datagrams, 1024)
	fill(&l.SourceDatagrams, 128)
	fill(&l.Memory, 4<<20)
	fill(&l.SourceMemory, 512<<10)
	fill(&l.Pieces, 64)
	fill(&l.Octets, 65535)
	fill(&l.TimeoutNS, 30e9)
}

func fill[T int | int64](v *T, byDefault T) {
	if *v == 0 {
		*v = byDefault
	}
}

// Outcome says what became of a fragment.
type Outcome uint8

const (
	// Held: kept, or a repetition of one that is kept.
	Held Outcome = iota
	// Whole: it completed its datagram, which is now in Packet.Payload.
	Whole
	// Spoiled: it is faulty, contradicts the others, or found no room. Its
	// datagram will never be whole.
	Spoiled
)

// Stats counts what a Reassembler has done.
type Stats struct {
	Whole      uint64 // datagrams put together
	Incomplete uint64 // datagrams given up because the rest never came
	Spoiled    uint64 // datagrams given up because their fragments are faulty or contradict each other
	Refused    uint64 // fragments that found no room for a datagram of their own
	Repeated   uint64 // fragments that repeated one that was already there
}

// Reassembler puts fragmented datagrams together for one lane.
//
// Receivers differ in what they make of fragments that overlap: first wins, last
// wins, or any mixture. So nothing is guessed: any contradiction spoils the
// whole datagram, with the fragments that are still to come (RFC 5722 clause 4),
// and it stays spoiled until its time is up.
//
// A table that is full refuses newcomers and keeps what it has, and no source
// (an IPv4 address, or an IPv6 /64 network, whose addresses one host can all
// use) gets more than its share, so that a flood of first fragments costs others
// nothing until it comes from many sources at once. All memory is allocated by
// NewReassembler.
type Reassembler struct {
	limits  Limits
	byKey   slots.Table[key]
	held    []datagram // by slot of byKey
	sources slots.Table[op.Addr]
	shares  []share // by slot of sources
	pieces  pieces
	recent  recent
	oldest  int32
	newest  int32
	seed    maphash.Seed
	whole   []byte
	stats   Stats
}

// NewReassembler returns an empty one with all the memory it will ever use.
func NewReassembler(l Limits) *Reassembler {
	l.fill()
	return &Reassembler{
		limits: l,
		byKey:  slots.NewTable[key](l.Datagrams), held: make([]datagram, l.Datagrams),
		sources: slots.NewTable[op.Addr](l.Datagrams), shares: make([]share, l.Datagrams),
		pieces: newPieces(l.Memory),
		oldest: none, newest: none,
		seed:  maphash.MakeSeed(),
		whole: make([]byte, l.Octets),
	}
}

// Stats returns the counts so far.
func (r *Reassembler) Stats() Stats { return r.stats }

// key is what fragments of one datagram have in common: in IPv4 also the
// protocol (RFC 791 clause 3.2); in IPv6 not, where only the first fragment's
// next header counts (RFC 8200 clause 4.5). Fragments from one side of a link
// never mix with those that claim the same addresses on the other.
type key struct {
	src, dst op.Addr
	id       uint32
	version  uint8
	protocol uint8 // IPv4 only
	side     op.Side
}

func keyOf(p *Packet, side op.Side) key {
	k := key{src: p.Src, dst: p.Dst, id: p.ID, version: p.Version, side: side}
	if p.Version == 4 {
		k.protocol = p.Protocol
	}
	return k
}

// share is what one source uses.
type share struct{ datagrams, cells int }

// sourceOf returns what one host controls of the address space.
func sourceOf(a op.Addr) op.Addr {
	if a.Is4() {
		return a
	}
	return op.Addr{Hi: a.Hi}
}

// datagram is one that is being put together, or that is spoiled.
type datagram struct {
	first        int32 // piece
	count        int   // pieces
	octets       int   // in pieces
	end          int   // of the piece that ends last
	total        int   // octets of the datagram; 0 until its last fragment came
	source       int32
	older, newer int32
	createdNS    int64
	spoiled      bool
	repeated     bool  // nothing in it that was not in a recent whole datagram
	protocol     uint8 // of the payload, as the first fragment says
	lost         Lost  // what to report if it stays incomplete
}

// Lost describes a datagram of which fragments never came.
type Lost struct {
	Src, Dst         op.Addr
	Transport        uint8
	SrcPort, DstPort uint16 // when its first fragment came
	Frame            int32  // of the fragment that came last
	TimeNS           int64
	Side             op.Side
	Faults           op.Faults
}

// Add takes the fragment p of frame f.
//
// Whole: p.Payload is the datagram behind its headers, valid until the next Add;
// Packet.Resume reads on. Spoiled: p.Faults says why, ports are those of the
// first fragment if it came.
func (r *Reassembler) Add(p *Packet, f *op.Frame) Outcome {
	k := keyOf(p, f.Side)
	mark := r.mark(p, k)
	at := r.find(k, mark, f.TimeNS)
	if at == none {
		if at = r.open(k, f.TimeNS); at == none {
			r.stats.Refused++
			p.Faults.Add(op.IPFragmentLimit, p.At)
			return Spoiled
		}
		r.held[at].repeated = r.recent.has(mark, f.TimeNS)
	}
	d := &r.held[at]
	if !d.spoiled && !(r.isSound(p) && r.place(d, p, mark)) {
		r.stats.Spoiled++
		d.spoiled = true
		r.release(d)
	}
	d.note(p, f)
	switch {
	case d.spoiled:
		p.Faults, p.Transport = d.lost.Faults, d.lost.Transport
		p.SrcPort, p.DstPort = d.lost.SrcPort, d.lost.DstPort
		return Spoiled
	case d.total == 0 || d.octets < d.total:
		return Held
	}
	r.assemble(d, p, f.TimeNS)
	r.close(at)
	return Whole
}

// note remembers what a report of the datagram has to say.
func (d *datagram) note(p *Packet, f *op.Frame) {
	l := &d.lost
	l.Frame, l.TimeNS = f.Number, f.TimeNS
	l.Faults.Merge(&p.Faults)
	if p.FragmentOffset == 0 {
		d.protocol = p.Protocol
		l.Transport, l.SrcPort, l.DstPort = p.Transport, p.SrcPort, p.DstPort
	} else if l.Transport == 0 {
		l.Transport = p.Transport
	}
}

// IsDue reports whether Expired has something to remove at nowNS.
func (r *Reassembler) IsDue(nowNS int64) bool {
	return r.oldest != none && r.isOver(nowNS-r.held[r.oldest].createdNS)
}

// Expired removes the datagram that is waiting longest if its time is up at
// nowNS. ok is false when there is none (left). A datagram whose fault has been
// reported, and one that only repeats what came before, ends in silence.
func (r *Reassembler) Expired(nowNS int64) (l Lost, ok bool) {
	for r.IsDue(nowNS) {
		if l, ok = r.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

// isOver reports whether a datagram of this age has had its time. A clock that
// was set back, or captures that were joined, must not keep it forever.
func (r *Reassembler) isOver(ageNS int64) bool {
	return ageNS >= r.limits.TimeoutNS || ageNS <= -r.limits.TimeoutNS
}

// Drain removes the datagram that is waiting longest, however long. ok is false
// when there is none left.
func (r *Reassembler) Drain() (l Lost, ok bool) {
	for r.oldest != none {
		if l, ok = r.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

func (r *Reassembler) giveUp() (l Lost, report bool) {
	at := r.oldest
	d := &r.held[at]
	report = !d.spoiled && !d.repeated
	if report {
		r.stats.Incomplete++
		l = d.lost
		k := r.byKey.Key(at)
		l.Src, l.Dst, l.Side = k.src, k.dst, k.side
		l.Faults.Add(op.IPFragmentIncomplete, 0)
	}
	r.release(d)
	r.close(at)
	return l, report
}
