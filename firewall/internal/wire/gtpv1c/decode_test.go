package gtpv1c

import (
	"encoding/binary"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestHeader(t *testing.T) {
	del := []el{ie(19, "ff"), ie(ieNSAPI, "05")}
	whole := msg(20, 1, 7, del...)
	changed := func(at int, v byte) []byte {
		p := append([]byte(nil), whole...)
		p[at] = v
		return p
	}
	for _, v := range []struct {
		what string
		p    []byte
		want string
	}{
		{"whole", whole, ""},
		{"nothing", nil, "gtp-too-short"},
		{"seven octets", whole[:7], "gtp-too-short"},
		{"version 2", changed(0, 0x52), "gtp-version"},
		{"GTP'", changed(0, 0x22), "gtp-prime"},
		{"spare bit", changed(0, 0x3A), "gtp-spare-bits"},
		{"N-PDU number", changed(0, 0x33), "gtp-header-flags"},
		{"no sequence number", head(0x30, 20, 1, nil, del...), "gtp-header-flags"},
		{"no sequence number, its octets there", head(0x34, 20, 1, octets("00070000"), del...), "gtp-header-flags"},
		{"length one more", changed(3, whole[3]+1), "gtp-length"},
		{"length wraps in 16 bits", changed(2, 0xFF), "gtp-length"},
		{"octets behind", append(append([]byte(nil), whole...), 0), "gtp-trailing"},
		{"length ends in the header", changed(3, 3), "gtp-length gtp-trailing"},
		{"datagram ends in the header", head(0x32, 20, 1, octets("0007")), "gtp-too-short"},
		{"reserved type", msg(200, 1, 7), "gtp-message-unknown"},
		{"GTP' type", msg(6, 1, 7), ""},
		{"user plane type without sequence number", head(0x30, 255, 1, nil, el{0x45, octets("00 0014")}), ""},
		{"path management in a tunnel", msg(31, 1, 7, ie(ieExtensionTypes, "02")), "gtp-teid"},
	} {
		wantFaults(t, v.what, v.p, v.want)
	}
}

func TestHeaderColumns(t *testing.T) {
	_, o := decode(msg(20, 0x01020304, 0xABCD, ie(19, "ff"), ie(ieNSAPI, "F5")))
	g := &o.GTP
	if o.Code != 20 || o.Kind != op.KindRequest || g.Version != 1 || g.TEID != 0x01020304 || g.Sequence != 0xABCD || o.Length != 16 || g.EBI != 5 {
		t.Errorf("%+v", o)
	}
	for _, col := range []int{op.ColCode, op.ColTEID, op.ColSequence, op.ColEBI, op.ColExtensions, op.ColIEs} {
		if !o.IsPresent(col) {
			t.Errorf("column %d is absent", col)
		}
	}
	if o.IsPresent(op.ColFirstExtension) || o.IsPresent(op.ColFTEIDs) || o.IsPresent(op.ColIMSI) {
		t.Error("columns are present without their elements")
	}
	if _, o := decode(head(0x20, 16, 0, nil)); o.GTP.Version != 0 || o.Code != 16 {
		t.Errorf("GTP' is read as version %d, code %d", o.GTP.Version, o.Code)
	}
}

func TestPorts(t *testing.T) {
	const other = 40000
	for _, v := range []struct {
		what     string
		code     byte
		src, dst uint16
		bad      bool
	}{
		{"request to 2123", 20, other, Port, false},
		{"request from 2123", 20, Port, other, true},
		{"response back", 21, Port, other, false},
		{"response to 2123", 21, other, Port, false},
		{"response past both", 21, other, other, true},
		{"SGSN Context Acknowledge back", 52, Port, other, false},
		{"Version Not Supported back", 3, Port, other, false},
		{"RAN Information Relay to elsewhere", 70, Port, other, true},
		{"reserved type back", 200, Port, other, false},
	} {
		if _, o := decodePorts(msg(v.code, 0, 1), v.src, v.dst); o.Faults.Has(op.GTPPort) != v.bad {
			t.Errorf("%s: faults %q", v.what, faults(o))
		}
	}
}

// chain encodes extension headers of four octets with the types given, behind a
// sequence number.
func chain(types ...byte) []byte {
	b := octets("0001 00")
	for _, k := range types {
		b = append(b, k, 1, 0xFF, 0xFF)
	}
	return append(b, 0)
}

func TestExtensionHeaders(t *testing.T) {
	create, context := createPDP(), []el{ie(ieRAI, "00f110 1234 01"), ie(5, "c0000001"), ie(ieTEIDControl, "1a000001"), ie(ieGSNAddress, sgsn)}
	const bad = "gtp-extension-header"
	for _, v := range []struct {
		what  string
		code  byte
		els   []el
		more  []byte
		want  string
		count uint8
	}{
		{"none, E set", 16, create, chain(), "", 0},
		{"MBMS and MS Info Change", 16, create, chain(1, 2), "", 2},
		{"the same twice", 16, create, chain(2, 2), bad, 2},
		{"of another length", 16, create, octets("0001 00 02 02 ffffffffffff 00"), bad, 1},
		{"length 0", 16, create, octets("0001 00 02 00 ffff 00"), bad, 0},
		{"past the end", 16, create, octets("0001 00 02 ff ffff 00"), bad, 0},
		{"cut off", 16, nil, octets("0001 00 02"), bad, 0},
		{"of the user plane", 16, create, chain(0x85), bad, 1},
		{"unlisted, to be skipped", 16, create, chain(0x7F), bad, 1},
		{"inter-SGSN towards a GGSN", 16, create, chain(0xC1), bad, 1},
		{"inter-SGSN", 50, context, chain(0xC0, 0xC1, 0xC2), "", 3},
		{"unlisted between SGSNs", 50, context, chain(0xC3), bad, 1},
		{"in an Echo", 1, nil, chain(2), bad, 1},
		{"of a user plane message", 254, nil, chain(0x85), "", 1},
	} {
		o := wantFaults(t, v.what, head(0x36, v.code, 0, v.more, v.els...), v.want)
		if o.GTP.Extensions != v.count {
			t.Errorf("%s: %d extension headers, want %d", v.what, o.GTP.Extensions, v.count)
		}
		if o.IsPresent(op.ColFirstExtension) != (len(v.more) > 3 && v.more[3] != 0) || len(v.more) > 3 && o.GTP.FirstExt != v.more[3] {
			t.Errorf("%s: first extension header %#x", v.what, o.GTP.FirstExt)
		}
	}
	// A long chain is walked to its end and counted as far as the column goes.
	types := make([]byte, 300)
	for i := range types {
		types[i] = 2
	}
	if o := wantFaults(t, "300 headers", head(0x36, 16, 0, chain(types...), create...), bad); o.GTP.Extensions != 255 || o.IMSI == 0 {
		t.Errorf("%d extension headers, IMSI %s", o.GTP.Extensions, o.IMSI)
	}
}

func TestElements(t *testing.T) {
	create := createPDP()
	for _, v := range []struct {
		what string
		p    []byte
		want string
	}{
		{"descending", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(19, "ff")), "gtp-ie-order"},
		{"twice", msg(16, 0, 1, with(create, ie(ieIMSI, "00010100000000f2"))...), "gtp-ie-repeated"},
		{"twice, not in a row", msg(20, 1, 1, ie(19, "ff"), ie(ieNSAPI, "05"), ie(19, "fe")), "gtp-ie-repeated gtp-ie-order"},
		{"linked NSAPI", msg(16, 0, 1, with(create, ie(ieNSAPI, "06"))...), ""},
		{"a third NSAPI", msg(16, 0, 1, with(create, ie(ieNSAPI, "06"), ie(ieNSAPI, "07"))...), "gtp-ie-repeated"},
		{"four addresses", msg(18, 1, 1, with(updatePDP(), ie(ieGSNAddress, sgsn6), ie(ieGSNAddress, sgsn6))...), ""},
		{"five addresses", msg(18, 1, 1, with(updatePDP(), ie(ieGSNAddress, sgsn6), ie(ieGSNAddress, sgsn6), ie(ieGSNAddress, sgsn))...), "gtp-ie-repeated"},
		{"private extensions", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(255, "2aab"), ie(255, "2aab00")), ""},
		{"unlisted type", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(236, "01"), ie(236, "02")), "gtp-ie-unknown"},
		{"another message's", msg(20, 1, 1, ie(ieRecovery, "05"), ie(ieNSAPI, "05")), "gtp-ie-unexpected"},
		{"another message's twice", msg(20, 1, 1, ie(ieRecovery, "05"), ie(ieRecovery, "06"), ie(ieNSAPI, "05")), "gtp-ie-repeated gtp-ie-unexpected"},
		{"another message's list", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(192, "0501"), ie(192, "0601")), "gtp-ie-unexpected"},
		{"type extension", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(238, "0100"), ie(238, "0101")), "gtp-ie-unexpected"},
		{"unlisted type without length", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(60, "010203"), ie(255, "2aab")), "gtp-ie-unknown-length"},
		{"type 0", msg(20, 1, 1, ie(0, ""), ie(ieNSAPI, "05")), "gtp-ie-missing gtp-ie-unknown-length"},
		{"GTP' type without length", msg(20, 1, 1, ie(ieNSAPI, "05"), ie(126, "01")), "gtp-ie-unknown-length"},
		{"fixed length cut", msg(20, 1, 1, ie(ieNSAPI, "05"), el{127, []byte{0}}), "gtp-ie-truncated"},
		{"length field cut", msg(20, 1, 1, ie(ieNSAPI, "05"), el{0x45, octets("85 00")}), "gtp-ie-unknown-length"},
		{"length past the end", head(0x32, 20, 1, octets("00010000 1405 990003 4001")), "gtp-ie-truncated"},
		{"length of two octets cut", head(0x32, 20, 1, octets("00010000 1405 99 00")), "gtp-ie-truncated"},
		{"length of one octet cut", head(0x32, 20, 1, octets("00010000 1405 8d")), "gtp-ie-truncated"},
		{"longer than its fixed part", msg(16, 0, 1, replaced(replaced(create, ie(ieRAT, "0100")), ie(ieIMEI, "5330020000000010ff"))...), ""},
		{"below its fixed part", msg(16, 0, 1, replaced(create, ie(ieQoS, "021b42"))...), "gtp-ie-too-short"},
		{"table 37 has one octet, the figure two", msg(16, 0, 1, replaced(create, ie(153, "40"))...), "gtp-ie-too-short"},
		{"without a value", msg(16, 0, 1, replaced(create, ie(ieAPN, ""))...), "gtp-ie-too-short"},
		{"reserved message of any elements", msg(200, 1, 1, ie(ieRecovery, "05"), ie(ieRecovery, "06"), ie(ieCause, "01")), "gtp-message-unknown gtp-ie-order"},
		{"an octet that begins nothing", msg(21, 1, 1, ie(ieCause, "80"), el{0xFF, nil}), "gtp-ie-too-short"},
		{"an empty container", msg(54, 1, 1, ie(ieCause, "80"), ie(139, "")), ""},
	} {
		wantFaults(t, v.what, v.p, v.want)
	}
}

