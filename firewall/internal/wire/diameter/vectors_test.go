package diameter

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// without leaves out the AVPs of a name.
func without(l []pair, name string) []pair {
	c, v := code(name)
	return slices.DeleteFunc(slices.Clone(l), func(a pair) bool { return a.code == c && a.vendor == v })
}

// with replaces the first AVP of a's code, or adds a.
func with(l []pair, a pair) []pair {
	l = slices.Clone(l)
	if i := slices.IndexFunc(l, func(x pair) bool { return x.code == a.code && x.vendor == a.vendor }); i >= 0 {
		l[i] = a
		return l
	}
	return append(l, a)
}

// ulr is an Update-Location-Request without what it need not have.
func ulr() []pair {
	return append(envelope(), u32("RAT-Type", 1004), u32("ULR-Flags", 0x22), avpOf("Visited-PLMN-Id", partnerPLMN))
}

func vendorOf(a pair, vendor uint32) pair {
	a.vendor, a.flags = vendor, a.flags|flagVendor
	return a
}

func plain3GPP(name string, data []byte) pair {
	a := avpOf(name, data)
	a.flags &^= flagVendor
	return a
}

// deep nests Proxy-Infos.
func deep(n int) pair {
	a := group("Proxy-Info", text("Proxy-Host", "h.example"))
	for range n - 1 {
		a = group("Proxy-Info", a)
	}
	return a
}

func repeated(a pair, n int) (l []pair) {
	for range n {
		l = append(l, a)
	}
	return l
}

