package resolve

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// drawPrefix draws from a small space, so that prefixes nest and meet, and now
// and then from the whole.
func drawPrefix(t *rapid.T) netip.Prefix {
	a := drawAddr(t)
	return netip.PrefixFrom(a, rapid.IntRange(0, a.BitLen()).Draw(t, "bits")).Masked()
}

func drawAddr(t *rapid.T) netip.Addr {
	octet := rapid.SampledFrom([]byte{0, 1, 0x7F, 0x80, 0xFE, 0xFF})
	switch rapid.IntRange(0, 3).Draw(t, "family") {
	case 0:
		var b [16]byte
		for i := range b {
			b[i] = octet.Draw(t, "octet")
		}
		return netip.AddrFrom16(b).Unmap()
	case 1: // around the IPv4-mapped block
		var b [16]byte
		copy(b[8:], []byte{0, 0, 0xFF, octet.Draw(t, "octet"), octet.Draw(t, "octet"), 0, 0, octet.Draw(t, "octet")})
		return netip.AddrFrom16(b).Unmap()
	}
	var b [4]byte
	for i := range b {
		b[i] = octet.Draw(t, "octet")
	}
	return netip.AddrFrom4(b)
}

// slowOwner is the reference: the longest prefix that contains the address;
// among equal ones the last.
func slowOwner(prefixes []netip.Prefix, a netip.Addr) (owner int) {
	longest := -1
	for i, p := range prefixes {
		if p.Contains(a) && p.Bits() >= longest {
			owner, longest = i+1, p.Bits()
		}
	}
	return owner
}

func TestAddressRangesAgreeWithAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefixes := rapid.SliceOfN(rapid.Custom(drawPrefix), 0, 80).Draw(t, "prefixes")
		var spans []span[int]
		for i, p := range prefixes {
			spans = append(spans, prefixSpans(p, func(v *int) { *v = i + 1 })...)
		}
		r := newRanges(spans)
		probe := func(a netip.Addr) {
			if got, want := *r.find(op.AddrFromNetIP(a)), slowOwner(prefixes, a); got != want {
				t.Fatalf("%s: owner %d, a scan says %d", a, got, want)
			}
		}
		for _, p := range prefixes {
			last := lastAddr(p)
			for _, a := range []netip.Addr{p.Addr(), p.Addr().Prev(), last, last.Next()} {
				if a.IsValid() && !a.Is4In6() {
					probe(a)
				}
			}
		}
		for range 20 {
			probe(drawAddr(t))
		}
	})
}

// lastAddr sets the host bits of a prefix.
func lastAddr(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// The index only narrows the search: with and without it the same range is found.
func TestIndexFindsTheSameRange(t *testing.T) {
	var spans []span[int]
	for i := range 3000 {
		var b [16]byte
		binary.BigEndian.PutUint64(b[:], uint64(i)*0x9E3779B97F4A7C15)
		a, bits := netip.AddrFrom16(b), 20+i%40
		if i%2 == 0 {
			a, bits = netip.AddrFrom4([4]byte(b[:4])), 8+i%24
		}
		spans = append(spans, prefixSpans(netip.PrefixFrom(a, bits).Masked(), func(v *int) { *v = i + 1 })...)
	}
	indexed := newRanges(spans)
	plain := indexed
	plain.index = nil
	if indexed.index == nil {
		t.Fatal("no index was built")
	}
	for _, e := range indexed.entries {
		for _, k := range []op.Addr{e.from, before(e.from), next(e.from)} {
			if got, want := indexed.find(k), plain.find(k); got != want {
				t.Fatalf("%x: %d with the index, %d without", k, *got, *want)
			}
		}
	}
	for b := range buckets {
		if got := bucket(firstOf(b)); got != b {
			t.Fatalf("bucket %d starts with a key of bucket %d", b, got)
		}
	}
}

func TestNumberRangesAgreeWithAScan(t *testing.T) {
	number := rapid.StringMatching(`[019]{1,15}`)
	rapid.Check(t, func(t *rapid.T) {
		prefixes := rapid.SliceOfN(rapid.StringMatching(`[019]{1,6}|[019]{15}`), 0, 60).Draw(t, "prefixes")
		var spans []span[int]
		for i, p := range prefixes {
			spans = append(spans, digitsSpan(digits(p), func(v *int) { *v = i + 1 }))
		}
		r := newRanges(spans)
		for _, n := range append(prefixes, number.Draw(t, "number"), number.Draw(t, "number")) {
			want, longest := 0, -1
			for i, p := range prefixes {
				if digits(n).HasPrefix(digits(p)) && len(p) >= longest {
					want, longest = i+1, len(p)
				}
			}
			if got := *r.find(digitsKey(digits(n))); got != want {
				t.Fatalf("%s: owner %d, a scan says %d", n, got, want)
			}
		}
	})
}

// A number of more than 15 digits keeps its first 15 and no count (op.Digits).
func TestNumberThatIsTooLongMatchesItsFirstDigits(t *testing.T) {
	r := newRanges([]span[int]{digitsSpan(digits("9990"), func(v *int) { *v = 7 })})
	long := digits("999012345678901") &^ (0xF << 60)
	if got := *r.find(digitsKey(long)); got != 7 {
		t.Errorf("owner %d, want 7", got)
	}
}

func TestNetworksAgreeWithAScan(t *testing.T) {
	code := rapid.StringMatching(`[09][01][01]-[01][019]{1,2}`)
	rapid.Check(t, func(t *rapid.T) {
		owners := map[op.PLMN]op.ID{}
		for i, s := range rapid.SliceOfNDistinct(code, 0, 40, rapid.ID).Draw(t, "networks") {
			owners[plmn(s)] = op.ID(i + 1)
		}
		table := newNetworks(len(owners))
		for p, id := range owners {
			table.add(network{plmn: p, owner: id})
		}
		imsi := digits(rapid.StringMatching(`[09][01][01][01][019]{1,11}`).Draw(t, "imsi"))
		want, longest := op.ID(0), 0
		for p, id := range owners {
			if n, _ := p.Digits().Len(); imsi.HasPrefix(p.Digits()) && n > longest {
				want, longest = id, n
			}
			if got := table.find(p).owner; got != id {
				t.Fatalf("%s: owner %d, want %d", p, got, id)
			}
		}
		if got := table.ofIMSI(imsi); got != want {
			t.Fatalf("IMSI %s: owner %d, a scan says %d", imsi, got, want)
		}
	})
}

func TestPaddedNetwork(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"001-01", "001-001"}, {"999-70", "999-070"}, {"310-260", "310-260"}} {
		if got := padded(plmn(c.in)); got != plmn(c.want) {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

func ExampleTables() {
	t := New(world(2, random4))
	id, _ := t.Operator("operator-1")
	fmt.Println(t.OperatorName(0), t.OperatorName(op.Home), t.OperatorName(id), id)
	fmt.Println(t.InterconnectName(0), t.InterconnectName(1), t.Interconnects())
	fmt.Println(t.APNName(2), t.APNs())
	// Output:
	// unknown home operator-1 3
	// unknown ipx-0 2
	// ims 4
}
