package sctp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// half is one direction of an association: the packets that bear one verification
// tag.
type half struct {
	born   uint64 // tells this one from others that used its place in the table
	source int32
	path   int32 // first of its paths
	tag    int32 // slot of tags; none if another half has the same tag and ports
	runs   int32 // of messages held, whole or not
	lastNS int64 // when the last packet came

	peer     int32 // the other direction, as far as INIT and INIT ACK told; valid if peerBorn is its born
	peerBorn uint64
	offered  extension // INIT, which the other direction bore
	hasOffer bool
	firstTSN uint32 // of the other direction, by INIT

	agreed      extension
	isAgreed    bool // INIT and INIT ACK were seen
	needsCookie bool // no COOKIE ECHO yet, and this is the direction that has to bring it
	userData    uint8
	hasUserData bool // userData is the type of chunk that carries it
	isEnded     bool // ABORT or SHUTDOWN COMPLETE was seen

	high         uint32 // highest TSN
	isStarted    bool   // high is valid
	forward      uint32 // TSN of FORWARD-TSN
	hasForward   bool
	hasAbandoned bool // a message was given up
}

// pathKey is what the packets of a half that take one path have in common.
// Packets from one side of a link never mix with those that claim the same
// addresses on the other.
type pathKey struct {
	src, dst         op.Addr
	tag              uint32
	srcPort, dstPort uint16
	side             op.Side
}

// tagKey is what all packets of a half have in common.
type tagKey struct {
	tag              uint32
	srcPort, dstPort uint16
	side             op.Side
}

// is compares as the fields were written, each for itself: the processor cannot
// load at once what was stored in pieces a moment ago.
func (k *pathKey) is(o *pathKey) bool {
	return k.tag == o.tag && k.srcPort == o.srcPort && k.dstPort == o.dstPort && k.side == o.side &&
		k.src.Hi == o.src.Hi && k.src.Lo == o.src.Lo && k.dst.Hi == o.dst.Hi && k.dst.Lo == o.dst.Lo
}

func (k *pathKey) tagKey() tagKey { return tagKey{k.tag, k.srcPort, k.dstPort, k.side} }

// back is the key of packets that go the other way and bear another tag. Links
// that know sides see the two directions on different ones.
func (k *pathKey) back(tag uint32) pathKey {
	b := pathKey{src: k.dst, dst: k.src, tag: tag, srcPort: k.dstPort, dstPort: k.srcPort, side: k.side}
	switch k.side {
	case op.SideOutside:
		b.side = op.SideInside
	case op.SideInside:
		b.side = op.SideOutside
	}
	return b
}

// path is a pair of addresses between which a half was seen.
type path struct {
	half int32
	next int32 // of the same half; none
}

// share is what one source uses.
type share struct{ halves, messages, cells int }

// sourceOf returns what one host controls of the address space.
func sourceOf(a op.Addr) op.Addr {
	if a.Is4() {
		return a
	}
	return op.Addr{Hi: a.Hi}
}

// findHalf returns the half that packets with this key belong to, or none.
func (a *Assembler) findHalf(k *pathKey) int32 {
	// Most packets belong to one of the few halves that are busy. Tags are random,
	// so they are a hash by themselves.
	recent := &a.recent[k.tag%uint32(len(a.recent))]
	if at := *recent - 1; at != none && a.paths.Key(at).is(k) {
		return a.pathOf[at].half
	}
	at := a.paths.Find(*k)
	if at == none {
		return none
	}
	*recent = at + 1
	return a.pathOf[at].half
}

// halfFor returns the half of the packet's user data, whose path is new, and opens
// it if need be. It returns none when there is no room.
//
// A sender with several addresses may repeat a fragment on another path (RFC 9260
// clause 6.4.1), and an attacker may send every fragment on another one. So packets
// with the same tag and ports belong together whatever their addresses, if their
// TSN is near: two associations that agree in 32 bits of tag and in the TSN, too,
// do not happen, unless somebody wants to poison the other's, who has to guess both.
func (a *Assembler) halfFor(tsn uint32) int32 {
	same := a.tags.Find(a.key.tagKey())
	if same == none {
		return a.openHalf(a.key, true)
	}
	h := a.tagOf[same]
	if !a.isNear(h, tsn) {
		return a.openHalf(a.key, false)
	}
	a.touch(h)
	if a.spare > 0 {
		a.spare--
		a.addPath(h, a.key)
	}
	return h
}