// Each vector is an Update-Location-Request with one thing changed, and its faults.
func TestFaultsOfCommands(t *testing.T) {
	header := func(i int, v byte) []byte {
		p := message(requestFlags, 316, s6a, ulr()...)
		p[i] = v
		return p
	}
	request := func(l ...pair) []byte { return message(requestFlags, 316, s6a, l...) }
	long := request(ulr()...)
	for _, v := range []struct {
		name string
		p    []byte
		want string
	}{
		{"honest", long, ""},
		{"thirty AVPs", request(updateLocation()...), ""},
		{"retransmitted", header(4, 0xD0), ""},
		{"nothing", nil, "diameter-length"},
		{"half a header", long[:19], "diameter-length"},
		{"version 2", header(0, 2), "diameter-version"},
		{"reserved flag", header(4, 0xC1), "diameter-flags"},
		{"request with E", header(4, 0xE0), "diameter-error-request"},
		{"length of 19", message2(long, 19), "diameter-length"},
		{"length not a multiple of 4", message2(long, len(long)-2), "diameter-length"},
		{"length beyond", message2(long, len(long)+4), "diameter-length"},
		{"octets behind", append(slices.Clone(long), 0, 0, 0, 0), "diameter-trailing"},
		{"AVP of 7 octets", request(append(ulr(), pair{code: 25, length: 7})...), "diameter-avp-length"},
		{"AVP of vendor, of 11", request(append(ulr(), pair{code: 25, flags: flagVendor, vendor: 77, length: 11})...), "diameter-avp-length"},
		{"AVP beyond the end", request(append(ulr(), pair{code: 25, length: 64})...), "diameter-avp-length"},
		{"three octets at the end", message2(append(slices.Clone(long), 0, 0, 0, 0), len(long)+4), "diameter-avp-length"},
		{"padding cut off", message2(long[:len(long)-1], len(long)-1), "diameter-avp-length diameter-length"},
		{"padding not zero", replaceLast(long, 1), "diameter-avp-padding"},
		{"reserved AVP flag", request(with(ulr(), pair{code: 1, flags: 0x41, data: []byte(victim)})...), "diameter-avp-flags"},
		{"P flag", request(with(ulr(), pair{code: 1, flags: 0x60, data: []byte(victim)})...), ""},
		{"vendor 0", request(append(ulr(), vendorOf(u32("Origin-State-Id", 1), 0))...), "diameter-avp-flags"},
		{"Session-Id second", request(append([]pair{ulr()[1], ulr()[0]}, ulr()[2:]...)...), "diameter-session-order"},
		{"eight groups in each other", request(append(ulr(), deep(8))...), "diameter-avp-unexpected"},
		{"nine", request(append(ulr(), deep(9))...), "diameter-avp-unexpected diameter-depth"},
		{"64 Route-Records", request(append(ulr(), repeated(text("Route-Record", "a"), 64)...)...), ""},
		{"65 Route-Records", request(append(ulr(), repeated(text("Route-Record", "a"), 65)...)...), "diameter-limit"},
		{"256 AVPs", request(append(ulr(), repeated(group("Supported-Features"), 256-len(ulr()))...)...), ""},
		{"257 AVPs", request(append(ulr(), repeated(group("Supported-Features"), 257-len(ulr()))...)...), "diameter-avp-count"},
		{"2,048 AVPs in all", request(append(ulr(), group("Equivalent-PLMN-List", repeated(avpOf("Visited-PLMN-Id", partnerPLMN), 2048-2-len(ulr())-1)...))...), ""},
		{"2,049 AVPs in all", request(append(ulr(), group("Equivalent-PLMN-List", repeated(avpOf("Visited-PLMN-Id", partnerPLMN), 2049-2-len(ulr())-1)...))...), "diameter-avp-count"},
		{"64 faults", request(append(ulr(), repeated(avpOf("Product-Name", nil), 64)...)...), "diameter-avp-unexpected"},
		{"65 faults, and what is behind", request(append(append(ulr(), repeated(avpOf("Product-Name", nil), 65)...), text("User-Name", victim))...), "diameter-avp-count diameter-avp-unexpected"},
		{"unknown, to be understood", request(append(ulr(), pair{code: 60000, vendor: 77, flags: flagVendor | flagMandatory})...), "diameter-avp-mandatory"},
		{"unknown, not to be understood", request(append(ulr(), pair{code: 60000, vendor: 77, flags: flagVendor})...), ""},
		{"unknown in a group, to be understood", request(append(ulr(), group("Active-APN", pair{code: 60000, flags: flagMandatory}))...), "diameter-avp-mandatory"},
		{"of another command", request(append(ulr(), u32("IDR-Flags", 8))...), "diameter-avp-unexpected"},
		{"of a result", request(append(ulr(), u32("Result-Code", 2001))...), "diameter-avp-unexpected"},
		{"in another group", request(append(ulr(), group("Active-APN", u32("ULR-Flags", 1)))...), "diameter-avp-unexpected"},
		{"without User-Name", request(without(ulr(), "User-Name")...), "diameter-avp-missing"},
		{"without Visited-PLMN-Id", request(without(ulr(), "Visited-PLMN-Id")...), "diameter-avp-missing"},
		{"without Vendor-Specific-Application-Id", request(without(ulr(), "Vendor-Specific-Application-Id")...), ""},
		{"without Destination-Host", request(without(ulr(), "Destination-Host")...), ""},
		{"two User-Names", request(append(ulr(), text("User-Name", victim))...), "diameter-avp-repeated"},
		{"two Origin-Realms", request(append(ulr(), text("Origin-Realm", homeRealm))...), "diameter-avp-repeated"},
		{"two Visited-PLMN-Ids", request(append(ulr(), avpOf("Visited-PLMN-Id", partnerPLMN))...), "diameter-avp-repeated"},
		{"two MSISDNs", request(append(ulr(), repeated(avpOf("MSISDN", []byte{0x21, 0x43}), 2)...)...), "diameter-avp-repeated diameter-avp-unexpected"},
		{"two Route-Records", request(append(ulr(), repeated(text("Route-Record", "a.example"), 2)...)...), ""},
		{"two Supported-Features", request(append(ulr(), repeated(group("Supported-Features", u32("Vendor-Id", 10415), u32("Feature-List-ID", 1), u32("Feature-List", 1)), 2)...)...), ""},
		{"Supported-Features without Vendor-Id", request(append(ulr(), group("Supported-Features", u32("Feature-List-ID", 1), u32("Feature-List", 1)))...), ""},
		{"twice in a group", request(append(ulr(), group("Terminal-Information", text("IMEI", "35209900176148"), text("IMEI", "35209900176149")))...), "diameter-avp-repeated"},
		{"User-Name of a vendor", request(append(ulr(), vendorOf(pair{code: 1, data: []byte("001019876543210")}, 10415))...), "diameter-avp-lookalike"},
		{"Origin-Host of another vendor", request(append(ulr(), vendorOf(pair{code: 264, data: []byte("a.example")}, 77))...), "diameter-avp-lookalike"},
		{"Destination-Realm of vendor 0", request(with(ulr(), vendorOf(text("Destination-Realm", homeRealm), 0))...), "diameter-avp-lookalike"},
		{"User-Name of a vendor in a group", request(append(ulr(), group("Active-APN", vendorOf(pair{code: 1, data: []byte("a")}, 77)))...), ""},
		{"3GPP's without vendor", request(append(ulr(), plain3GPP("IDR-Flags", []byte{0, 0, 0, 8}))...), "diameter-avp-vendor"},
		{"ULR-Flags of 3 octets", request(with(ulr(), avpOf("ULR-Flags", []byte{0, 0, 1}))...), "diameter-avp-value"},
		{"Auth-Session-State 2", request(with(ulr(), u32("Auth-Session-State", 2))...), "diameter-avp-value"},
		{"empty Session-Id", request(with(ulr(), text("Session-Id", ""))...), "diameter-avp-value"},
		{"NUL in Session-Id", request(with(ulr(), text("Session-Id", "a;1\x00;2"))...), "diameter-avp-value"},
		{"Session-Id that is no text", request(with(ulr(), text("Session-Id", "a;\xFF"))...), "diameter-avp-value"},
		{"address of another size", request(append(ulr(), avpOf("GMLC-Address", []byte{0, 1, 192, 0, 2}))...), "diameter-avp-value"},
		{"Feature-Vector of 4 octets", request(append(ulr(), group("OC-Supported-Features", avpOf("OC-Feature-Vector", []byte{0, 0, 0, 1})))...), "diameter-avp-value"},
		{"IMSI with a letter", request(with(ulr(), text("User-Name", "00101012345678a"))...), "diameter-digits"},
		{"IMSI of 16 digits", request(with(ulr(), text("User-Name", "0010101234567890"))...), "diameter-digits"},
		{"IMSI of 5 digits", request(with(ulr(), text("User-Name", "00101"))...), "diameter-digits"},
		{"IMSI with a realm", request(with(ulr(), text("User-Name", victim+"@"+homeRealm))...), "diameter-digits"},
		{"empty IMSI", request(with(ulr(), text("User-Name", ""))...), "diameter-avp-value diameter-digits"},
		{"MSISDN with a filler inside", request(append(ulr(), avpOf("MSISDN", []byte{0x1F, 0x43}))...), "diameter-avp-unexpected diameter-digits"},
		{"MSISDN of 16 digits", request(append(ulr(), avpOf("MSISDN", []byte{1, 2, 3, 4, 5, 6, 7, 8}))...), "diameter-avp-unexpected diameter-digits"},
		{"PLMN of 2 octets", request(with(ulr(), avpOf("Visited-PLMN-Id", []byte{0x99, 0xF9}))...), "diameter-plmn"},
		{"PLMN with a filler in the MCC", request(with(ulr(), avpOf("Visited-PLMN-Id", []byte{0xF9, 0xF9, 7}))...), "diameter-plmn"},
		{"PLMN with three digits of MNC", request(with(ulr(), avpOf("Visited-PLMN-Id", []byte{0x99, 0x09, 7}))...), ""},
		{"host with a blank", request(with(ulr(), text("Origin-Host", "mme 01."+partnerRealm))...), "diameter-identity"},
		{"host with a NUL", request(with(ulr(), text("Origin-Host", partnerHost+"\x00"))...), "diameter-identity"},
		{"realm with an empty label", request(with(ulr(), text("Origin-Realm", "epc..3gppnetwork.org"))...), "diameter-identity"},
		{"realm with a dot in front", request(with(ulr(), text("Origin-Realm", "."+partnerRealm))...), "diameter-identity"},
		{"realm with a dot behind", request(with(ulr(), text("Origin-Realm", partnerRealm+"."))...), ""},
		{"empty realm", request(with(ulr(), text("Destination-Realm", ""))...), "diameter-identity"},
		{"host beyond ASCII", request(with(ulr(), text("Origin-Host", "hé."+partnerRealm))...), "diameter-identity"},
		{"host in capitals, with an underscore", request(with(ulr(), text("Origin-Host", "MME_01."+partnerRealm))...), ""},
		{"host of 257 octets", request(with(ulr(), text("Origin-Host", strings.Repeat("a.", 128)+"a"))...), "diameter-identity"},
		{"host of 255 octets", request(with(ulr(), text("Origin-Host", strings.Repeat("a.", 127)+"a"))...), ""},
		{"short host", request(with(ulr(), text("Origin-Host", "a_b"))...), ""},
		{"short host with two dots", request(with(ulr(), text("Origin-Host", "a..b"))...), "diameter-identity"},
		{"dots across eight octets", request(with(ulr(), text("Origin-Host", "abcdefg..hijklmnop"))...), "diameter-identity"},
		{"a name of no routing", request(append(ulr(), text("Coupled-Node-Diameter-ID", "any thing"))...), ""},
		{"application of another in it", request(with(ulr(), group("Vendor-Specific-Application-Id", u32("Vendor-Id", 10415), u32("Auth-Application-Id", 16777216)))...), "diameter-application-mismatch"},
		{"Auth-Application-Id of another", request(append(ulr(), u32("Auth-Application-Id", 0))...), "diameter-application-mismatch diameter-avp-unexpected"},
		{"another application's header", message(requestFlags, 316, 16777216, ulr()...), "diameter-application-mismatch diameter-command-unknown"},
		{"relay in the header", message(requestFlags, 316, 0xFFFFFFFF, without(ulr(), "Vendor-Specific-Application-Id")...), "diameter-application-unknown"},
		{"command 319 in application 0", message(requestFlags, 319, 0, without(ulr(), "Vendor-Specific-Application-Id")...), "diameter-command-unknown"},
		{"nobody's command", message(requestFlags, 9999, s6a, ulr()...), "diameter-command-unknown"},
		{"nobody's command and application", message(requestFlags, 9999, 12345, without(ulr(), "Vendor-Specific-Application-Id")...), "diameter-application-unknown diameter-command-unknown"},
		{"240 User-Ids", message(requestFlags, 322, s6a, append(without(envelope(), "User-Name"), repeated(text("User-Id", "00101"), 240)...)...), ""},
		{"User-Id of letters", message(requestFlags, 322, s6a, append(without(envelope(), "User-Name"), text("User-Id", "x"))...), "diameter-digits"},
	} {
		_, o, _ := one(t, v.p)
		if got := faults(o); got != v.want {
			t.Errorf("%s: %q, want %q: %v", v.name, got, v.want, o.Faults.List())
		}
		compare(t, v.p)
	}
}

