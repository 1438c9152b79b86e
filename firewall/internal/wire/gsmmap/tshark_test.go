package gsmmap

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tsharkSays are the names that tshark 4.0.17 has otherwise than TS 29.002 V16.3,
// or beyond it: handset facilities, codes that are not assigned.
var tsharkSays = map[int]string{38: "forwardCheckSS", 16: "notifySS"}

// TestNamesEqualTshark compares the names of operations and errors, which tshark
// lists one behind the other under one field.
func TestNamesEqualTshark(t *testing.T) {
	lists, last := []map[int]string{{}}, -1
	for _, v := range shark.Values(t, "gsm_old.localValue")["gsm_old.localValue"] {
		if int(v.Number) < last {
			lists = append(lists, map[int]string{})
		}
		last = int(v.Number)
		lists[len(lists)-1][last] = v.Name
	}
	var named int
	for _, list := range lists {
		name := Name
		if list[1] == "unknownSubscriber" {
			name = ErrorName
		}
		for code, want := range list {
			if tsharkSays[code] == want || strings.HasPrefix(want, "unAllocated") || code >= 109 {
				continue
			}
			if named++; shark.Folded(name(uint32(code))) != shark.Folded(want) {
				t.Errorf("%d: %q, tshark says %q", code, name(uint32(code)), want)
			}
		}
	}
	if named < 130 {
		t.Errorf("only %d names compared", named)
	}
}

// contextOf is the application context whose latest version has an operation.
var contextOf = map[uint32]byte{
	2: 1, 3: 2, 4: 3, 5: 22, 6: 6, 7: 16, 8: 16, 10: 18, 11: 18, 12: 18, 13: 18, 14: 18, 15: 39, 17: 18, 18: 18, 20: 44, 21: 41, 22: 5, 23: 32, 24: 33,
	25: 34, 26: 35, 29: 11, 33: 11, 34: 11, 36: 47, 37: 10, 39: 31, 40: 31, 41: 31, 42: 31, 43: 13, 44: 25, 45: 20, 46: 21, 47: 20, 50: 17, 51: 17,
	53: 46, 55: 15, 56: 14, 57: 1, 58: 26, 59: 19, 60: 19, 61: 19, 62: 43, 63: 20, 64: 23, 65: 43, 66: 24, 67: 27, 68: 11, 69: 11, 70: 28, 71: 29,
	72: 36, 73: 7, 74: 7, 75: 7, 76: 8, 77: 8, 83: 38, 84: 45, 85: 37, 86: 38, 87: 4, 88: 9, 89: 42,
}

// latest is the latest version of a context, where that is not 3.
var latest = map[byte]byte{6: 4, 33: 4, 18: 2, 23: 2, 19: 2, 26: 2}

// dialogue wraps a parameter in TCAP: a Begin that invokes, or an End with the
// result.
func dialogue(x shape, parameter []byte) []byte {
	ac := contextOf[x.code]
	version := max(latest[ac], 3)
	if latest[ac] == 2 {
		version = 2
	}
	context := tlv("a1", tlv("06", oct("04 00 00 01 00"), []byte{ac, version}))
	portion := func(pdu []byte) []byte {
		return tlv("6b", tlv("28", tlv("06", oct("00 11 86 05 01 01 01")), tlv("a0", pdu)))
	}
	code := tlv("02", []byte{byte(x.code)})
	if x.component == invoke {
		return tlv("62", tlv("48", oct("00000001")), portion(tlv("60", tlv("80", oct("07 80")), context)),
			tlv("6c", tlv("a1", tlv("02", oct("01")), code, parameter)))
	}
	return tlv("64", tlv("49", oct("00000001")), portion(tlv("61", tlv("80", oct("07 80")), context, tlv("a2", tlv("02", oct("00"))), tlv("a3", tlv("a1", tlv("02", oct("00")))))),
		tlv("6c", tlv("a2", tlv("02", oct("01")), tlv("30", code, parameter))))
}