func TestTooManyElements(t *testing.T) {
	var els []el
	for range op.MaxIEs + 1 {
		els = append(els, ie(255, "2aab"))
	}
	b, o := decode(msg(20, 1, 1, with(els, ie(ieNSAPI, "05"))...))
	if faults(o) != "gtp-ie-count" || o.GTP.IEs.Count != op.MaxIEs || len(b.IEs) != op.MaxIEs {
		t.Errorf("%d elements, faults %q", o.GTP.IEs.Count, faults(o))
	}
	els = nil
	for range op.MaxFTEIDs + 1 {
		els = append(els, ie(ieGSNAddress, sgsn))
	}
	if b, o := decode(msg(51, 1, 1, with(els, ie(ieCause, "80"))...)); faults(o) != "gtp-ie-count" || len(b.FTEIDs) != op.MaxFTEIDs {
		t.Errorf("%d addresses, faults %q", len(b.FTEIDs), faults(o))
	}
	if _, o := decode(dense(64000)); !o.Faults.Has(op.GTPIECount) {
		t.Errorf("faults %q", faults(o))
	}
}

// A batch whose index is beyond what a range counts decodes all the same.
func TestIndexBeyondRange(t *testing.T) {
	b := &op.Batch{IEs: make([]op.IE, 0xFFFF-op.MaxIEs+1)}
	p := msg(20, 1, 1, ie(ieNSAPI, "05"))
	b.AddMessage().DstPort = Port
	b.Messages[0].Payload = p
	Decode(b, p)
	if o := &b.Ops[0]; faults(o) != "" || o.GTP.EBI != 5 || o.GTP.IEs.Count != 0 || len(b.IEs) != 0xFFFF-op.MaxIEs+1 {
		t.Errorf("faults %q, %+v", faults(o), o.GTP)
	}
}