// message2 gives a message another length.
func message2(p []byte, n int) []byte {
	p = slices.Clone(p)
	p[1], p[2], p[3] = byte(n>>16), byte(n>>8), byte(n)
	return p
}

func replaceLast(p []byte, b byte) []byte {
	p = slices.Clone(p)
	p[len(p)-1] = b
	return p
}

// answerTo is an answer of the home's HSS.
func answerTo(l ...pair) []byte {
	l = append([]pair{text("Session-Id", partnerHost+";1;1"), u32("Auth-Session-State", 1), text("Origin-Host", homeHost), text("Origin-Realm", homeRealm)}, l...)
	return message(answerFlags, 316, s6a, l...)
}

// An answer has one result; one that failed need not have more.
func TestFaultsOfAnswers(t *testing.T) {
	experimental := group("Experimental-Result", u32("Vendor-Id", 10415), u32("Experimental-Result-Code", 5004))
	failedAVP := avpOf("Failed-AVP", []byte{0, 0, 0, 1, 0xFF, 0, 0, 3})
	short := func(flags byte, l ...pair) []byte {
		return message(flags, 316, s6a, append([]pair{text("Origin-Host", homeHost), text("Origin-Realm", homeRealm)}, l...)...)
	}
	for _, v := range []struct {
		name string
		p    []byte
		want string
	}{
		{"success", answerTo(u32("Result-Code", 2001), u32("ULA-Flags", 1)), ""},
		{"experimental", answerTo(experimental), ""},
		{"both", answerTo(u32("Result-Code", 2001), experimental), "diameter-results"},
		{"neither", answerTo(), "diameter-results"},
		{"a result that cannot be read", answerTo(avpOf("Result-Code", nil)), "diameter-avp-value"},
		{"experimental without a code", answerTo(group("Experimental-Result", u32("Vendor-Id", 10415))), "diameter-results"},
		{"redirection", short(op.DiameterError, u32("Result-Code", 3006), text("Redirect-Host", "aaa://a.example"), u32("Redirect-Host-Usage", 1)), ""},
		{"protocol error", short(op.DiameterError, u32("Result-Code", 3002), text("Error-Reporting-Host", "dra.example"), text("Error-Message", "no route")), ""},
		{"with what could not be read", short(answerFlags, u32("Result-Code", 5014), failedAVP), ""},
		{"success with less", short(answerFlags, u32("Result-Code", 2001)), "diameter-avp-missing"},
		{"failure of nobody's", message(op.DiameterError, 316, s6a, u32("Result-Code", 3002)), "diameter-avp-missing"},
		{"a usage that is not defined", short(op.DiameterError, u32("Result-Code", 3006), u32("Redirect-Host-Usage", 7)), "diameter-avp-value"},
	} {
		_, o, _ := one(t, v.p)
		if got := faults(o); got != v.want {
			t.Errorf("%s: %q, want %q: %v", v.name, got, v.want, o.Faults.List())
		}
		compare(t, v.p)
	}
}

