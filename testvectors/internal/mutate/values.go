package mutate

import (
	"math/rand/v2"
	"net/netip"
	"strconv"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// random draws sensible values.
type random struct{ *rand.Rand }

func number(t byte) string { return strconv.Itoa(int(t)) }

func (r random) octets(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func (r random) octet(values ...byte) byte { return values[r.IntN(len(values))] }

func (r random) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

// plmns are networks of two and three MNC digits, the synthetic ones and some
// that tables know, so that lengths of MNCs are looked up.
var plmns = []string{"001-01", "999-70", "999-71", "999-99", "262-01", "310-260", "208-10", "302-720", "450-05"}

func (r random) plmn() string { return plmns[r.IntN(len(plmns))] }

func (r random) imsi(digits int) string {
	p := r.plmn()
	head := p[:3] + p[4:]
	return head + r.digits(digits-len(head))
}

func (r random) addr4() netip.Addr {
	return netip.AddrFrom4([4]byte{198, 51, 100, byte(1 + r.IntN(250))})
}

func (r random) addr6() netip.Addr {
	a := netip.MustParseAddr("2001:db8:2:1::").As16()
	copy(a[12:], r.octets(4))
	return netip.AddrFrom16(a)
}

func (r random) addr() netip.Addr {
	if r.IntN(3) == 0 {
		return r.addr6()
	}
	return r.addr4()
}

var names = []string{"internet", "ims", "mms", "iot", "web.corp", "Internet", "a-b-c", "x"}

func (r random) apn() string {
	name := names[r.IntN(len(names))]
	if r.IntN(3) == 0 {
		return name
	}
	p := r.plmn()
	mnc := p[4:]
	if len(mnc) == 2 {
		mnc = "0" + mnc
	}
	return name + ".mnc" + mnc + ".mcc" + p[:3] + ".gprs"
}

// Elements of GTPv2-C with random values.
func imsi2(r random) IE2    { return IMSI(r.imsi(14 + r.IntN(2))) }
func msisdn2(r random) IE2  { return MSISDN(r.digits(10 + r.IntN(6))) }
func mei2(r random) IE2     { return MEI(r.digits(15 + r.IntN(2))) }
func rat2(r random) IE2     { return RAT(byte(1 + r.IntN(8))) }
func network2(r random) IE2 { return ServingNetwork(r.plmn()) }
func apn2(r random) IE2     { return APN(r.apn()) }
func mode2(r random) IE2    { return SelectionMode(byte(r.IntN(3))) }
func pdnType2(r random) IE2 { return PDNType(byte(1 + r.IntN(3))) }
func ambr2(r random) IE2    { return AMBR(r.Uint32N(1<<20), r.Uint32N(1<<20)) }
func ebi2(r random) IE2     { return EBI(byte(5 + r.IntN(11))) }
func qos2(r random) IE2     { return BearerQoS(r.octet(1, 2, 5, 7, 8, 9)) }
func flowQoS2(r random) IE2 { return FlowQoS(r.octet(1, 2, 3, 4)) }
func recovery2(r random) IE2 {
	return Recovery(byte(r.IntN(256)))
}
func restriction2(r random) IE2 { return APNRestriction(byte(r.IntN(5))) }
func charging2(r random) IE2    { return ChargingID(r.Uint32()) }
func pti2(r random) IE2         { return PTI(byte(1 + r.IntN(254))) }
func zone2(r random) IE2        { return UETimeZone() }
func uli2(r random) IE2         { return ULI(r.plmn()) }
func pco2(r random) IE2         { return PCO() }
func indication2(r random) IE2  { return Indication(r.octets(2)...) }
func characteristics2(r random) IE2 {
	return ChargingCharacteristics()
}
func timestamp2(r random) IE2 { return ULITimestamp(0xE0000000 + r.Uint32N(1<<28)) }
func features2(r random) IE2  { return NodeFeatures(byte(r.IntN(8))) }
func guti2(r random) IE2      { return GUTI(r.plmn(), r.Uint32()) }
func fqcsid2(r random) IE2    { return FQCSID(r.addr(), r.IntN(1<<16)) }
func address2(r random) IE2   { return IPAddress(r.addr()) }
func private2(r random) IE2 {
	return PrivateExtension(r.IntN(1<<15), r.octets(r.IntN(24)))
}

// okCause2 accepts, anyCause2 also rejects (TS 29.274 table 8.4-1).
func okCause2(r random) IE2 { return Cause(r.octet(16, 16, 16, 17, 18, 19)) }
func anyCause2(r random) IE2 {
	return Cause(r.octet(16, 16, 64, 65, 67, 69, 70, 72, 73, 78, 92, 93, 94, 96, 100))
}
func whyCause2(r random) IE2 { return Cause(byte(2 + r.IntN(14))) }

func paa2(r random) IE2 {
	switch r.IntN(3) {
	case 0:
		return PAA6(r.addr6())
	case 1:
		return PAA46(r.addr4(), r.addr6())
	}
	return PAA4(r.addr4())
}

func tft2(r random) IE2 { return TFT(r.filters()...) }
func tad2(r random) IE2 { return TAD(r.filters()...) }

func (r random) filters() [][]byte {
	out := make([][]byte, 1+r.IntN(3))
	for i := range out {
		parts := [][]byte{FilterProtocol(r.octet(ProtoTCP, ProtoUDP))}
		if r.IntN(2) == 0 {
			parts = append(parts, FilterRemotePort(r.IntN(1<<16)))
		}
		if r.IntN(2) == 0 {
			parts = append([][]byte{FilterRemote4(r.addr4(), netip.MustParseAddr("255.255.255.255"))}, parts...)
		}
		out[i] = PacketFilter(byte(i), parts...)
	}
	return out
}

// fteid2 is an F-TEID of one interface type, of either or both families.
func fteid2(iface byte) maker2 {
	return func(r random) IE2 {
		if r.IntN(5) == 0 {
			return FTEID(iface, r.Uint32()|1, r.addr4(), r.addr6())
		}
		return FTEIDAt(iface, r.Uint32()|1, r.addr())
	}
}

// Elements of GTPv1-C with random values.
func imsi1(r random) IE1     { return IMSI1(r.imsi(15)) } // tshark calls 14 digits malformed
func rai1(r random) IE1      { return RAI1(r.plmn()) }
func recovery1(r random) IE1 { return Recovery1(byte(r.IntN(256))) }
func mode1(r random) IE1     { return SelectionMode1(byte(r.IntN(3))) }
func data1(r random) IE1     { return TEIDData1(r.Uint32() | 1) }
func control1(r random) IE1  { return TEIDControl1(r.Uint32() | 1) }
func teardown1(r random) IE1 { return Teardown1() }
func nsapi1(r random) IE1    { return NSAPI1(byte(5 + r.IntN(11))) }
func charging1(r random) IE1 { return ChargingID1(r.Uint32()) }
func apn1(r random) IE1      { return APN1(r.apn()) }
func pco1(r random) IE1      { return PCO1() }
func gsn1(r random) IE1      { return GSNAddress1(r.addr()) }
func msisdn1(r random) IE1   { return MSISDN1(r.digits(10 + r.IntN(6))) }
func qos1(r random) IE1      { return QoS1() }
func flags1(r random) IE1    { return CommonFlags1(byte(r.IntN(256))) }
func rat1(r random) IE1      { return RAT1(byte(1 + r.IntN(6))) }
func uli1(r random) IE1      { return ULI1(r.plmn()) }
func zone1(r random) IE1     { return TimeZone1() }
func imei1(r random) IE1     { return IMEI1(r.digits(16)) }
func tft1(r random) IE1      { return TFT1(r.filters()...) }
func ptmsi1(r random) IE1    { return PTMSI1(r.Uint32()) }
func reordering1(r random) IE1 {
	return Octet1(IE1Reordering, 0xFE|byte(r.IntN(2)))
}
func characteristics1(r random) IE1 { return ChargingCharacteristics1() }
func correlation1(r random) IE1     { return Octet1(IE1CorrelationID, byte(r.IntN(256))) }
func private1(r random) IE1 {
	return PrivateExtension1(r.IntN(1<<15), r.octets(r.IntN(24)))
}
func anyCause1(r random) IE1 {
	return Cause1(r.octet(128, 128, 128, 192, 199, 200, 201, 204, 205, 209, 211, 219))
}

func user1(r random) IE1 {
	if r.IntN(2) == 0 {
		return EndUserAddress1(netip.Addr{})
	}
	return EndUserAddress1(r.addr())
}