func TestMandatory(t *testing.T) {
	create, update := createPDP(), updatePDP()
	for _, v := range []struct {
		what string
		p    []byte
		ok   bool
	}{
		{"create", msg(16, 0, 1, create...), true},
		{"create without TEID Data I", msg(16, 0, 1, without(create, ieTEIDData)...), false},
		{"create without NSAPI", msg(16, 0, 1, without(create, ieNSAPI)...), false},
		{"create with one address", msg(16, 0, 1, with(without(create, ieGSNAddress), ie(ieGSNAddress, sgsn))...), false},
		{"create without QoS", msg(16, 0, 1, without(create, ieQoS)...), false},
		{"first context without end user address", msg(16, 0, 1, without(create, ieEndUserAddress)...), false},
		{"first context without APN", msg(16, 0, 1, without(create, ieAPN)...), false},
		{"emergency", msg(16, 0, 1, without(create, ieIMSI)...), true},
		{"neither IMSI nor IMEI", msg(16, 0, 1, without(without(create, ieIMSI), ieIMEI)...), false},
		{"second context", msg(16, 1, 1, without(without(without(without(create, ieIMSI), ieIMEI), ieAPN), ieEndUserAddress)...), true},
		{"update of an SGSN", msg(18, 1, 1, update...), true},
		{"update of an SGSN without QoS", msg(18, 1, 1, without(update, ieQoS)...), false},
		{"update of an SGSN without TEID", msg(18, 1, 1, without(update, ieTEIDData)...), false},
		{"update of an SGSN without addresses", msg(18, 1, 1, without(update, ieGSNAddress)...), false},
		{"update without NSAPI", msg(18, 1, 1, without(update, ieNSAPI)...), false},
		{"update of a GGSN", msg(18, 1, 1, ie(ieNSAPI, "05")), true},
		{"delete without NSAPI", msg(20, 1, 1, ie(19, "ff")), false},
		{"response without cause", msg(17, 1, 1), false},
		{"rejection", msg(33, 0, 1, ie(ieCause, "c2")), true},
		{"acceptance without the rest", msg(33, 0, 1, ie(ieCause, "80")), false},
		{"Echo Request", msg(1, 0, 1), true},
		{"Echo Response without Recovery", msg(2, 0, 1), false},
		{"info change without RAT type", msg(128, 1, 1, ie(ieNSAPI, "05")), false},
		{"reserved type", msg(200, 1, 1), true},
	} {
		if _, o := decode(v.p); o.Faults.Has(op.GTPIEMissing) == v.ok {
			t.Errorf("%s: faults %q", v.what, faults(o))
		}
	}
}