// The columns of a command, one by one.
func TestColumns(t *testing.T) {
	b, o, c := one(t, message(requestFlags|op.DiameterRetransmitted, 316, s6a, updateLocation()...))
	if o.Protocol != op.ProtoDiameter || o.Code != 316 || o.Application != s6a || o.Kind != op.KindRequest || o.IMSI.String() != victim ||
		o.MEI.String() != "35209900176148" || c.Flags != 0xD0 || c.HopByHop != 0x11223344 || c.EndToEnd != 0x55667788 {
		t.Errorf("%+v", o)
	}
	for _, x := range []struct{ got, want string }{
		{string(b.Bytes(o, c.SessionID)), partnerHost + ";1700000000;42;1"},
		{string(b.Bytes(o, c.OriginHost)), partnerHost},
		{string(b.Bytes(o, c.OriginRealm)), partnerRealm},
		{string(b.Bytes(o, c.DestinationHost)), homeHost},
		{string(b.Bytes(o, c.DestinationRealm)), homeRealm},
		{string(b.Bytes(o, c.UserName)), victim},
		{c.VisitedPLMN.String(), "999-70"},
		{fmt.Sprint(c.VendorApplication, c.RAT, c.ULRFlags, c.ProxyInfos, c.Routes.Count, c.AVPs.Count), "16777251 1004 34 1 2 30"},
		{string(b.Bytes(o, b.Routes[c.Routes.First+1].Name)), "dra1.ipx.example"},
	} {
		if x.got != x.want {
			t.Errorf("%q, want %q", x.got, x.want)
		}
	}
	if o.IsPresent(op.ColAuthApplication) || o.IsPresent(op.ColMSISDN) || o.IsPresent(op.ColResultCode) || !o.IsPresent(op.ColVisitedPLMN) {
		t.Error("presence")
	}
	first := b.AVPs[c.AVPs.First]
	if first.Code != 263 || first.Flags != flagMandatory || int(first.Offset) != 28 {
		t.Errorf("first AVP %+v", first)
	}
}

