package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

func honestTransport(c *catalogue) {
	ask := whereTo(partnerA, homeMSISDN)
	c.honest("carried", "T-02 T-04", "One message, carried in every way that SCTP has",
		send(ask).note("one DATA chunk"), ask.by(fragmented(40)).note("fragments, a packet each"), ask.by(fragmentedIn(16)).note("fragments in one packet"),
		ask.by(backwards(40)).note("fragments, the last first"), ask.by(unordered(packets)).note("unordered"), ask.by(unordered(fragmented(30))).note("unordered fragments"),
		ask.by(onStream(9, packets)).note("another stream"), together(bundled, ask, register(partnerA), ask).note("three in one packet"),
		ask.by(behind(Chunk{Type: ChunkHeartbeat, Value: Parameter(1, []byte("beat"))})).note("behind HEARTBEAT"),
		ask.by(behind(Chunk{Type: ChunkPad, Value: make([]byte, 8)})).note("behind PAD"), ask.by(ipFragments(64)).note("in IP fragments"),
		ask.by(overIPv6(packets)).note("IPv6"), ask.by(overIPv6(fragmented(50))).note("fragments, IPv6"), ask.by(overUDP).note("in UDP"))
	c.honest("retransmission", "T-04", "A packet that is sent again, fragments too: whoever reads them anew reads the same",
		again(ask, packets, -1, 0), again(ask, fragmented(40), -4, -3, -2, -1, 0))
	c.honest("handshake", "T-01", "An association begins, agrees on I-DATA, and uses it", handshake(ChunkIData), ask.by(interleaved(200)).note("I-DATA"),
		ask.by(interleaved(40)).note("I-DATA in fragments"))
}

// again sends the packets of a message twice. Each retransmission of what was read
// before gives its record again.
func again(m message, c carriage, frames ...int) step {
	var ops []vector.Op
	for _, f := range frames {
		for _, o := range m.describe() {
			o.Frame = f
			ops = append(ops, o)
		}
	}
	return step{ops: ops, write: func(l *line) {
		before := len(l.frames)
		c(l, m.parcels(l))
		l.frames = append(l.frames, l.frames[before:]...)
	}}
}

// handshake opens the association with extensions on both sides.
func handshake(extensions ...byte) step {
	ops := []vector.Op{{Frame: -3, Protocol: "sctp", Code: 1, Operation: "INIT"}, {Frame: -2, Protocol: "sctp", Code: 2, Operation: "INITACK"}}
	return step{ops: ops, write: func(l *line) {
		src, dst := l.ends(false)
		parameters := SupportedExtensions(extensions...)
		l.frame(SCTP{Src: src, Dst: dst, Chunks: []Chunk{Init(ChunkInit, l.in.tag, l.out.tsn, parameters)}}.Packet())
		l.packet(true, Init(ChunkInitAck, l.out.tag, l.in.tsn, StateCookie([]byte("cookie01")), parameters))
		l.packet(false, Chunk{Type: 10, Value: []byte("cookie01")})
		l.packet(true, Chunk{Type: 11})
	}}
}

func honestManagement(c *catalogue) {
	c.honest("m3ua-management", "M-01 M-03", "How two signalling gateways begin, watch and inform each other",
		peer(3, 1, "ASPUp"), ours(3, 4, "ASPUpAck"), peer(4, 1, "ASPAc", TrafficMode(2)), ours(4, 3, "ASPAcAck", TrafficMode(2)),
		ours(0, 1, "NTFY", Status(1, 3)), peer(0, 1, "NTFY", Status(1, 3)), peer(3, 3, "BEAT", HeartbeatData([]byte("beat"))), ours(3, 6, "BEATAck", HeartbeatData([]byte("beat"))),
		peer(2, 3, "DAUD", AffectedPointCodes(pointHome)), ours(2, 2, "DAVA", AffectedPointCodes(pointHome)),
		peer(2, 1, "DUNA", AffectedPointCodes(pointPeer)), peer(2, 2, "DAVA", AffectedPointCodes(pointPeer)), peer(2, 4, "SCON", AffectedPointCodes(pointPeer), CongestionLevel(1)),
		peer(0, 0, "ERR", ErrorCode(7)), peer(4, 2, "ASPIa"), ours(4, 4, "ASPIaAck"), peer(3, 2, "ASPDn"), ours(3, 5, "ASPDnAck"))
	c.honest("scmg", "C-06", "The peer's subsystems come and go, and it tests ours",
		management(1, "SSA", ssnHLR, pointPeer), management(2, "SSP", ssnHLR, pointPeer), management(3, "SST", ssnHLR, pointHome))
}

// peer and ours are messages of M3UA management, on stream 0.
func peer(class, typ byte, name string, parameters ...[]byte) step {
	return manage(false, class, typ, name, parameters)
}
func ours(class, typ byte, name string, parameters ...[]byte) step {
	return manage(true, class, typ, name, parameters)
}

func manage(fromHome bool, class, typ byte, name string, parameters [][]byte) step {
	m := M3UA{Class: class, Type: typ, Parameters: parameters}
	return bare(m.Bytes(), fromHome, vector.Op{Protocol: "m3ua", Code: int(class)<<8 | int(typ), Operation: name}).note("%s", name)
}

// bare is a user message of octets.
func bare(octets []byte, fromHome bool, ops ...vector.Op) step {
	return step{ops: ops, write: func(l *line) { packets(l, []parcel{{octets: octets, ppid: PPIDM3UA, fromHome: fromHome}}) }}
}

// management is a message of SCCP management, routed on subsystem 1.
func management(typ byte, name string, ssn byte, point uint32) step {
	return send(managed(typ, name, ssn, point)).note("%s", name)
}

func managed(typ byte, name string, ssn byte, point uint32) message {
	m := message{octets: Management(typ, ssn, point)}
	m.called = Party{SSN: ssnManagement, NoTitle: true, RouteOnSSN: true}
	m.calling = m.called
	return m.saying(vector.Op{Protocol: "sccp", Code: 0x100 | int(typ), Operation: name})
}
