package diameter

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// columnsOf writes what the decoder found as the second decoder does.
func columnsOf(b *op.Batch, o *op.Operation, c *op.Diameter) map[string]string {
	m := map[string]string{}
	if o.IsPresent(op.ColCode) {
		m["header"] = fmt.Sprint(c.Flags, o.Code, o.Application, c.HopByHop, c.EndToEnd, o.Kind == op.KindRequest)
	}
	for column, x := range map[int]struct {
		name  string
		value any
	}{
		op.ColSessionID:          {"Session-Id", string(b.Bytes(o, c.SessionID))},
		op.ColOriginHost:         {"Origin-Host", string(b.Bytes(o, c.OriginHost))},
		op.ColOriginRealm:        {"Origin-Realm", string(b.Bytes(o, c.OriginRealm))},
		op.ColDestinationHost:    {"Destination-Host", string(b.Bytes(o, c.DestinationHost))},
		op.ColDestinationRealm:   {"Destination-Realm", string(b.Bytes(o, c.DestinationRealm))},
		op.ColUserName:           {"User-Name", string(b.Bytes(o, c.UserName))},
		op.ColAuthApplication:    {"auth", c.AuthApplication},
		op.ColVendorApplication:  {"vendor", c.VendorApplication},
		op.ColResultCode:         {"Result-Code", c.ResultCode},
		op.ColExperimentalResult: {"experimental", c.ExperimentalCode},
		op.ColExperimentalVendor: {"experimental vendor", c.ExperimentalOwner},
		op.ColVisitedPLMN:        {"plmn", c.VisitedPLMN},
		op.ColRATType:            {"RAT-Type", c.RAT},
		op.ColULRFlags:           {"ULR-Flags", c.ULRFlags},
		op.ColIDRFlags:           {"IDR-Flags", c.IDRFlags},
		op.ColNORFlags:           {"NOR-Flags", c.NORFlags},
		op.ColS6aCancellation:    {"Cancellation-Type", c.CancellationType},
		op.ColVectorsEutran:      {"eutran", c.VectorsEUTRAN},
		op.ColVectorsUtran:       {"utran", c.VectorsUTRAN},
		op.ColSubscriptionData:   {"subscription", c.Subscription},
		op.ColIMSI:               {"imsi", o.IMSI},
		op.ColMSISDN:             {"msisdn", o.MSISDN},
		op.ColMEI:                {"imei", o.MEI},
	} {
		if o.IsPresent(column) {
			m[x.name] = fmt.Sprint(x.value)
		}
	}
	for name, n := range map[string]uint8{"Reset-ID": c.ResetIDs, "Redirect-Host": c.RedirectHosts, "Proxy-Info": c.ProxyInfos} {
		if n > 0 {
			m[name] = fmt.Sprint(n)
		}
	}
	for _, x := range b.AVPs[c.AVPs.First:][:c.AVPs.Count] {
		m["avps"] += fmt.Sprint(x.Code, "/", x.Vendor, "/", x.Flags, "@", x.Offset, "+", x.Length, " ")
	}
	for _, x := range b.Routes[c.Routes.First:][:c.Routes.Count] {
		m["routes"] += string(b.Bytes(o, x.Name)) + " "
	}
	for _, x := range b.Applications[c.Applications.First:][:c.Applications.Count] {
		m["applications"] += fmt.Sprint(x.ID, "/", x.Kind, "@", x.Offset, " ")
	}
	for _, x := range b.HostAddresses[c.HostAddresses.First:][:c.HostAddresses.Count] {
		m["hosts"] += hostOctets(x.Addr)
	}
	for _, x := range b.UserIDs[c.UserIDs.First:][:c.UserIDs.Count] {
		m["ids"] += x.Digits.String() + " "
	}
	for _, x := range b.AccessPoints[c.AccessPoints.First:][:c.AccessPoints.Count] {
		m["access points"] += string(b.Bytes(o, x.Name)) + " "
	}
	return m
}

// hostOctets writes an address as it was coded; one of another family is "other".
func hostOctets(a op.Addr) string {
	switch {
	case a.IsZero():
		return "other "
	case a.Is4():
		return fmt.Sprintf("0001%08x ", uint32(a.Lo))
	}
	return fmt.Sprintf("0002%016x%016x ", a.Hi, a.Lo)
}