// unitdata puts TCAP messages into an SCCP LUDT each, between two HLRs (SSN 6).
func unitdata(messages [][]byte) (out [][]byte) {
	for _, m := range messages {
		p := append(oct("13 01 0f 0700 0800 0900 0000 02 42 06 02 42 06"), byte(len(m)), byte(len(m)>>8))
		out = append(out, append(p, m...))
	}
	return out
}

// seen is what tshark reads of one message.
type seen struct {
	imsi, numbers []string
	mti, pid, dcs string
	operation     string
	malformed     string
}

// look runs tshark over messages.
func look(t *testing.T, messages [][]byte) (all []seen) {
	t.Helper()
	all = lookAt(t, shark.Capture(t, shark.LinkSCCP, unitdata(messages)))
	if len(all) != len(messages) {
		t.Fatalf("%d messages, tshark has %d", len(messages), len(all))
	}
	return all
}

// lookAt runs tshark over a file.
func lookAt(t *testing.T, file string) (all []seen) {
	t.Helper()
	args := []string{"-r", file, "-Y", "sccp", "-T", "fields", "-E", "separator=|", "-E", "aggregator=;"}
	for _, f := range []string{"frame.number", "e212.imsi", "e164.msisdn", "gsm_map.address.digits", "gsm_sms.tp-mti", "gsm_sms.tp-pid", "gsm_sms.tp-dcs", "gsm_old.localValue", "_ws.malformed", "_ws.expert.message"} {
		args = append(args, "-e", f)
	}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		c := strings.Split(strings.TrimRight(line, "\n"), "|")
		if len(c) < 10 {
			t.Fatalf("tshark: %q", line)
		}
		all = append(all, seen{list(c[1]), append(list(c[2]), list(c[3])...), c[4], c[5], c[6], c[7], broken(c[8], c[9])})
	}
	return all
}

// broken is the first complaint of tshark's about the encoding. What it says of
// bits and values that it does not know is none.
func broken(malformed, experts string) string {
	for _, e := range list(experts) {
		if strings.Contains(e, "BER Error") || strings.Contains(e, "Malformed") {
			return regexp.MustCompile(`[^a-zA-Z ]+`).ReplaceAllString(strings.SplitN(strings.TrimPrefix(e, "BER Error: "), ":", 2)[0], "")
		}
	}
	return first(list(malformed))
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

// messageCount is how many messages are made; more with PORTCULLIS_ORACLE.
func messageCount(otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv("PORTCULLIS_ORACLE")); err == nil {
		return n
	}
	return otherwise
}

// generated makes honest arguments and results of every operation, and changes
// some.
func generated(t *testing.T, n int) (from []shape, parameters [][]byte) {
	m := standard(t, 4)
	all := shapes()
	for i := range n {
		x := all[i%len(all)]
		m.Optional, m.Short = [...]float64{0, 0.1, 0.3, 0.6}[i%4], i%3 == 0
		v := m.Value(x.name)
		if len(v) > 3000 {
			continue
		}
		if i >= n/4 {
			v = mutate(m.Rand, v)
		}
		from, parameters = append(from, x), append(parameters, v)
	}
	return from, parameters
}

// mutate changes, cuts or repeats octets.
func mutate(r *rand.Rand, v []byte) []byte {
	v = slices.Clone(v)
	for range 1 + r.IntN(3) {
		i := r.IntN(len(v))
		switch r.IntN(6) {
		case 0:
			v[i] ^= 1 << r.IntN(8)
		case 1:
			v[i] = byte(r.IntN(256))
		case 2:
			v = slices.Insert(v, i, byte(r.IntN(256)))
		case 3:
			if len(v) > 3 {
				v = slices.Delete(v, i, i+1)
			}
		case 4:
			j := min(len(v), i+1+r.IntN(12))
			v = slices.Insert(v, i, slices.Clone(v[i:j])...)
		case 5:
			v[i] = v[r.IntN(len(v))]
		}
	}
	return v
}

