package mutate

import (
	"net/netip"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// maker2 and maker1 draw an element.
type (
	maker2 func(random) IE2
	maker1 func(random) IE1
)

// may draws the element two times in three; the zero element is left out.
func may(m maker2) maker2 {
	return func(r random) IE2 {
		if r.IntN(3) == 0 {
			return IE2{}
		}
		return m(r)
	}
}

func may1(m maker1) maker1 {
	return func(r random) IE1 {
		if r.IntN(3) == 0 {
			return IE1{}
		}
		return m(r)
	}
}

// at draws the element at another instance.
func at(instance byte, m maker2) maker2 {
	return func(r random) IE2 { return m(r).At(instance) }
}

// bearers draws a Bearer Context: an EPS bearer identity, then the members.
func bearers(members ...maker2) maker2 {
	return func(r random) IE2 {
		return IE2{Type: IEBearerContext, Members: append([]IE2{ebi2(r)}, r.draw2(members)...)}
	}
}

// shapes2 are the elements of each message type (TS 29.274 clause 7), the
// mandatory ones always, the others now and then.
var shapes2 = map[byte][]maker2{
	1:   {recovery2, may(features2), may(private2)},
	2:   {recovery2, may(features2)},
	3:   {},
	32:  {may(imsi2), may(msisdn2), may(mei2), may(uli2), network2, rat2, may(indication2), fteid2(S5SGWC), apn2, may(mode2), may(pdnType2), may(paa2), may(restriction2), may(ambr2), may(pco2), bearers(at(2, fteid2(S5SGWU)), qos2, may(tft2)), may(recovery2), may(zone2), may(characteristics2), may(private2)},
	33:  {okCause2, at(1, fteid2(S5PGWC)), may(paa2), may(restriction2), may(ambr2), may(pco2), bearers(okCause2, at(2, fteid2(S5PGWU)), may(qos2), may(charging2)), may(recovery2)},
	34:  {may(mei2), may(uli2), may(network2), may(rat2), may(indication2), may(fteid2(S5SGWC)), may(ambr2), bearers(may(at(1, fteid2(S5SGWU)))), may(recovery2), may(zone2)},
	35:  {anyCause2, may(msisdn2), may(ebi2), may(restriction2), may(pco2), bearers(okCause2, may(charging2)), may(recovery2)},
	36:  {may(whyCause2), may(ebi2), may(uli2), may(indication2), may(pco2), may(fteid2(S5SGWC)), may(zone2), may(timestamp2)},
	37:  {anyCause2, may(recovery2), may(pco2)},
	38:  {may(imsi2), may(mei2), may(indication2), rat2, may(uli2), may(address2), may(ebi2)},
	39:  {anyCause2, may(imsi2), may(mei2)},
	64:  {ambr2, bearers(qos2)},
	65:  {anyCause2, may(recovery2)},
	66:  {may(uli2), may(zone2), bearers()},
	67:  {anyCause2, may(ebi2), bearers(anyCause2), may(recovery2)},
	68:  {ebi2, pti2, may(flowQoS2), tad2, may(rat2), may(network2), may(uli2), may(at(1, ebi2))},
	69:  {anyCause2, ebi2, pti2, may(indication2)},
	71:  {may(imsi2), trace2, may(mei2)},
	72:  {traceReference2},
	95:  {may(pti2), ebi2, may(pco2), bearers(tft2, at(1, fteid2(S5PGWU)), qos2, may(charging2))},
	96:  {anyCause2, bearers(anyCause2, at(2, fteid2(S5SGWU)), at(3, fteid2(S5PGWU))), may(recovery2)},
	97:  {bearers(may(tft2), may(qos2)), may(pti2), may(pco2), ambr2},
	98:  {anyCause2, bearers(anyCause2), may(recovery2)},
	99:  {at(1, ebi2), may(whyCause2), may(pti2), may(pco2)},
	100: {anyCause2, may(ebi2), may(bearers(anyCause2)), may(recovery2)},
	101: {may(at(0, fqcsid2)), may(at(1, fqcsid2)), may(private2)},
	102: {anyCause2, may(recovery2)},
	128: {guti2, may(private2)},
	130: {guti2, may(imsi2), may(rat2), fteid2(S10MMEC), may(network2)},
	131: {anyCause2, may(imsi2), may(fteid2(S10MMEC))},
	162: {may(imsi2), may(ebi2)},
	163: {anyCause2},
	164: {imsi2, may(ebi2)},
	165: {anyCause2},
	170: {may(indication2)},
	171: {anyCause2, may(recovery2)},
	176: {may(anyCause2), may(ebi2), may(imsi2)},
	177: {anyCause2, may(recovery2), may(imsi2)},
	200: {may(fqcsid2), may(at(1, fqcsid2))},
	201: {anyCause2},
}

func trace2(r random) IE2          { return TraceInformation(r.plmn(), r.addr()) }
func traceReference2(r random) IE2 { return TraceReference(r.plmn()) }

// types2 and types1 are the keys in ascending order: a map's own order is random.
var types2, types1 = ascending(shapes2), ascending(shapes1)

func ascending[T any](m map[byte]T) []byte {
	var out []byte
	for t := range 256 {
		if _, ok := m[byte(t)]; ok {
			out = append(out, byte(t))
		}
	}
	return out
}

// draw2 draws a list of elements; Bearer Contexts come several at times, each of
// another bearer.
func (r random) draw2(makers []maker2) []IE2 {
	var out []IE2
	for _, m := range makers {
		e := m(r)
		if e.Type != 0 {
			out = append(out, e)
		}
		for e.Type == IEBearerContext && r.IntN(4) == 0 {
			e.Members = r.anotherBearer(e.Members)
			out = append(out, e)
		}
	}
	return out
}

// anotherBearer returns the members with the next bearer's identity.
func (r random) anotherBearer(members []IE2) []IE2 {
	members = slices.Clone(members)
	members[0] = EBI(members[0].Value[0]%15 + 1)
	return members
}

func (r random) message2() (V2, string) {
	t := types2[r.IntN(len(types2))]
	if r.IntN(2) == 0 { // the common ones more often
		t = r.octet(32, 32, 33, 34, 35, 36, 37, 95, 96, 1)
	}
	return r.fill2(t), "gtpv2/" + number(t)
}

func (r random) fill2(t byte) V2 {
	m := V2{Type: t, Seq: r.Uint32N(1 << 23), NoTEID: t <= 3}
	if t >= 64 && t <= 69 {
		m.Seq |= 1 << 23 // commands, TS 29.274 clause 7.6
	}
	if t != 101 && t != 102 {
		m.TEID = r.Uint32()
	}
	return m.With(r.draw2(shapes2[t])...)
}

// shapes1 are the elements of each message type of TS 29.060 clause 7, ascending.
var shapes1 = map[byte][]maker1{
	1:   {may1(recovery1), may1(private1)},
	2:   {recovery1},
	3:   {},
	16:  {imsi1, may1(rai1), may1(recovery1), mode1, data1, control1, nsapi1, may1(characteristics1), user1, apn1, may1(pco1), gsn1, gsn1, may1(msisdn1), qos1, may1(flags1), may1(rat1), may1(uli1), may1(zone1), may1(imei1), may1(private1)},
	17:  {anyCause1, may1(reordering1), may1(recovery1), data1, control1, may1(charging1), may1(user1), may1(pco1), gsn1, gsn1, qos1},
	18:  {may1(imsi1), may1(rai1), may1(recovery1), data1, may1(control1), nsapi1, may1(pco1), gsn1, gsn1, qos1, may1(tft1), may1(flags1), may1(rat1), may1(uli1), may1(zone1)},
	19:  {anyCause1, may1(recovery1), may1(data1), may1(control1), may1(charging1), may1(gsn1), may1(gsn1), may1(qos1)},
	20:  {may1(teardown1), nsapi1, may1(pco1), may1(uli1), may1(zone1)},
	21:  {anyCause1, may1(pco1)},
	22:  {nsapi1, may1(pco1), qos1, may1(tft1), correlation1},
	23:  {anyCause1, may1(pco1)},
	27:  {imsi1, control1, user1, apn1, gsn1},
	28:  {anyCause1},
	29:  {anyCause1, control1, user1, apn1},
	30:  {anyCause1},
	31:  {func(r random) IE1 { return ExtensionTypes1(ExtMBMS, ExtMSInfoChange) }},
	32:  {imsi1},
	33:  {anyCause1, imsi1, may1(gsn1)},
	34:  {imsi1},
	36:  {imsi1, gsn1},
	48:  {rai1, ptmsi1},
	50:  {may1(imsi1), rai1, ptmsi1, control1, gsn1},
	51:  {anyCause1, may1(imsi1), may1(control1), may1(gsn1)},
	52:  {anyCause1, may1(data1), may1(gsn1)},
	128: {may1(imsi1), may1(nsapi1), rat1, may1(uli1), may1(imei1)},
	129: {anyCause1, may1(imsi1)},
}

func (r random) message1() (V1, string) {
	t := types1[r.IntN(len(types1))]
	if r.IntN(2) == 0 {
		t = r.octet(16, 16, 17, 18, 19, 20, 21, 1)
	}
	m := V1{Type: t, Seq: uint16(r.Uint32())}
	if t > 3 && t != 31 {
		m.TEID = r.Uint32()
	}
	for _, make := range shapes1[t] {
		if e := make(r); e.Type != 0 {
			m = m.Append(e)
		}
	}
	if t == 16 && r.IntN(5) == 0 {
		m = m.Extended(MSInfoChangeSupport())
	}
	return m, "gtpv1/" + number(t)
}

// messageU is user plane: packets mostly.
func (r random) messageU() (V1, string) {
	t := r.octet(255, 255, 255, 255, 1, 2, 26, 31, 254)
	m := V1{Type: t, Seq: uint16(r.Uint32())}
	switch t {
	case 255, 254:
		m.TEID, m.NoSeq = r.Uint32(), r.IntN(2) == 0
		if t == 255 {
			m.Body = r.packet()
		}
		if r.IntN(3) == 0 {
			m = m.Extended(Extension{Type: ExtPDUSession, Content: []byte{0, byte(r.IntN(64))}})
		}
	case 2:
		m = m.With(Recovery1(0))
	case 26:
		m = m.With(data1(r), gsn1(r))
	case 31:
		m = m.With(ExtensionTypes1(ExtUDPPort, ExtPDUSession))
	}
	return m, "gtpu/" + number(t)
}

// packet is a subscriber's, of a port that tshark has no dissector for.
func (r random) packet() []byte {
	src, dst := netip.MustParseAddr("10.45.0.2"), netip.MustParseAddr("203.0.113.80")
	if r.IntN(3) == 0 {
		src, dst = netip.MustParseAddr("2001:db8:45::2"), netip.MustParseAddr("2001:db8:ffff::80")
	}
	return Datagram{
		Src: netip.AddrPortFrom(src, uint16(50000+r.IntN(1000))), Dst: netip.AddrPortFrom(dst, uint16(60000+r.IntN(1000))),
		Payload: r.octets(r.IntN(64)),
	}.Packet()
}