func (a *Assembler) isNear(h int32, tsn uint32) bool {
	is := &a.halves[h]
	d := int32(tsn - is.high)
	return is.isStarted && d > -int32(a.limits.Window) && d < int32(a.limits.Window)
}

// addPath makes packets with key k belong to half h. There is room: openHalf takes
// one path a half, and spare counts the others.
func (a *Assembler) addPath(h int32, k pathKey) {
	at := a.paths.Insert(k)
	a.pathOf[at] = path{h, a.halves[h].path}
	a.halves[h].path = at
}

// openHalf starts a half, or returns none when the table or its source's share of
// it is full. Its source is that of the packet at hand. ownsTag: later paths with
// the same tag may join.
func (a *Assembler) openHalf(k pathKey, ownsTag bool) int32 {
	a.closeIdle()
	source := sourceOf(a.key.src)
	s := a.sources.Find(source)
	if len(a.freeHalves) == 0 || s != none && a.shares[s].halves >= a.limits.SourceHalves {
		return none
	}
	if s == none {
		s = a.sources.Insert(source) // as many slots as halves
		a.shares[s] = share{}
	}
	a.shares[s].halves++
	h := a.freeHalves[len(a.freeHalves)-1]
	a.freeHalves = a.freeHalves[:len(a.freeHalves)-1]
	a.births++
	a.halves[h] = half{born: a.births, source: s, path: none, tag: none, peer: none, lastNS: a.nowNS}
	a.used.Push(a.halfOrder, h)
	a.addPath(h, k)
	if ownsTag {
		t := a.tags.Insert(k.tagKey())
		a.tagOf[t], a.halves[h].tag = h, t
	}
	return h
}

// touch notes that a packet of the half came.
func (a *Assembler) touch(h int32) {
	a.halves[h].lastNS = a.nowNS
	if a.used.Newest != h {
		a.used.Renew(a.halfOrder, h)
	}
}

// abandonedFactor is how many times longer a half is kept in which a message was
// given up.
const abandonedFactor = 8

// closeIdle makes room by closing halves that have rested for long. It looks at a
// few only, so that its cost is bounded; each new half may close several.
//
// A half in which a message was given up rests longer: the receiver still has
// those fragments, and to forget their TSNs would let other content take their
// place. An association cannot rest as long without HEARTBEAT ACK, which counts.
func (a *Assembler) closeIdle() {
	at := a.used.Oldest
	for range 8 {
		if at == none {
			return
		}
		h, newer := &a.halves[at], a.halfOrder[at].Newer
		idle := a.limits.IdleNS
		if h.hasAbandoned {
			idle *= abandonedFactor
		}
		if age := a.nowNS - h.lastNS; h.runs == 0 && (age >= idle || age <= -idle) {
			a.closeHalf(at)
		}
		at = newer
	}
}

// closeHalf forgets a half that holds nothing.
func (a *Assembler) closeHalf(at int32) {
	h := &a.halves[at]
	for p := h.path; p != none; {
		a.recent[a.paths.Key(p).tag%uint32(len(a.recent))] = 0
		next := a.pathOf[p].next
		if next != none {
			a.spare++
		}
		a.paths.Remove(p)
		p = next
	}
	if h.tag != none {
		a.tags.Remove(h.tag)
	}
	if s := &a.shares[h.source]; s.halves == 1 {
		a.sources.Remove(h.source)
	} else {
		s.halves--
	}
	a.used.Remove(a.halfOrder, at)
	h.born = 0
	a.freeHalves = append(a.freeHalves, at) // within its capacity
}
