package config

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// filters checks where modules come from, and reasons that contradict themselves.
func (k *checker) filters() {
	for i := range k.Filters {
		f := &k.Filters[i]
		_, builtin := f.Builtin()
		switch pinned := !f.Digest.IsZero(); {
		case f.Module == "":
		case builtin && (pinned || f.Signature != "" || f.Unsigned):
			k.fail("a built-in module is part of the program", "digest, signature and unsigned only for a module from a path", "filters", i, "module")
		case !builtin && f.Unsigned && f.Signature != "":
			k.fail("unsigned: true contradicts the signature", "one of the two", "filters", i, "unsigned")
		case !builtin && !f.Unsigned && (!pinned || f.Signature == ""):
			k.fail("a module from a path needs digest and signature", "both, or unsigned: true", "filters", i, "module")
		}
		for _, name := range slices.Sorted(maps.Keys(f.Reasons)) {
			x := f.Reasons[name]
			if x.Cause.Set && x.Action.Set && x.Action.Value.String() != "reject" {
				k.fail(fmt.Sprintf("a cause is sent only when rejecting, the action is %s", x.Action.Value), "action: reject, or no cause", "filters", i, "reasons", name, "cause")
			}
		}
	}
}

// exceptions warns of those that have no effect. Whether a filter has the
// reason is for the caller to say, who has loaded the modules.
func (k *checker) exceptions() {
	filters := append(names(k.Filters, func(f *Filter) string { return f.Name }), "faults")
	for i := range k.Exceptions {
		e := &k.Exceptions[i]
		if !e.Until.IsZero() && !k.now.Before(e.Until) {
			k.warn(fmt.Sprintf("the exception ended with %s", e.Until.AddDate(0, 0, -1).Format(time.DateOnly)), "a day to come, or no exception", "exceptions", i, "until")
		}
		if k.Filters != nil && e.Filter != "" && !slices.Contains(filters, e.Filter) {
			k.warn(didYouMean(fmt.Sprintf("the exception has no effect: filters lists no %q", e.Filter), e.Filter, filters), "the name of a filter of this file, or faults", "exceptions", i, "filter")
		}
	}
}

func (k *checker) links() {
	for i := range k.Links {
		l := &k.Links[i]
		switch l.Kind {
		case LinkGTP:
			k.gtpLink(i, l)
		case LinkSCTP:
			k.terminating(i, l)
			k.end(l, l.OutsideEnd, "links", i, "outside")
			k.end(l, l.InsideEnd, "links", i, "inside")
			k.meetings(i)
		case LinkWire:
			k.interfaces(i, l)
		}
	}
}

func (k *checker) gtpLink(i int, l *Link) {
	relays := has(k.root, path{"links", i, "relay"})
	switch {
	case l.Transparent && relays:
		k.fail("transparent and relay exclude each other", "one of the two", "links", i, "relay")
	case l.Transparent && !(has(k.root, path{"links", i, "inside"}) && has(k.root, path{"links", i, "outside"})):
		k.fail("a transparent link stands between two interfaces", "inside and outside", "links", i)
	case l.Transparent:
		k.interfaces(i, l)
	case !relays:
		k.fail("neither transparent nor relay", "transparent: true with inside and outside, or relay with its hops", "links", i)
	case len(l.Relay) == 0:
		k.fail("no hops", "at least one {listen, next, side}", "links", i, "relay")
	case l.Inside != "" || l.Outside != "":
		k.fail("a relay is bound to addresses, not interfaces", "inside and outside only with transparent: true", "links", i)
	default:
		k.terminating(i, l)
		k.hops(i, l)
	}
}

// terminating refuses a bypass that cannot be had: peers send to an address
// that only the process answers.
func (k *checker) terminating(i int, l *Link) {
	if l.WhenDown == "bypass" {
		k.fail("the link ends connections at its own addresses: when the process is dead nothing passes", "closed", "links", i, "when_down")
	}
}

// interfaces refuses what only one link can have.
func (k *checker) interfaces(i int, l *Link) {
	if l.Inside == l.Outside && l.Inside != "" {
		k.fail("inside and outside are the same interface", "two interfaces", "links", i, "outside")
		return
	}
	ends := [2]struct{ key, name string }{{"inside", l.Inside}, {"outside", l.Outside}}
	for j := range k.Links[:i] {
		other := &k.Links[j]
		for _, e := range ends {
			if e.name != "" && (e.name == other.Inside || e.name == other.Outside) {
				k.fail(fmt.Sprintf("%s belongs to the link %s already, %s", e.name, other.Name, k.line(path{"links", j})), "each interface in one link", "links", i, e.key)
			}
		}
	}
}

func (k *checker) hops(i int, l *Link) {
	seen := map[string]int{}
	for j, h := range l.Relay {
		listen := h.Listen.String()
		if first, twice := seen[listen]; twice && h.Listen.IsValid() {
			k.fail(fmt.Sprintf("%s is listened on already, %s", listen, k.line(path{"links", i, "relay", first})), "each address and port once", "links", i, "relay", j, "listen")
			continue
		}
		seen[listen] = j
		if h.Listen == h.Next && h.Listen.IsValid() {
			k.fail("the hop leads to itself", "another address or port", "links", i, "relay", j, "next")
		}
	}
}

func (k *checker) end(l *Link, e End, p ...any) {
	switch {
	case !has(k.root, p): // which has been reported
	case len(e.Listen) == 0 && len(e.Dial) == 0:
		k.fail("neither listens nor dials", "listen or dial with at least one address", p...)
	case len(e.Listen) > 0 && len(e.Dial) > 0:
		k.fail("listens and dials", "one of listen and dial", p...)
	case len(e.Dial) > 0 && len(e.Peers) > 0:
		k.fail("peers says who may connect, but the end dials", "peers only with listen", append(slices.Clone(p), "peers")...)
	case len(e.Listen) > 0 && len(e.Local) > 0:
		k.fail("local says where to dial from, but the end listens", "local only with dial", append(slices.Clone(p), "local")...)
	}
	k.endOptions(l, e, p)
	k.endAddresses(l, e, p)
}

// endOptions refuses what an end can only have in part, or not over its backend.
func (k *checker) endOptions(l *Link, e End, p path) {
	at := func(key string) []any { return append(slices.Clone(p), key) }
	if (e.PresentAs.Host == "") != (e.PresentAs.Realm == "") {
		k.fail("a Diameter identity is a host and a realm", "host and realm, or neither", at("present_as")...)
	}
	if e.PresentAs.Host != "" && l.Protocol != op.ProtoDiameter {
		k.fail("host and realm are of Diameter", "addresses only", at("present_as")...)
	}
	if has(k.root, append(slices.Clone(p), "udp")) && l.Backend != "udp-encapsulation" {
		k.fail("there is no UDP below this backend", "backend: udp-encapsulation", at("udp")...)
	}
	if has(k.root, append(slices.Clone(p), "paths")) && l.Backend != "kernel" {
		k.fail("this backend has paths of its own", "backend: kernel", at("paths")...)
	}
	if r := e.Paths; r.RTOMin > 0 && r.RTOMax > 0 && r.RTOMin > r.RTOMax {
		k.fail("the least retransmission timeout is more than the most", "rto_min up to rto_max", at("paths")...)
	}
}