// Which causes a message may carry: RULES G-10, G-11, TS 29.060 table 39.
func TestCause(t *testing.T) {
	legal := func(code byte, c int) bool {
		switch code {
		case 17, 21, 52:
			return c >= 128
		case 20:
			return c < 64
		case 29, 98:
			return c < 64 || c >= 192
		case 200:
			return true
		}
		return false
	}
	for _, code := range []byte{1, 16, 17, 18, 20, 21, 29, 52, 98, 200} {
		for c := range 256 {
			_, o := decode(msg(code, 1, 1, el{ieCause, []byte{byte(c)}}))
			if o.Faults.Has(op.GTPCause) == legal(code, c) || o.GTP.Cause != uint8(c) || !o.IsPresent(op.ColCause) {
				t.Fatalf("message %d, cause %d: faults %q", code, c, faults(o))
			}
			if o.Faults.Has(op.GTPIEUnexpected) {
				t.Fatalf("message %d: a cause that does not belong there is said twice", code)
			}
		}
	}
}

func TestEcho(t *testing.T) {
	private := func(n int) el { return el{255, make([]byte, n)} }
	for _, v := range []struct {
		what string
		p    []byte
		want string
	}{
		{"request", msg(1, 0, 1), ""},
		{"request with Recovery", msg(1, 0, 1, ie(ieRecovery, "01")), ""},
		{"response", msg(2, 0, 1, ie(ieRecovery, "01")), ""},
		{"private extension", msg(1, 0, 1, private(32)), "gtp-private-extension"},
		{"large private extension", msg(1, 0, 1, private(33)), "gtp-private-extension gtp-private-extension-oversize"},
		{"small ones add up", msg(1, 0, 1, private(20), private(20)), "gtp-private-extension gtp-private-extension-oversize"},
		{"octets that are no element", head(0x32, 1, 0, octets("00010000 35 01756e616d65202d61")), "gtp-echo-payload"},
		{"half an element", head(0x32, 1, 0, octets("00010000 0e")), "gtp-echo-payload"},
		{"another message's element", msg(2, 0, 1, ie(ieRecovery, "01"), ie(ieAPN, "0161")), "gtp-ie-unexpected gtp-echo-payload"},
		{"an unlisted element", msg(2, 0, 1, ie(ieRecovery, "01"), ie(236, "0161")), "gtp-ie-unknown gtp-echo-payload"},
		{"Version Not Supported is no Echo", msg(3, 0, 1, private(40)), ""},
	} {
		wantFaults(t, v.what, v.p, v.want)
	}
}

// Whatever is cut from a message, or declared longer than it is, decoding ends
// and the index stays inside.
func TestEveryCut(t *testing.T) {
	for _, m := range benchmarks {
		for n := range len(m.p) {
			for _, fit := range []bool{false, true} {
				p := append([]byte(nil), m.p[:n]...)
				if fit && n >= headerLength {
					binary.BigEndian.PutUint16(p[2:], uint16(n-headerLength))
				}
				b, o := decode(p)
				for _, x := range b.IEs {
					if int(x.Offset)+int(x.Length) > n {
						t.Fatalf("%s cut to %d: element %+v", m.name, n, x)
					}
				}
				if !fit && !o.Faults.Any() {
					t.Errorf("%s cut to %d has no fault", m.name, n)
				}
			}
		}
	}
}