// What other commands have in columns.
func TestColumnsOfOtherCommands(t *testing.T) {
	home := []pair{text("Session-Id", homeHost+";1"), u32("Auth-Session-State", 1), text("Origin-Host", homeHost), text("Origin-Realm", homeRealm),
		text("Destination-Host", partnerHost), text("Destination-Realm", partnerRealm), text("User-Name", victim)}
	for _, v := range []struct {
		name string
		p    []byte
		want map[string]string
	}{
		{"CLR", message(requestFlags, 317, s6a, append(home, u32("Cancellation-Type", 2))...), map[string]string{"Cancellation-Type": "2"}},
		{"IDR", message(requestFlags, 319, s6a, append(home, u32("IDR-Flags", 0x1C), group("Subscription-Data", avpOf("MSISDN", []byte{0x21, 0x43}), u32("Access-Restriction-Data", 1)))...),
			map[string]string{"IDR-Flags": "28", "subscription": fmt.Sprint(op.DiameterSubscriptionMSISDN | op.DiameterSubscriptionBarring)}},
		{"IDR with access points", message(requestFlags, 319, s6a, append(home, group("Subscription-Data",
			group("APN-Configuration-Profile", group("APN-Configuration", text("Service-Selection", "ims")), group("APN-Configuration", u32("Context-Identifier", 2), text("Service-Selection", "corporate.example"))),
			group("GPRS-Subscription-Data", group("PDP-Context", text("Service-Selection", "*"))), group("CSG-Subscription-Data", text("Service-Selection", "not this"))),
			group("Active-APN", text("Service-Selection", "nor this")))...), map[string]string{"access points": "ims corporate.example * "}},
		{"IDR without any", message(requestFlags, 319, s6a, append(home, group("Subscription-Data"))...), map[string]string{"subscription": "0"}},
		{"AIR", message(requestFlags, 318, s6a, append(envelope(), avpOf("Visited-PLMN-Id", partnerPLMN), group("Requested-EUTRAN-Authentication-Info", u32("Number-Of-Requested-Vectors", 7)),
			group("Requested-UTRAN-GERAN-Authentication-Info"))...), map[string]string{"eutran": "7", "utran": "1"}},
		{"NOR", message(requestFlags, 323, s6a, append(envelope(), u32("NOR-Flags", 0x11))...), map[string]string{"NOR-Flags": "17"}},
		{"RSR", message(requestFlags, 322, s6a, append(without(home, "User-Name"), text("User-Id", "00101"), text("User-Id", "001019"), avpOf("Reset-ID", []byte{1}))...),
			map[string]string{"ids": "00101 001019 ", "Reset-ID": "1"}},
		{"SRR", message(requestFlags, 8388647, 16777312, append(without(envelope(), "User-Name")[2:], avpOf("MSISDN", []byte{0x99, 0x09, 0xF1}))...), map[string]string{"msisdn": "99901"}},
		{"OFR", message(requestFlags, 8388645, 16777313, append(without(envelope(), "User-Name"), group("User-Identifier", text("User-Name", victim), avpOf("MSISDN", []byte{0x99, 0x09, 0xF1})))...),
			map[string]string{"imsi": victim, "msisdn": "99901", "User-Name": ""}},
		{"DER", message(requestFlags, 268, 16777250, text("Session-Id", "a;1"), text("User-Name", "0"+victim+"@nai.epc.mnc001.mcc001.3gppnetwork.org")), map[string]string{"imsi": victim}},
		{"MAR", message(requestFlags, 303, 16777265, text("Session-Id", "a;1"), text("User-Name", victim)), map[string]string{"imsi": victim}},
		{"pseudonym", message(requestFlags, 268, 16777250, text("Session-Id", "a;1"), text("User-Name", "2abc@nai.example")), map[string]string{"imsi": ""}},
		{"UAR", message(requestFlags, 300, 16777216, text("Session-Id", "a;1"), text("User-Name", victim)), map[string]string{"imsi": victim, "User-Name": victim}},
		{"a private identity", message(requestFlags, 300, 16777216, text("Session-Id", "a;1"), text("User-Name", victim+"@ims.example")), map[string]string{"imsi": "", "User-Name": victim + "@ims.example"}},
		{"IDR in the base protocol", message(requestFlags, 319, 0, home...), map[string]string{"imsi": victim}},
		{"an application of nobody's", message(requestFlags, 319, 99999, home...), map[string]string{"imsi": victim}},
		{"PLR", message(requestFlags, 8388620, 16777255, text("Session-Id", "a;1"), text("IMEI", "3520990017614823")), map[string]string{"imei": "352099001761482+"}},
		{"ACR", message(requestFlags, 271, 3, text("Session-Id", "a;1"), u32("Acct-Application-Id", 3)), map[string]string{"auth": "3"}},
		{"both applications", message(requestFlags, 271, 3, text("Session-Id", "a;1"), u32("Acct-Application-Id", 3), u32("Auth-Application-Id", 4)), map[string]string{"auth": "4"}},
		{"ULA", answerTo(group("Experimental-Result", u32("Vendor-Id", 10415), u32("Experimental-Result-Code", 5004))), map[string]string{"experimental": "5004", "experimental vendor": "10415"}},
		{"redirection", answerTo(u32("Result-Code", 3006), text("Redirect-Host", "aaa://a"), text("Redirect-Host", "aaa://b")), map[string]string{"Redirect-Host": "2", "Result-Code": "3006"}},
	} {
		b, o, c := one(t, v.p)
		got := columnsOf(b, o, c)
		for name, want := range v.want {
			if got[name] != want {
				t.Errorf("%s: %s is %q, want %q", v.name, name, got[name], want)
			}
		}
		compare(t, v.p)
	}
}

