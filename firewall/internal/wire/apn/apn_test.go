package apn

import (
	"regexp"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// wire encodes labels given with dots.
func wire(s string) []byte {
	var b []byte
	for _, l := range strings.Split(s, ".") {
		b = append(append(b, byte(len(l))), l...)
	}
	return b
}

func TestRead(t *testing.T) {
	home, _ := op.ParsePLMN("001-01")
	partner, _ := op.ParsePLMN("999-70")
	threeDigits, _ := op.ParsePLMN("310-410")
	for _, c := range []struct {
		name    string
		wire    []byte
		network int
		plmn    op.PLMN
		fault   int
	}{
		{"network identifier alone", wire("internet"), 9, 0, -1},
		{"with operator identifier", wire("internet.mnc001.mcc001.gprs"), 9, home, -1},
		{"several labels", wire("corp.example.mnc070.mcc999.gprs"), 13, partner, -1},
		{"any case", wire("Internet.MNC001.Mcc001.GPRS"), 9, home, -1},
		{"MNC of three digits", wire("ims.mnc410.mcc310.gprs"), 4, threeDigits, -1},
		{"operator identifier alone", wire("mnc001.mcc001.gprs"), 0, home, -1},
		{"wildcard", wire("*"), 2, 0, -1},
		{"underscore and hyphen", wire("iot_fleet-1"), 12, 0, -1},
		{"last label only looks like it", wire("internet.gprs"), 14, 0, -1},
		{"MNC of two digits on the wire", wire("internet.mnc01.mcc001.gprs"), 27, 0, -1},
		{"letters in the MNC", wire("internet.mncabc.mcc001.gprs"), 28, 0, -1},
		{"letters in a zero MNC", wire("internet.mnc00x.mcc001.gprs"), 28, 0, -1},
		{"other letters", wire("internet.mno001.mcc001.gprs"), 28, 0, -1},
		{"colon after the digits", wire("internet.mnc00:.mcc001.gprs"), 0, 0, 0},
		{"letters in the MCC", wire("internet.mnc001.mccxyz.gprs"), 28, 0, -1},
		{"other top label", wire("internet.mnc001.mcc001.gprx"), 28, 0, -1},
		{"operator identifier in the middle", wire("mnc001.mcc001.gprs.internet"), 28, 0, -1},
		{"longest", wire(strings.Repeat("a", 63) + "." + strings.Repeat("b", 35)), 100, 0, -1},

		{"empty", nil, 0, 0, 0},
		{"too long", wire(strings.Repeat("a", 63) + "." + strings.Repeat("b", 36)), 0, 0, 100},
		{"empty label in front", []byte("\x00\x03ims"), 0, 0, 0},
		{"root label at the end", []byte("\x03ims\x00"), 0, 0, 4},
		{"label cut", []byte("\x04ims"), 0, 0, 0},
		{"dot in a label", []byte("\x1binternet.mnc001.mcc001.gprs"), 0, 0, 0},
		{"NUL in a label", []byte("\x03ims\x02\x00a"), 0, 0, 0},
		{"star among labels", wire("ims.*"), 0, 0, 0},
		{"label of 64", append([]byte{64}, make([]byte, 64)...), 0, 0, 0},
		{"length octets that are digits", wire(strings.Repeat("a", 48) + "." + strings.Repeat("b", 45)), 95, 0, -1},
		{"not encoded at all", []byte("internet"), 0, 0, 0},
		{"star in a longer label", wire("a*"), 0, 0, 0},
		{"eighth bit", []byte("\x02a\xe9"), 0, 0, 0},
	} {
		n, fault := Read(c.wire)
		if n.NetworkLength != c.network || n.Operator != c.plmn || fault != c.fault {
			t.Errorf("%s: %d octets, %v, fault %d; want %d, %v, %d", c.name, n.NetworkLength, n.Operator, fault, c.network, c.plmn, c.fault)
		}
	}
}

var (
	label    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}$`)
	identity = regexp.MustCompile(`(?i)^(?:.*\.)?mnc([0-9]{3})\.mcc([0-9]{3})\.gprs$`)
)

// slow reads a name by turning it into the dotted form first.
func slow(b []byte) (Name, bool) {
	if len(b) > 100 || len(b) == 0 {
		return Name{}, false
	}
	if string(b) == "\x01*" {
		return Name{NetworkLength: 2}, true
	}
	var labels []string
	for rest := b; len(rest) > 0; {
		n := int(rest[0])
		if n > len(rest)-1 || !label.Match(rest[1:1+n]) {
			return Name{}, false
		}
		labels, rest = append(labels, string(rest[1:1+n])), rest[1+n:]
	}
	m := identity.FindStringSubmatch(strings.Join(labels, "."))
	if m == nil {
		return Name{NetworkLength: len(b)}, true
	}
	plmn, _ := op.ParsePLMN(m[2] + "-" + strings.TrimPrefix(m[1], "0"))
	return Name{len(b) - 19, plmn}, true
}

func FuzzRead(f *testing.F) {
	f.Add(wire("internet.mnc001.mcc001.gprs"))
	f.Add(wire("a.Mnc410.mCC310.gPRs"))
	f.Add([]byte("\x03ims\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, fault := Read(b)
		want, ok := slow(b)
		if (fault < 0) != ok || ok && n != want || fault > len(b) {
			t.Errorf("%q: %+v, fault %d; the slow reader says %+v, %v", b, n, fault, want, ok)
		}
	})
}

func TestReadDoesNotAllocate(t *testing.T) {
	b := wire("internet.mnc001.mcc001.gprs")
	if n := testing.AllocsPerRun(100, func() { Read(b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRead(b *testing.B) {
	p := wire("internet.mnc001.mcc001.gprs")
	for b.Loop() {
		if _, fault := Read(p); fault >= 0 {
			b.Fatal("fault")
		}
	}
}
