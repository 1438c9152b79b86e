package op

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDigitsBehaveLikeStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,15}`).Draw(t, "text")
		prefix := rapid.StringMatching(`[0-9]{0,15}`).Draw(t, "prefix")
		d, ok := ParseDigits(text)
		if !ok || d.String() != text {
			t.Fatalf("%q comes back as %q", text, d)
		}
		if n, longer := d.Len(); n != len(text) || longer {
			t.Fatalf("%q has length %d, %v", text, n, longer)
		}
		if p, ok := ParseDigits(prefix); ok && d.HasPrefix(p) != strings.HasPrefix(text, prefix) {
			t.Fatalf("%q.HasPrefix(%q) is %v", text, prefix, d.HasPrefix(p))
		}
		n := rapid.IntRange(0, 15).Draw(t, "n")
		if want := text[:min(n, len(text))]; d.Prefix(n).String() != want {
			t.Fatalf("the first %d digits of %q are %q", n, text, d.Prefix(n))
		}
	})
}

func TestDigitsEdges(t *testing.T) {
	for _, bad := range []string{"", "1234567890123456", "12a", "-1"} {
		if d, ok := ParseDigits(bad); ok || d != 0 && ok {
			t.Errorf("%q parses as %q", bad, d)
		}
	}
	long := Digits(0x0123456789012345) // 16 digits: the first 15 and a count of zero
	if n, longer := long.Len(); n != MaxDigits || !longer || long.String() != "123456789012345+" {
		t.Errorf("a longer string is %q, %d, %v", long, n, longer)
	}
	if Digits(0).HasPrefix(0) {
		t.Error("what is absent has a prefix")
	}
	if d, _ := ParseDigits("00101"); !d.HasPrefix(0) {
		t.Error("the empty prefix does not fit")
	}
}

func TestPLMN(t *testing.T) {
	for text, digits := range map[string]string{"001-01": "00101", "001-001": "001001", "310-260": "310260", "000-00": "00000"} {
		p, ok := ParsePLMN(text)
		if !ok || p.String() != text || p.Digits().String() != digits {
			t.Errorf("%q is %q with digits %q", text, p, p.Digits())
		}
	}
	for _, bad := range []string{"", "00101", "01-01", "001-1", "001-0001", "0a1-01", "001-0f", "001_01"} {
		if p, ok := ParsePLMN(bad); ok {
			t.Errorf("%q parses as %q", bad, p)
		}
	}
	if PLMN(0).String() != "" || PLMN(0).Digits() != 0 {
		t.Error("the absent network prints")
	}
}

func TestAddr(t *testing.T) {
	for _, text := range []string{"192.0.2.1", "2001:db8::1", "255.255.255.255"} {
		want := netip.MustParseAddr(text)
		a := AddrFromNetIP(want)
		if a.NetIP() != want || a.String() != text || a.Is4() != want.Is4() || a.IsZero() {
			t.Errorf("%s comes back as %s", text, a)
		}
	}
	if a := AddrFromNetIP(netip.Addr{}); !a.IsZero() || a.String() != "" || a.NetIP().IsValid() {
		t.Error("no address is one")
	}
	if AddrFrom4([]byte{192, 0, 2, 1}) != AddrFrom16(netip.MustParseAddr("::ffff:192.0.2.1").AsSlice()) {
		t.Error("the two forms of an IPv4 address differ")
	}
}

func TestFaults(t *testing.T) {
	var f, g Faults
	if f.Any() {
		t.Error("an empty set has faults")
	}
	f.Add(GTPLength, 70000)
	for i := range MaxFaults + 2 {
		g.Add(FaultCode(1+i), i)
	}
	f.Merge(&g)
	if f.List()[0] != (Fault{GTPLength, 0xFFFF}) || len(f.List()) != MaxFaults {
		t.Errorf("the list is %v", f.List())
	}
	var codes []FaultCode
	f.Each(func(c FaultCode) { codes = append(codes, c) })
	if len(codes) != MaxFaults+3 || !slices.IsSorted(codes) || !f.Has(MaxFaults+2) || f.Has(200) {
		t.Errorf("the codes are %v: those without an offset are lost", codes)
	}
}

// TestFaultNames: names are unique, because configurations use them, and every
// fault says what it means and where it comes from.
func TestFaultNames(t *testing.T) {
	seen := map[string]bool{}
	for c := range 256 {
		info := FaultCode(c).Info()
		if info.Name == "" {
			continue
		}
		if seen[info.Name] || info.Doc == "" || info.Source == "" || info.Class < Malformed || info.Class > Unknown {
			t.Errorf("fault %d: %+v", c, info)
		}
		seen[info.Name] = true
		if back, ok := FaultByName(info.Name); !ok || int(back) != c {
			t.Errorf("%q is found as %d", info.Name, back)
		}
	}
	if _, ok := FaultByName(""); ok || len(seen) < 40 {
		t.Errorf("%d faults", len(seen))
	}
}

func TestBatchReusesItsMemory(t *testing.T) {
	b := &Batch{}
	fill := func() {
		b.Reset()
		for range 70 {
			b.AddMessage().Faults.Add(IPLength, 1)
			o := b.AddOp(ProtoGTPv2)
			if o.IMSI != 0 || !o.Faults.Has(IPLength) {
				t.Fatal("an operation is not cleared, or lacks its message's faults")
			}
			o.IMSI = 1
		}
		b.Hold([]byte("some octets"))
	}
	fill()
	if n := testing.AllocsPerRun(10, fill); n != 0 {
		t.Errorf("a batch that has grown allocates %v times", n)
	}
	if m := &b.Messages[69]; m.NumOps != 1 || m.FirstOp != 69 || b.Ops[69].Message != 69 {
		t.Errorf("the last message is %+v", m)
	}
}

func TestNames(t *testing.T) {
	for p := ProtoGTPv1; p <= ProtoIP; p++ {
		if back, ok := ProtocolByName(p.String()); !ok || back != p {
			t.Errorf("protocol %d is %q and back %d", p, p, back)
		}
	}
	for a := ActPass; a <= ActDrop; a++ {
		if back, ok := ActionByName(a.String()); !ok || back != a {
			t.Errorf("action %d is %q and back %d", a, a, back)
		}
	}
	if _, ok := ProtocolByName(""); ok {
		t.Error("no name is a protocol")
	}
	if _, ok := ActionByName("explode"); ok {
		t.Error("explode is an action")
	}
	if !ActReject.Blocks() || ActFlag.Blocks() {
		t.Error("what blocks is wrong")
	}
}