// A capabilities exchange offers applications and addresses; its identifiers are no
// columns, and agree with no header.
func TestCapabilitiesExchange(t *testing.T) {
	l := []pair{text("Origin-Host", "dra.example"), text("Origin-Realm", "example"), avpOf("Host-IP-Address", []byte{0, 1, 192, 0, 2, 1}),
		avpOf("Host-IP-Address", append([]byte{0, 2}, bytes.Repeat([]byte{0x20}, 16)...)), avpOf("Host-IP-Address", []byte{0, 8, 1}), u32("Vendor-Id", 0), text("Product-Name", "x"),
		u32("Auth-Application-Id", 0xFFFFFFFF), u32("Auth-Application-Id", s6a), u32("Acct-Application-Id", 3),
		group("Vendor-Specific-Application-Id", u32("Vendor-Id", 10415), u32("Auth-Application-Id", s6a)),
		group("Vendor-Specific-Application-Id", u32("Vendor-Id", 10415), u32("Acct-Application-Id", 3))}
	b, o, c := one(t, message(op.DiameterRequest, 257, 0, l...))
	if faults(o) != "" || o.IsPresent(op.ColAuthApplication) || o.IsPresent(op.ColVendorApplication) {
		t.Errorf("%v", o.Faults.List())
	}
	var got []string
	for _, x := range b.Applications[c.Applications.First:][:c.Applications.Count] {
		got = append(got, fmt.Sprint(x.ID, "/", x.Kind))
	}
	// The second group of a kind is one of a list here.
	if s := strings.Join(got, " "); s != "4294967295/1 16777251/1 3/2 16777251/3 3/4" {
		t.Error(s)
	}
	if h := b.HostAddresses[c.HostAddresses.First:][:c.HostAddresses.Count]; len(h) != 3 || h[0].Addr.String() != "192.0.2.1" || !h[2].Addr.IsZero() {
		t.Errorf("%+v", h)
	}
	compare(t, message(op.DiameterRequest, 257, 0, l...))
	_, o, c = one(t, message(op.DiameterRequest, 257, 0, append(l, repeated(u32("Auth-Application-Id", 1), 60)...)...))
	if !o.Faults.Has(op.DiameterLimit) || c.Applications.Count != op.MaxApplications {
		t.Errorf("%v, %d applications", o.Faults.List(), c.Applications.Count)
	}
}

