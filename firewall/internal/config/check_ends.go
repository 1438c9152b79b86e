package config

import (
	"fmt"
	"net/netip"
	"slices"
)

// endAddresses refuses lists of addresses that no end can have.
func (k *checker) endAddresses(l *Link, e End, p path) {
	at := func(key ...any) path { return append(slices.Clone(p), key...) }
	k.places(e.Listen, true, at("listen"))
	k.places(e.PresentAs.Addresses, false, at("present_as", "addresses"))
	k.places(e.Peers, false, at("peers"))
	k.places(e.Dial, false, at("dial"))
	k.places(e.Local, false, at("local"))
	if l.Backend == "udp-encapsulation" {
		k.single(e.Listen, at("listen"))
		k.single(e.Dial, at("dial"))
	}
	if len(e.Dial) == 0 {
		return
	}
	sameFamily := func(a netip.Addr) bool { return a.Is4() == e.Dial[0].Is4() }
	if len(e.Local) > 0 && !slices.ContainsFunc(e.Local, sameFamily) {
		k.fail(fmt.Sprintf("from none of these %s can be dialled", e.Dial[0]), "an address of the same family", at("local")...)
	}
}

// single refuses several addresses where only one would be used.
func (k *checker) single(list []netip.Addr, p path) {
	if len(list) > 1 {
		k.fail("this backend has one address at each end", "one address", p...)
	}
}

// bound returns the addresses that an end listens on.
func (e *End) bound() []netip.Addr {
	if len(e.Listen) > 0 && len(e.PresentAs.Addresses) > 0 {
		return e.PresentAs.Addresses
	}
	return e.Listen
}

// places refuses addresses that are listed twice, nobody's own, or all there are
// where that cannot be, or beside others.
func (k *checker) places(list []netip.Addr, mayBeAny bool, p path) {
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = a.String()
		at := append(slices.Clone(p), i)
		switch {
		case !a.IsValid(): // which has been reported
			texts[i] = ""
		case a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
			k.fail(fmt.Sprintf("%s is not the address of one node", a), "a node's own address", at...)
		case a.IsUnspecified() && !mayBeAny:
			k.fail(fmt.Sprintf("%s is no address of anybody's", a), "a node's own address", at...)
		case a.IsUnspecified() && len(list) > 1:
			k.fail(fmt.Sprintf("%s stands for all addresses", a), "it alone, or single addresses", at...)
		}
	}
	k.once("address", texts, p...)
}

// meetings refuses links that would listen where another one does, or dial where they
// listen themselves: whoever comes would be led to the link again and again.
func (k *checker) meetings(i int) {
	l := &k.Links[i]
	ends := []struct {
		key string
		End
	}{{"outside", l.OutsideEnd}, {"inside", l.InsideEnd}}
	for n, e := range ends {
		at := []any{"links", i, e.key}
		other := ends[1-n].End
		if l.reaches(e.Dial, e.End, other) {
			k.fail("the link would dial itself: its other end listens there", "another address or port", append(at, "dial")...)
		}
		if n == 1 && l.shares(e.End, other) {
			k.fail("both ends listen at the same address and port", "different ones", append(at, "listen")...)
		}
		for j := range k.Links[:i] {
			m := &k.Links[j]
			if m.Kind == LinkSCTP && m.Backend == l.Backend && (l.shares(e.End, m.OutsideEnd) || l.shares(e.End, m.InsideEnd)) {
				k.fail(fmt.Sprintf("the link %s listens there already, %s", m.Name, k.line(path{"links", j})), "another address or port", append(at, "listen")...)
			}
		}
	}
}

// reaches reports whether one end, which dials list, finds another one of the same
// backend listening there. At the address that stands for all only the loopback is known
// to be this machine's.
func (l *Link) reaches(list []netip.Addr, from, to End) bool {
	ports := from.Port == to.Port && (l.Backend != "udp-encapsulation" || from.UDP.Remote == to.UDP.Local)
	return ports && meet(list, to.bound(), netip.Addr.IsLoopback)
}

// shares reports whether two ends of the same backend listen at the same place.
func (l *Link) shares(one, other End) bool {
	ports := one.Port == other.Port && (l.Backend != "udp-encapsulation" || one.UDP.Local == other.UDP.Local)
	return ports && meet(one.bound(), other.bound(), netip.Addr.IsValid)
}

// meet reports whether two lists have an address in common. An address that stands for
// all of its family has those that are ours.
func meet(one, other []netip.Addr, isOurs func(netip.Addr) bool) bool {
	return slices.ContainsFunc(one, func(a netip.Addr) bool {
		return a.IsValid() && slices.ContainsFunc(other, func(b netip.Addr) bool {
			return a == b || a.Is4() == b.Is4() && (a.IsUnspecified() && isOurs(b) || b.IsUnspecified() && isOurs(a))
		})
	})
}