// compare decodes a message twice.
func compare(t testing.TB, p []byte) {
	t.Helper()
	b, o, c := one(t, p)
	s := slowly(p)
	if o.Faults.Has(op.DiameterAVPCount) { // what was read so far is; the second decoder counts no faults
		for _, name := range strings.Fields(faults(o)) {
			if c, _ := op.FaultByName(name); c != op.DiameterAVPCount && !s.faults[c] {
				t.Errorf("fault %s, the second decoder has %q, of %x", name, s.String(), p)
			}
		}
		return
	}
	if got, want := faults(o), s.String(); got != want {
		t.Errorf("faults %q, the second decoder has %q, of %x", got, want, p)
	}
	want := maps.Clone(s.columns)
	delete(want, "auth is acct")
	if h := strings.Fields(want["hosts"]); len(h) > 0 {
		want["hosts"] = ""
		for _, x := range h {
			if !strings.HasPrefix(x, "0001") && !strings.HasPrefix(x, "0002") || strings.Trim(x[4:], "0") == "" && len(x) > 12 {
				x = "other"
			}
			want["hosts"] += x + " "
		}
	}
	got := columnsOf(b, o, c)
	for name := range maps.Keys(want) {
		if got[name] != want[name] {
			t.Errorf("%s is %q, the second decoder has %q, of %x", name, got[name], want[name], p)
		}
	}
	for name := range maps.Keys(got) {
		if _, there := want[name]; !there {
			t.Errorf("%s is %q, the second decoder has none, of %x", name, got[name], p)
		}
	}
	inside(t, b, o, c, p)
}

// inside checks that whatever an operation points to is in the payload.
func inside(t testing.TB, b *op.Batch, o *op.Operation, c *op.Diameter, p []byte) {
	t.Helper()
	if int(o.Start)+int(o.Length) > len(p) {
		t.Errorf("operation %d+%d of %d octets", o.Start, o.Length, len(p))
	}
	for _, x := range b.AVPs[c.AVPs.First:][:c.AVPs.Count] {
		if int(x.Offset)+int(x.Length) > len(p) {
			t.Errorf("%+v of %d octets", x, len(p))
		}
	}
	for _, x := range o.Faults.List() {
		if int(x.Offset) > len(p) {
			t.Errorf("%s at %d of %d octets", x.Code, x.Offset, len(p))
		}
	}
	n := 0
	rest := Elements(p, func(x Element) bool {
		n++
		if x.Offset < headerLength || x.At < x.Offset || x.End < x.At || x.End > len(p) {
			t.Errorf("element %+v of %d octets", x, len(p))
		}
		return n < 5000
	})
	if rest > len(p) {
		t.Errorf("elements end at %d of %d", rest, len(p))
	}
}

// seeds are honest and hostile messages of every kind.
func seeds() (all [][]byte) {
	for _, name := range slices.Sorted(maps.Keys(benchmarks())) {
		all = append(all, benchmarks()[name])
	}
	m := maker{rand.New(rand.NewPCG(1, 6733))}
	for _, k := range keys() {
		all = append(all, m.message(k, 0.3))
	}
	h := hostile(600)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		all = append(all, h[name])
	}
	return all
}

// FuzzDecode compares the decoder with the second one on any octets.
func FuzzDecode(f *testing.F) {
	for _, p := range seeds() {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		if len(p) > 4096 {
			return // the second decoder is slow
		}
		compare(t, p)
	})
}

// key is a command in one direction.
type key struct {
	application, code uint32
	isRequest         bool
}

