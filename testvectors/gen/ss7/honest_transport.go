package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

func honestTransport(c *Catalogue) {
	ask := whereTo(partnerA, homeMSISDN)
	c.Honest("carried", "T-02 T-04", "One message, carried in every way that SCTP has",
		send(ask).Note("one DATA chunk"), ask.by(Fragmented(40)).Note("fragments, a packet each"), ask.by(FragmentedIn(16)).Note("fragments in one packet"),
		ask.by(Backwards(40)).Note("fragments, the last first"), ask.by(Unordered(Packets)).Note("unordered"), ask.by(Unordered(Fragmented(30))).Note("unordered fragments"),
		ask.by(OnStream(9, Packets)).Note("another stream"), together(Bundled, ask, register(partnerA), ask).Note("three in one packet"),
		ask.by(Behind(Chunk{Type: ChunkHeartbeat, Value: Parameter(1, []byte("beat"))})).Note("behind HEARTBEAT"),
		ask.by(Behind(Chunk{Type: ChunkPad, Value: make([]byte, 8)})).Note("behind PAD"), ask.by(IPFragments(64)).Note("in IP fragments"),
		ask.by(OverIPv6(Packets)).Note("IPv6"), ask.by(OverIPv6(Fragmented(50))).Note("fragments, IPv6"), ask.by(OverUDP).Note("in UDP"))
	c.Honest("retransmission", "T-04", "A packet that is sent again, fragments too: whoever reads them anew reads the same",
		again(ask, Packets, -1, 0), again(ask, Fragmented(40), -4, -3, -2, -1, 0))
	c.Honest("handshake", "T-01", "An association begins, agrees on I-DATA, and uses it", handshake(ChunkIData), ask.by(Interleaved(200)).Note("I-DATA"),
		ask.by(Interleaved(40)).Note("I-DATA in fragments"))
}

// again sends the packets of a message twice. Each retransmission of what was read
// before gives its record again.
func again(m message, c Carriage, frames ...int) Step {
	var ops []vector.Op
	for _, f := range frames {
		for _, o := range m.describe() {
			o.Frame = f
			ops = append(ops, o)
		}
	}
	return Step{Ops: ops, Write: func(l *Line) {
		l.Again(func() { c(l, m.parcels(l)) })
	}}
}

// handshake opens the association with extensions on both sides.
func handshake(extensions ...byte) Step {
	ops := []vector.Op{{Frame: -3, Protocol: "sctp", Code: 1, Operation: "INIT"}, {Frame: -2, Protocol: "sctp", Code: 2, Operation: "INITACK"}}
	return Step{Ops: ops, Write: func(l *Line) {
		src, dst := l.Ends(false)
		parameters := SupportedExtensions(extensions...)
		l.Frame(SCTP{Src: src, Dst: dst, Chunks: []Chunk{Init(ChunkInit, l.In.Tag, l.Out.TSN, parameters)}}.Packet())
		l.Packet(true, Init(ChunkInitAck, l.Out.Tag, l.In.TSN, StateCookie([]byte("cookie01")), parameters))
		l.Packet(false, Chunk{Type: 10, Value: []byte("cookie01")})
		l.Packet(true, Chunk{Type: 11})
	}}
}

func honestManagement(c *Catalogue) {
	c.Honest("m3ua-management", "M-01 M-03", "How two signalling gateways begin, watch and inform each other",
		peer(3, 1, "ASPUp"), ours(3, 4, "ASPUpAck"), peer(4, 1, "ASPAc", TrafficMode(2)), ours(4, 3, "ASPAcAck", TrafficMode(2)),
		ours(0, 1, "NTFY", Status(1, 3)), peer(0, 1, "NTFY", Status(1, 3)), peer(3, 3, "BEAT", HeartbeatData([]byte("beat"))), ours(3, 6, "BEATAck", HeartbeatData([]byte("beat"))),
		peer(2, 3, "DAUD", AffectedPointCodes(pointHome)), ours(2, 2, "DAVA", AffectedPointCodes(pointHome)),
		peer(2, 1, "DUNA", AffectedPointCodes(pointPeer)), peer(2, 2, "DAVA", AffectedPointCodes(pointPeer)), peer(2, 4, "SCON", AffectedPointCodes(pointPeer), CongestionLevel(1)),
		peer(0, 0, "ERR", ErrorCode(7)), peer(4, 2, "ASPIa"), ours(4, 4, "ASPIaAck"), peer(3, 2, "ASPDn"), ours(3, 5, "ASPDnAck"))
	c.Honest("scmg", "C-06", "The peer's subsystems come and go, and it tests ours",
		management(1, "SSA", ssnHLR, pointPeer), management(2, "SSP", ssnHLR, pointPeer), management(3, "SST", ssnHLR, pointHome))
}

// peer and ours are messages of M3UA management, on stream 0.
func peer(class, typ byte, name string, parameters ...[]byte) Step {
	return manage(false, class, typ, name, parameters)
}
func ours(class, typ byte, name string, parameters ...[]byte) Step {
	return manage(true, class, typ, name, parameters)
}

func manage(fromHome bool, class, typ byte, name string, parameters [][]byte) Step {
	m := M3UA{Class: class, Type: typ, Parameters: parameters}
	return bare(m.Bytes(), fromHome, vector.Op{Protocol: "m3ua", Code: int(class)<<8 | int(typ), Operation: name}).Note("%s", name)
}

// bare is a user message of octets.
func bare(octets []byte, fromHome bool, ops ...vector.Op) Step {
	return Step{Ops: ops, Write: func(l *Line) { Packets(l, []Parcel{{Octets: octets, PPID: PPIDM3UA, FromHome: fromHome}}) }}
}

// management is a message of SCCP management, routed on subsystem 1.
func management(typ byte, name string, ssn byte, point uint32) Step {
	return send(managed(typ, name, ssn, point)).Note("%s", name)
}

func managed(typ byte, name string, ssn byte, point uint32) message {
	m := message{octets: Management(typ, ssn, point)}
	m.called = Party{SSN: ssnManagement, NoTitle: true, RouteOnSSN: true}
	m.calling = m.called
	return m.saying(vector.Op{Protocol: "sccp", Code: 0x100 | int(typ), Operation: name})
}
