package config

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// checker compares the values of a file with each other. Values that could not
// be read are zero and are passed over: they have been reported.
type checker struct {
	*Config
	r   *reader
	now time.Time
}

func check(c *Config, r *reader, now time.Time) {
	k := &checker{c, r, now}
	k.names()
	k.references()
	k.apns()
	k.ownership()
	k.addresses()
	k.nodes()
	k.mncLengths()
	k.filters()
	k.exceptions()
	k.links()
	if !has(c.root, path{"home"}) {
		k.warn("home is missing: every message is in transit, and rules that compare with home have nothing to compare", "a mapping of ourselves", "home")
	}
}

func (k *checker) fail(what, allowed string, p ...any) {
	k.r.path = p
	k.r.fail(place(k.root, p), what, allowed)
}

func (k *checker) warn(what, allowed string, p ...any) {
	k.r.path = p
	k.r.warn(place(k.root, p), what, allowed)
}

// line says where something else stands.
func (k *checker) line(p path) string {
	at := place(k.root, p)
	return fmt.Sprintf("line %d column %d", at.Line, at.Column)
}

// names checks that whatever carries a name can be told apart by it.
func (k *checker) names() {
	seenInterconnect := k.unique(path{"interconnects"}, len(k.Interconnects), func(i int) string { return k.Interconnects[i].Name }, reservedNames)
	k.unique(path{"operators"}, len(k.Operators), func(i int) string { return k.Operators[i].Name }, reservedNames)
	k.unique(path{"links"}, len(k.Links), func(i int) string { return k.Links[i].Name }, nil)
	k.unique(path{"filters"}, len(k.Filters), func(i int) string { return k.Filters[i].Name }, hostSources)
	for i := range k.Operators {
		o := &k.Operators[i]
		if first, both := seenInterconnect[o.Name]; both && !slices.Contains(o.Via, o.Name) {
			k.fail(fmt.Sprintf("%q is the name of an interconnect (%s) that the operator is not reached through", o.Name, k.line(first)),
				"another name, or the interconnect in via if the operator is plugged in there itself", "operators", i, "name")
		}
	}
}

// hostSources are the names that records put where a filter's name stands when
// the host itself found something.
var hostSources = []string{"faults", "source"}

func (k *checker) unique(list path, n int, nameOf func(int) string, reserved []string) map[string]path {
	seen := make(map[string]path, n)
	for i := range n {
		name, at := nameOf(i), append(slices.Clone(list), i, "name")
		if name == "" {
			continue
		}
		if slices.Contains(reserved, name) {
			k.fail(fmt.Sprintf("the name %q is reserved", name), "any other name", at...)
		}
		if first, twice := seen[name]; twice {
			k.fail(fmt.Sprintf("the name %q is taken, %s", name, k.line(first)), "each name once", at...)
			continue
		}
		seen[name] = at
	}
	return seen
}

// references checks that what is named exists.
func (k *checker) references() {
	interconnects := newKnown(names(k.Interconnects, func(i *Interconnect) string { return i.Name }))
	operators := newKnown(names(k.Operators, func(o *Operator) string { return o.Name }))
	for i := range k.Operators {
		o := &k.Operators[i]
		for j, via := range o.Via {
			k.exists(via, "interconnect", interconnects, "operators", i, "via", j)
		}
		for j, hub := range o.HubFor {
			if hub == o.Name && hub != "" {
				k.fail("a hub does not name itself", "the operators that it speaks for", "operators", i, "hub_for", j)
				continue
			}
			k.exists(hub, "operator", operators, "operators", i, "hub_for", j)
		}
		if len(o.Via) == 0 {
			k.warn("the operator is reached through no interconnect: nothing that claims to be it will be believed", "the names of interconnects", "operators", i, "via")
		}
	}
	for i := range k.Exceptions {
		if name := k.Exceptions[i].Operator; !slices.Contains(reservedNames, name) {
			k.exists(name, "operator", operators, "exceptions", i, "operator")
		}
	}
	for i := range k.Interconnects {
		x := &k.Interconnects[i]
		if len(x.Addresses)+len(x.PointCodes)+len(x.DiameterHosts) == 0 {
			k.warn("the interconnect has nothing to be recognised by", "addresses, point_codes or diameter_hosts", "interconnects", i)
		}
	}
}

func names[T any](list []T, nameOf func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = nameOf(&list[i])
	}
	return out
}

// known are the names that may be referred to.
type known struct {
	names []string
	set   map[string]bool
}

func newKnown(names []string) known {
	k := known{names, make(map[string]bool, len(names))}
	for _, n := range names {
		k.set[n] = true
	}
	return k
}

// maxSuggested is how many problems of one file get a suggestion: each costs a
// comparison with every name.
const maxSuggested = 100

// exists reports a name that is not among the known ones. One known name that
// could not be read (it is empty) may be the one that is meant.
func (k *checker) exists(name, noun string, known known, p ...any) {
	if name == "" || known.set[name] || known.set[""] {
		return
	}
	what, allowed := fmt.Sprintf("there is no %s %q", noun, name), fmt.Sprintf("the name of an %s of this file", noun)
	if len(k.r.problems) < maxSuggested {
		what = didYouMean(what, name, known.names)
	}
	if len(known.names) == 0 {
		allowed += ", which has none"
	}
	k.fail(what, allowed, p...)
}

func (k *checker) apns() {
	k.once("APN", k.Home.APNs, "home", "apns")
	ours := newKnown(k.Home.APNs)
	for i, a := range k.Home.PrivateAPNs {
		k.homeAPN(a, ours, "home", "private_apns", i)
	}
	for _, a := range slices.Sorted(maps.Keys(k.Home.APNIMSIs)) {
		k.homeAPN(a, ours, "home", "apn_imsis", a)
	}
	for i := range k.Operators {
		k.once("APN", k.Operators[i].APNs, "operators", i, "apns")
		for j, a := range k.Operators[i].APNs {
			k.homeAPN(a, ours, "operators", i, "apns", j)
		}
	}
}

func (k *checker) homeAPN(apn string, ours known, p ...any) {
	if apn == "" || ours.set[apn] || ours.set[""] {
		return
	}
	what := fmt.Sprintf("%q is not one of home.apns", apn)
	if len(k.r.problems) < maxSuggested {
		what = didYouMean(what, apn, ours.names)
	}
	k.fail(what, "an APN of home.apns", p...)
}

// once reports text that a list holds twice.
func (k *checker) once(noun string, list []string, p ...any) {
	seen := make(map[string]int, len(list))
	for i, s := range list {
		if first, twice := seen[s]; twice && s != "" {
			k.fail(fmt.Sprintf("%s %q is listed already, %s", noun, s, k.line(append(slices.Clone(p), first))), "each once", append(slices.Clone(p), i)...)
			continue
		}
		seen[s] = i
	}
}

// mncLengths compares the networks of the file with its own table of lengths.
func (k *checker) mncLengths() {
	compare := func(p op.PLMN, at ...any) {
		d := p.Digits()
		n, _ := d.Len()
		if want, stated := k.MNCLengths[d.Prefix(3)]; stated && p != 0 && want != n-3 {
			k.warn(fmt.Sprintf("%s has an MNC of %d digits, mnc_lengths says %d for its country", p, n-3, want), "MNCs of one length in a country", at...)
		}
	}
	for i, p := range k.Home.PLMNs {
		compare(p, "home", "plmns", i)
	}
	for i := range k.Operators {
		for j, p := range k.Operators[i].PLMNs {
			compare(p, "operators", i, "plmns", j)
		}
	}
}