// TestGeneratedEqualTshark: identities are read as tshark reads them, wherever it
// finds nothing malformed.
func TestGeneratedEqualTshark(t *testing.T) {
	from, parameters := generated(t, messageCount(6000))
	var messages [][]byte
	for i, p := range parameters {
		messages = append(messages, dialogue(from[i], p))
	}
	classes := map[string]int{}
	differences := 0
	for i, s := range look(t, messages) {
		d := decode(from[i].code, from[i].component, 3, parameters[i])
		class := differ(from[i], d, s)
		classes[class]++
		if class != "" && class[0] == '!' {
			if differences++; differences <= 12 {
				t.Errorf("%s: %s\n%x\n%s\ntshark: %+v", from[i].name, class, parameters[i], render(d), s)
			}
		}
	}
	for class, n := range classes {
		t.Logf("%6d %s", n, class)
	}
	if differences > 12 {
		t.Errorf("and %d more", differences-12)
	}
}

// differ compares one message; a class with "!" in front is no known one.
func differ(x shape, d decoded, s seen) string {
	if s.malformed != "" {
		if d.o.Faults.Any() {
			return "malformed to both"
		}
		return "malformed to tshark alone: " + s.malformed
	}
	if len(d.faults()) > 0 && isEncoding(d.faults()[0]) { // tshark leaves out what it cannot read, and does not say so
		return "tshark has no fault, we " + d.faults()[0]
	}
	if d.o.IsPresent(op.ColIMSI) && !slices.Contains(s.imsi, d.o.IMSI.String()) {
		return fmt.Sprintf("! IMSI %q", d.o.IMSI)
	}
	for _, n := range d.numbers() {
		if d.o.Faults.Has(op.MAPDigits) { // tshark may print "?" for what is no digit
			break
		}
		if digits := n.Digits.String(); digits != "" && !slices.ContainsFunc(append(s.numbers, s.imsi...), isCalled(digits)) {
			return fmt.Sprintf("! number %s", digits)
		}
	}
	if d.o.Faults.Any() {
		return "tshark has no fault, we " + d.faults()[0]
	}
	if d.o.IMSI == 0 && len(s.imsi) > 0 && !holdsHLR(x) {
		return "! IMSI not read"
	}
	if s.mti != "" && goesItsWay(x, d) && (fmt.Sprint(d.s.TPMTI) != s.mti || s.pid != "" && fmt.Sprint(d.s.TPPID) != s.pid || s.dcs != "" && fmt.Sprint(d.s.TPDCS) != s.dcs) {
		return "! short message"
	}
	return ""
}

// goesItsWay reports whether the addresses of a short message fit its operation:
// tshark takes the direction from them alone.
func goesItsWay(x shape, d decoded) bool {
	if x.component != invoke {
		return false
	}
	toNetwork := d.s.SMRPDA == 0x84 && d.s.SMRPOA != 0x84
	toHandset := d.s.SMRPDA != 0x84 && d.s.SMRPOA == 0x84
	return x.code == 46 && toNetwork || x.code != 46 && toHandset
}

// isEncoding reports whether a fault is one of X.690 that loses elements.
func isEncoding(name string) bool {
	return name == "ber-tag" || name == "ber-length" || name == "ber-value" || name == "ber-depth"
}

// isCalled compares digits with what tshark prints of them: those that op.Digits
// cuts end in "+".
func isCalled(digits string) func(string) bool {
	cut, isLonger := strings.CutSuffix(digits, "+")
	return func(s string) bool { return s == digits || isLonger && strings.HasPrefix(s, cut) }
}

// holdsHLR reports whether an argument may hold leading digits of IMSIs, which
// name an HLR and no subscriber; tshark prints them as IMSIs.
func holdsHLR(x shape) bool {
	return slices.Contains([]uint32{37, 44, 45, 46, 47, 64}, x.code)
}