// Counts end at 255.
func TestCountsEnd(t *testing.T) {
	var n uint8
	for range 300 {
		count(&n)
	}
	if n != 255 {
		t.Error(n)
	}
}

// A stream is cut by the length alone, and where that is lost, at what looks like a
// command.
func TestFraming(t *testing.T) {
	p := message(requestFlags, 316, s6a, ulr()...)
	edited := func(i int, v byte) []byte {
		q := slices.Clone(p)
		q[i] = v
		return q
	}
	for _, v := range []struct {
		name                string
		p                   []byte
		length              int
		framed, likely, all bool
	}{
		{"a command", p, len(p), true, true, true},
		{"its header", p[:20], len(p), true, true, false},
		{"with more behind", append(slices.Clone(p), 1), len(p), true, true, false},
		{"version 2", edited(0, 2), len(p), false, false, false},
		{"shorter than a header", message2(p, 16), 16, false, false, false},
		{"odd", message2(p, len(p)-1), len(p) - 1, true, false, false},
		{"reserved flag", edited(4, 1), len(p), true, false, false},
		{"command that is not listed", edited(6, 99), len(p), true, true, true},
		{"application that is not listed", edited(8, 99), len(p), true, true, true},
		{"neither", append(append(slices.Clone(p[:5]), 9, 9, 9, 9, 9, 9, 9), p[12:]...), len(p), true, false, false},
		{"first AVP too long", edited(25, 99), len(p), true, false, false},
		{"too short", p[:19], 0, false, false, false},
	} {
		if len(v.p) >= headerLength {
			n, framed := Framed(v.p)
			if n != v.length || framed != v.framed || IsLikely(v.p) != v.likely {
				t.Errorf("%s: %d %v, likely %v", v.name, n, framed, IsLikely(v.p))
			}
		}
		if Is(v.p) != v.all {
			t.Errorf("%s: whole %v", v.name, Is(v.p))
		}
	}
}

// Of a payload longer than offsets reach, what they reach is read.
func TestLongPayload(t *testing.T) {
	p := many(70000, requestFlags, 316, s6a, text("Error-Message", strings.Repeat("x", 1000)))
	b := &op.Batch{}
	b.AddMessage().Payload = p
	Decode(b, p)
	if o := &b.Ops[0]; !o.Faults.Has(op.DiameterLength) || o.Length != 65535 {
		t.Errorf("%v, %d octets", o.Faults.List(), o.Length)
	}
}

// No message of a batch that has grown once costs an allocation, whatever it holds.
func TestDecodeDoesNotAllocate(t *testing.T) {
	batch := &op.Batch{}
	all := seeds()
	run := func() {
		batch.Reset()
		for _, p := range all {
			batch.AddMessage().Payload = p
			Decode(batch, p)
		}
	}
	run()
	if n := testing.AllocsPerRun(50, run); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