// keys returns all that are listed, in order.
func keys() (all []key) {
	for name := range slowCommands {
		var k key
		var side string
		if n, _ := fmt.Sscan(name, &k.application, &k.code, &side); n == 3 {
			k.isRequest = side == "request"
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b key) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// maker makes messages as the formats ask for them.
type maker struct{ r *rand.Rand }

// message makes a command with all that it has to have, and others with a
// probability.
func (m maker) message(k key, optional float64) []byte {
	side, flags := "answer", byte(answerFlags)
	if k.isRequest {
		side, flags = "request", requestFlags
	}
	format := slowCommands[fmt.Sprint(k.application, " ", k.code, " ", side)]
	if m.r.IntN(10) == 0 {
		flags |= op.DiameterRetransmitted
	}
	p := message(flags, k.code, k.application)
	var list []pair
	for _, name := range slices.Sorted(maps.Keys(format)) {
		if x := format[name]; x.must || m.r.Float64() < optional {
			for i := 0; i == 0 || x.many && i < 3 && m.r.IntN(2) == 0; i++ {
				list = append(list, m.avp(name, k, 0))
			}
		}
	}
	m.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	slices.SortStableFunc(list, func(a, b pair) int { return rank(a) - rank(b) })
	if !k.isRequest {
		list = append(list, m.result(k))
	}
	p = append(p, encodeAll(list)...)
	p[1], p[2], p[3] = byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
	return p
}

// rank puts Session-Id first.
func rank(a pair) int {
	if a.code == 263 && a.vendor == 0 {
		return 0
	}
	return 1
}

func (m maker) result(k key) pair {
	if k.application > 16777215 && m.r.IntN(3) == 0 {
		return group("Experimental-Result", u32("Vendor-Id", vendor3GPP), u32("Experimental-Result-Code", [...]uint32{2001, 4181, 5001, 5004, 5420}[m.r.IntN(5)]))
	}
	return u32("Result-Code", [...]uint32{2001, 2001, 2002, 3002, 5012}[m.r.IntN(5)])
}

// avp makes an AVP with a value of its type.
func (m maker) avp(name string, k key, depth int) pair {
	switch name {
	case "Session-Id":
		return text(name, fmt.Sprintf("%s;%d;%d", partnerHost, m.r.Uint32(), m.r.Uint32()))
	case "Origin-Host", "Route-Record", "Proxy-Host", "Error-Reporting-Host":
		return text(name, fmt.Sprintf("n%d.%s", m.r.IntN(1000), partnerRealm))
	case "Origin-Realm":
		return text(name, partnerRealm)
	case "Destination-Host":
		return text(name, homeHost)
	case "Destination-Realm":
		return text(name, homeRealm)
	case "User-Name":
		if form := slowApps[k.application]; form == "nai" && m.r.IntN(2) == 0 {
			return text(name, fmt.Sprintf("%c%s@nai.%s", "016"[m.r.IntN(3)], victim, homeRealm))
		} else if form == "" && depth == 0 {
			return text(name, "somebody@ims.example")
		}
		return text(name, fmt.Sprintf("00101%09d", m.r.IntN(1e9)))
	case "MSISDN":
		return avpOf(name, []byte{0x99, 0x09, 0x10, byte(m.r.IntN(10)) | byte(m.r.IntN(10))<<4, 0xF1})
	case "Visited-PLMN-Id":
		return avpOf(name, partnerPLMN)
	case "User-Id":
		return text(name, "0010112"[:1+m.r.IntN(7)])
	case "IMEI":
		return text(name, "3520990017614823"[:14+m.r.IntN(3)])
	case "Auth-Application-Id", "Acct-Application-Id":
		return u32(name, k.application)
	case "Auth-Session-State":
		return u32(name, 1)
	case "Cancellation-Type", "Disconnect-Cause", "Redirect-Host-Usage":
		return u32(name, m.r.Uint32N(3))
	case "Host-IP-Address":
		if m.r.IntN(2) == 0 {
			return avpOf(name, append([]byte{0, 2, 0x20, 1, 0x0D, 0xB8}, make([]byte, 12)...))
		}
		return avpOf(name, []byte{0, 1, 192, 0, 2, byte(m.r.IntN(256))})
	}
	return m.typed(name, k, depth)
}

// typed makes an AVP with any value of its type.
func (m maker) typed(name string, k key, depth int) pair {
	c, v := code(name)
	switch x := slowAVPs[[2]uint32{v, c}]; x.typ {
	case "Unsigned32", "Integer32", "Float32", "Enumerated", "Time":
		return u32(name, m.r.Uint32())
	case "Unsigned64", "Integer64", "Float64":
		return u64(name, m.r.Uint64())
	case "DiameterIdentity":
		return text(name, "host.example")
	case "DiameterURI":
		return text(name, "aaa://host.example:3868;transport=sctp")
	case "Address":
		return avpOf(name, []byte{0, 1, 192, 0, 2, 1})
	case "UTF8String", "IPFilterRule":
		return text(name, "text "[:1+m.r.IntN(5)])
	case "Grouped":
		var members []pair
		format := slowGroups[name]
		for _, member := range slices.Sorted(maps.Keys(format)) {
			if format[member].must || depth < 3 && m.r.IntN(4) == 0 {
				if depth < 6 {
					members = append(members, m.avp(member, k, depth+1))
				}
			}
		}
		return group(name, members...)
	}
	return avpOf(name, binary.BigEndian.AppendUint32(nil, m.r.Uint32())[:1+m.r.IntN(4)])
}

// mutated changes a message: octets, a length, or AVPs that are doubled, left out,
// given another vendor, flag or place.
func mutated(r *rand.Rand, p []byte) []byte {
	p = slices.Clone(p)
	for range 1 + r.IntN(3) {
		at := avpsOf(p)
		if len(p) <= headerLength || len(at) == 0 {
			return p
		}
		i := at[r.IntN(len(at))]
		n := (int(be24(p[i+5:])) + 3) &^ 3
		switch r.IntN(10) {
		case 0:
			p[r.IntN(len(p))] ^= 1 << r.IntN(8)
		case 1:
			p[headerLength+r.IntN(len(p)-headerLength)] = byte(r.Uint32())
		case 2:
			p[i+7] += byte(r.IntN(9)) - 4
		case 3, 4: // again, at the end
			p = append(p, p[i:i+n]...)
		case 5: // left out
			p = slices.Delete(p, i, i+n)
		case 6: // of a vendor, or of none
			p[i+4] ^= flagVendor
		case 7:
			p[i+4] ^= flagMandatory
		case 8: // to the front
			x := slices.Clone(p[i : i+n])
			p = slices.Insert(slices.Delete(p, i, i+n), headerLength, x...)
		case 9:
			p[i+3] = byte(r.Uint32())
		}
		if r.IntN(20) > 0 {
			p[1], p[2], p[3] = byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
		}
	}
	return p
}

// avpsOf returns where the AVPs at top level start.
func avpsOf(p []byte) (at []int) {
	for i := headerLength; i+8 <= len(p); {
		n := (int(be24(p[i+5:])) + 3) &^ 3
		if n < 8 || i+n > len(p) {
			break
		}
		at = append(at, i)
		i += n
	}
	return at
}

func TestSecondDecoderAgrees(t *testing.T) {
	for _, p := range seeds() {
		compare(t, p)
	}
	r := rand.New(rand.NewPCG(2, 6733))
	m := maker{r}
	all := keys()
	n := 20000
	if testing.Short() {
		n = 2000
	}
	for i := range n {
		k := all[r.IntN(len(all))]
		switch r.IntN(12) {
		case 0:
			k.application = 16777216 + r.Uint32N(200)
		case 1:
			k.code = 250 + r.Uint32N(80)
		}
		p := m.message(k, [...]float64{0, 0.1, 0.4}[i%3])
		if i%4 > 0 {
			p = mutated(r, p)
		}
		if compare(t, p); t.Failed() {
			return
		}
	}
}

// Any message costs linear time.
func TestWorkIsLinear(t *testing.T) {
	small, large := hostile(4000), hostile(64000)
	for what := range small {
		a, b := fastest(small[what]), fastest(large[what])
		if ratio := float64(b) / float64(a); ratio > 40 {
			t.Errorf("%s: %v for 4,000 octets, %v for 64,000: %.0f times", what, a, b, ratio)
		}
	}
}

// fastest is the best of several runs.
func fastest(p []byte) time.Duration {
	batch := &op.Batch{}
	best := time.Hour
	for range 30 {
		batch.Reset()
		batch.AddMessage().Payload = p
		start := time.Now()
		Decode(batch, p)
		best = min(best, time.Since(start))
	}
	return best
}
