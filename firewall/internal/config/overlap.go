package config

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// claim says that a value belongs to somebody.
type claim[T any] struct {
	value T
	owner string
	at    path
}

const oneOwner = "one owner"

// nested calls fn for each claim that equals or lies within another one, with
// the narrowest such one; among equals the first in the file is the outer.
func nested[T any](claims []claim[T], order func(a, b T) int, covers func(outer, inner T) bool, fn func(outer, inner claim[T])) {
	slices.SortStableFunc(claims, func(a, b claim[T]) int { return order(a.value, b.value) })
	var open []claim[T]
	for _, c := range claims {
		for len(open) > 0 && !covers(open[len(open)-1].value, c.value) {
			open = open[:len(open)-1]
		}
		if n := len(open); n > 0 {
			fn(open[n-1], c)
		}
		open = append(open, c)
	}
}

func coversPrefix(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

func comparePrefix(a, b netip.Prefix) int { return a.Compare(b) }

func coversDigits(outer, inner op.Digits) bool { return inner.HasPrefix(outer) }

// compareDigits sorts a prefix before what it covers.
func compareDigits(a, b op.Digits) int {
	const body = 1<<60 - 1
	return cmp.Or(cmp.Compare(a&body, b&body), cmp.Compare(a, b))
}

// taken reports a value that stands in the file twice.
func taken[T any](k *checker, noun, allowed string, first, second claim[T]) {
	if first.owner == second.owner {
		k.fail(fmt.Sprintf("%s %v is listed already, %s", noun, second.value, k.line(first.at)), "each once", second.at...)
		return
	}
	k.fail(fmt.Sprintf("%s %v belongs to %s already, %s", noun, second.value, first.owner, k.line(first.at)), allowed, second.at...)
}

// add appends a claim for each value of a list that could be read.
func add[T comparable](claims []claim[T], owner string, values []T, at ...any) []claim[T] {
	for i, v := range values {
		if !isZero(v) {
			claims = append(claims, claim[T]{v, owner, append(slices.Clone(at), i)})
		}
	}
	return claims
}

// gather collects what home and the operators claim under a key of each.
func gather[T comparable](k *checker, key string, home []T, of func(*Operator) []T) []claim[T] {
	claims := add(nil, "home", home, "home", key)
	for i := range k.Operators {
		claims = add(claims, k.Operators[i].Name, of(&k.Operators[i]), "operators", i, key)
	}
	return claims
}

// ownership checks that networks, numbers and realms have one owner each. A
// longer prefix inside another operator's is legal: the longest holds.
func (k *checker) ownership() {
	k.plmns()
	titles := gather(k, "global_titles", k.Home.GlobalTitles, func(o *Operator) []op.Digits { return o.GlobalTitles })
	nested(titles, compareDigits, coversDigits, func(outer, inner claim[op.Digits]) {
		if outer.value == inner.value {
			taken(k, "global title prefix", oneOwner, outer, inner)
		}
	})
	nested(k.numbers(), compareDigits, coversDigits, func(outer, inner claim[op.Digits]) {
		byDefault := slices.Contains(outer.at, any("global_titles")) && slices.Contains(inner.at, any("global_titles"))
		if outer.value == inner.value && !byDefault { // else reported as global titles
			taken(k, "number range", oneOwner, outer, inner)
		}
	})
	k.words("realm", gather(k, "realms", k.Home.Realms, func(o *Operator) []string { return o.Realms }))
	var hosts []claim[string]
	for i := range k.Interconnects {
		hosts = add(hosts, k.Interconnects[i].Name, k.Interconnects[i].DiameterHosts, "interconnects", i, "diameter_hosts")
	}
	k.words("host", hosts)
}

// numbers collects the number ranges; an operator that states none has those of
// its global titles.
func (k *checker) numbers() []claim[op.Digits] {
	claims := add(nil, "home", k.Home.MSISDNs, "home", "msisdns")
	for i := range k.Operators {
		o, key := &k.Operators[i], "msisdns"
		ranges := o.MSISDNs
		if !has(k.root, path{"operators", i, key}) {
			key, ranges = "global_titles", o.GlobalTitles
		}
		claims = add(claims, o.Name, ranges, "operators", i, key)
	}
	return claims
}

func (k *checker) words(noun string, claims []claim[string]) {
	nested(claims, cmp.Compare[string], func(a, b string) bool { return a == b }, func(outer, inner claim[string]) { taken(k, noun, oneOwner, outer, inner) })
}

// plmns checks the owners of networks. Two-digit and three-digit MNCs of which
// one starts with the other cannot be told apart in an IMSI.
func (k *checker) plmns() {
	order := func(a, b op.PLMN) int { return compareDigits(a.Digits(), b.Digits()) }
	covers := func(outer, inner op.PLMN) bool { return inner.Digits().HasPrefix(outer.Digits()) }
	claims := gather(k, "plmns", k.Home.PLMNs, func(o *Operator) []op.PLMN { return o.PLMNs })
	nested(claims, order, covers, func(outer, inner claim[op.PLMN]) {
		if outer.value == inner.value {
			taken(k, "PLMN", oneOwner, outer, inner)
		} else if outer.owner != inner.owner {
			k.warn(fmt.Sprintf("IMSIs of %s also start like those of %s (%s, %s): they will be taken for the longer one's", inner.value, outer.value, outer.owner, k.line(outer.at)),
				"MNCs of one length in a country", inner.at...)
		}
	})
}

// addresses checks the blocks that decide who somebody is.
func (k *checker) addresses() {
	owners := gather(k, "addresses", k.Home.Addresses, func(*Operator) []netip.Prefix { return nil })
	for i := range k.Operators {
		owners = add(owners, k.Operators[i].Name, k.Operators[i].GSNAddresses, "operators", i, "gsn_addresses")
	}
	nested(owners, comparePrefix, coversPrefix, func(outer, inner claim[netip.Prefix]) {
		switch {
		case outer.value == inner.value:
			taken(k, "prefix", oneOwner, outer, inner)
		case outer.owner != inner.owner && (outer.owner == "home" || inner.owner == "home"):
			k.inside(outer, inner)
		}
	})
	var blocks []claim[netip.Prefix]
	for i := range k.Interconnects {
		blocks = add(blocks, k.Interconnects[i].Name, k.Interconnects[i].Addresses, "interconnects", i, "addresses")
	}
	nested(blocks, comparePrefix, coversPrefix, func(outer, inner claim[netip.Prefix]) {
		if outer.value == inner.value {
			taken(k, "prefix", oneOwner, outer, inner)
		} else if outer.owner != inner.owner {
			k.inside(outer, inner)
		}
	})
	k.homeOnInterconnect(blocks)
	k.reachable()
}

// inside warns of a block within another's: legal, but rarely meant.
func (k *checker) inside(outer, inner claim[netip.Prefix]) {
	k.warn(fmt.Sprintf("%s lies inside %s of %s (%s): the longer prefix holds", inner.value, outer.value, outer.owner, k.line(outer.at)), "blocks that do not overlap", inner.at...)
}

// homeOnInterconnect warns of our own addresses among those of an interconnect:
// what comes from them is outgoing.
func (k *checker) homeOnInterconnect(blocks []claim[netip.Prefix]) {
	for i, h := range k.Home.Addresses {
		for _, b := range blocks {
			if h.IsValid() && h.Overlaps(b.value) {
				k.warn(fmt.Sprintf("%s overlaps %s of interconnect %s (%s): what comes from home is outgoing, whatever the interconnect", h, b.value, b.owner, k.line(b.at)), "addresses of home alone", "home", "addresses", i)
			}
		}
	}
}

// reachable warns of operators' addresses that no interconnect of theirs has:
// what comes from there has an unknown source. Operators without any
// interconnect have been warned of.
func (k *checker) reachable() {
	blocks := map[string][]netip.Prefix{}
	for i := range k.Interconnects {
		blocks[k.Interconnects[i].Name] = k.Interconnects[i].Addresses
	}
	for i := range k.Operators {
		o := &k.Operators[i]
		for j, p := range o.GSNAddresses {
			ok := !p.IsValid() || len(o.Via) == 0
			for _, via := range o.Via {
				known, exists := blocks[via]
				ok = ok || !exists || slices.ContainsFunc(known, func(b netip.Prefix) bool { return coversPrefix(b, p) })
			}
			if !ok {
				k.warn(fmt.Sprintf("%s lies outside the addresses of every interconnect in via: what comes from there has an unknown source", p), "a part of an interconnect's addresses", "operators", i, "gsn_addresses", j)
			}
		}
	}
}

// nodes checks that an address means one node, and is ours.
func (k *checker) nodes() {
	k.unique(path{"home", "nodes"}, len(k.Home.Nodes), func(i int) string { return k.Home.Nodes[i].Name }, nil)
	var claims []claim[netip.Prefix]
	for i := range k.Home.Nodes {
		n := &k.Home.Nodes[i]
		claims = add(claims, n.Name, n.Addresses, "home", "nodes", i, "addresses")
		for j, p := range n.Addresses {
			if p.IsValid() && !slices.ContainsFunc(k.Home.Addresses, func(h netip.Prefix) bool { return coversPrefix(h, p) }) {
				k.warn(fmt.Sprintf("%s is not inside home.addresses: what comes from there is not taken for ours", p), "a part of home.addresses", "home", "nodes", i, "addresses", j)
			}
		}
	}
	nested(claims, comparePrefix, coversPrefix, func(outer, inner claim[netip.Prefix]) {
		if outer.value == inner.value {
			taken(k, "prefix", "one node, which may have several roles", outer, inner)
		}
	})
}
