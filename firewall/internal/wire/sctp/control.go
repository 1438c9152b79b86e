package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// control learns from a chunk without user data what the association is about.
func (a *Assembler) control(p *Packet) {
	a.isNegotiated(p)
	switch p.Type {
	case Init, InitAck:
		// Receivers discard packets that have more than the handshake (RFC 9260 clause
		// 6.10).
		switch {
		case p.ChunkFaults.Has(op.SCTPChunkOrder):
		case p.Type == Init:
			a.init(p)
		default:
			a.initAck(p)
		}
	case CookieEcho:
		if a.half != none {
			a.halves[a.half].needsCookie = false
		}
	case CookieAck, Sack:
		a.confirm()
	case ForwardTSN, IForwardTSN:
		a.giveUpTo(p)
	case Abort, ShutdownComplete:
		a.end(p.Flags&1 != 0)
	}
}

// isNegotiated records a chunk of an extension that both ends would have had to
// name in INIT and INIT ACK. When these were not seen, nothing is known.
func (a *Assembler) isNegotiated(p *Packet) {
	if chunkTypes[p.Type].extension&a.refused() != 0 {
		p.ChunkFaults.Add(op.SCTPNotNegotiated, p.Offset)
	}
}

// refused returns the extensions that both ends did not agree on.
func (a *Assembler) refused() extension {
	if a.half == none || !a.halves[a.half].isAgreed {
		return 0
	}
	return ^a.halves[a.half].agreed
}

// agree checks that a chunk with user data is of the kind that the association
// uses, DATA or I-DATA and never both (RFC 8260 clause 2.2.1), and not before its
// time. Before COOKIE ECHO nothing is set up (RFC 9260 clause 5.1).
func (a *Assembler) agree(p *Packet) {
	h := &a.halves[a.half]
	if !h.hasUserData {
		h.hasUserData, h.userData = true, p.Type
	}
	switch {
	case h.userData != p.Type, h.isAgreed && (h.agreed&interleaving != 0) != (p.Type == IData):
		p.ChunkFaults.Add(op.SCTPNotNegotiated, p.Offset)
	}
	if h.needsCookie {
		p.ChunkFaults.Add(op.SCTPChunkOrder, p.Offset)
	}
	if h.peerBorn != 0 {
		a.confirm()
	}
}

// init notes what the sender of an INIT offers, at the direction that its
// initiate tag names: the one towards it.
func (a *Assembler) init(p *Packet) {
	i, ok := p.Handshake()
	if !ok || i.Tag == 0 {
		return
	}
	a.checkReuse(p, i)
	at := a.halfBack(i.Tag)
	if at == none {
		return
	}
	// An association that is set up is not changed by an INIT with its own tag.
	if h := &a.halves[at]; !h.isAgreed {
		h.offered, h.hasOffer, h.firstTSN = p.offers, true, i.TSN
	}
}

// checkReuse records an INIT that names the tag of an association which carries user
// data already, between these addresses or others, or repeats another INIT's tag
// without being its copy: tags are drawn anew, also to restart (RFC 9260 clause
// 5.3.1). Whoever knows the tag of another's association can take it over so.
func (a *Assembler) checkReuse(p *Packet, i Handshake) {
	k := a.key.back(i.Tag)
	at := a.findHalf(&k)
	if at == none {
		if t := a.tags.Find(k.tagKey()); t != none {
			at = a.tagOf[t]
		}
	}
	if at == none {
		return
	}
	h := &a.halves[at]
	if h.hasUserData || h.hasOffer && (h.firstTSN != i.TSN || h.offered != p.offers) {
		p.ChunkFaults.Add(op.SCTPVerificationTag, p.Offset+chunkHeader)
	}
}

// initAck links the two directions: this one, which INIT named, and the one that
// the INIT ACK names.
func (a *Assembler) initAck(p *Packet) {
	i, ok := p.Handshake()
	if !ok || i.Tag == 0 || a.half == none {
		return
	}
	here := &a.halves[a.half]
	if !here.hasOffer {
		return
	}
	at := a.halfBack(i.Tag)
	if at == none || at == a.half {
		return
	}
	there := &a.halves[at]
	there.agreed = here.offered & p.offers
	here.agreed = there.agreed
	here.isAgreed, there.isAgreed = true, true
	there.needsCookie = !there.isStarted
	here.peer, here.peerBorn = at, there.born
	there.peer, there.peerBorn = a.half, here.born
	a.start(a.half, i.TSN)
	a.start(at, here.firstTSN)
}

// halfBack returns the half that goes the other way and bears a tag, and opens it
// if need be.
func (a *Assembler) halfBack(tag uint32) int32 {
	k := a.key.back(tag)
	at := a.findHalf(&k)
	if at == none {
		at = a.openHalf(k, a.tags.Find(k.tagKey()) == none)
	}
	return at
}

// peerOf returns the other direction, or nil.
func (a *Assembler) peerOf(h *half) *half {
	if h.peer == none || a.halves[h.peer].born != h.peerBorn {
		return nil
	}
	return &a.halves[h.peer]
}

// confirm notes that who got the cookie has taken it: COOKIE ECHO may have been
// lost on the way to the tap.
func (a *Assembler) confirm() {
	if a.half == none {
		return
	}
	if peer := a.peerOf(&a.halves[a.half]); peer != nil {
		peer.needsCookie = false
	}
}

// giveUpTo notes FORWARD-TSN (RFC 3758 clause 3.2) and I-FORWARD-TSN (RFC 8260
// clause 2.3.1): the sender will not repeat what is up to its New Cumulative TSN.
// A receiver that knows the extension drops what it holds of it and takes no more;
// one that does not goes on. So nothing is dropped here, what never becomes whole
// ends in silence, and what still comes is ambiguous.
func (a *Assembler) giveUpTo(p *Packet) {
	if a.half == none || len(p.Value) < 4 {
		return
	}
	h, tsn := &a.halves[a.half], binary.BigEndian.Uint32(p.Value)
	if !h.hasForward || int32(tsn-h.forward) > 0 {
		h.hasForward, h.forward = true, tsn
	}
}

// checkForward records new content for a TSN that was given up.
func (a *Assembler) checkForward(p *Packet, c *fragment) {
	if a.halves[a.half].isGivenUp(c.TSN) {
		p.ChunkFaults.Add(op.SCTPTSN, p.Offset)
	}
}

func (h *half) isGivenUp(tsn uint32) bool { return h.hasForward && int32(tsn-h.forward) <= 0 }

// end notes that the association is over: what is held will not become whole. The
// T bit says that the tag is that of the other direction (RFC 9260 clause 8.5.1).
func (a *Assembler) end(isReflected bool) {
	at := a.half
	if isReflected {
		k := a.key.back(a.key.tag)
		at = a.findHalf(&k)
	}
	if at == none {
		return
	}
	h := &a.halves[at]
	h.isEnded = true
	if peer := a.peerOf(h); peer != nil {
		peer.isEnded = true
	}
}
