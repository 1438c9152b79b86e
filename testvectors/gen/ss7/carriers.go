package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// carriers are the other ways in which the same messages come: over TCP, in SUA and
// M2UA, and over several paths at once.
func carriers(c *catalogue) {
	streams(c)
	brokenStreams(c)
	kin(c)
	severalPaths(c)
}

// elsewhere sends the steps from another address of the interconnect, as carriers
// have several.
func elsewhere(list ...step) []step {
	for i := range list {
		write := list[i].write
		list[i].write = func(l *line) { l.path += 2; write(l); l.path -= 2 }
	}
	return list
}

// notOurTshark: why tshark does not read a vector as we do.
const notOurTshark = "has M3UA over SCTP only"

func streams(c *catalogue) {
	ul, ati := register(partnerA), locate(rogue)
	isd := subscriberData()
	c.honest("tcp", "T-02 T-04", "M3UA over TCP, which has no payload protocol identifier",
		elsewhere(ul.by(overTCP(inOne)), ul.by(overTCP(inSegments(40))).note("in segments"), ul.by(overTCP(inSegments(1))).note("of one octet"),
			ul.by(overTCP(exchanged(50))).note("exchanged"), ul.by(overTCP(overlapping(60))).note("repeated and overlapping"),
			together(overTCP(inOne), ul, whereTo(partnerA, homeMSISDN), ul).note("several in one"), ul.by(overIPv6(overTCP(inSegments(30)))).note("IPv6"),
			isd.segmented(60).by(overTCP(inSegments(100))).note("segments of SCCP"))...).Tshark = notOurTshark
	c.evasion("tcp-ati", "MAP-1a T-04", "An any time interrogation over TCP", "tcp", mapNever,
		elsewhere(ati.by(overTCP(inOne)), ati.by(overTCP(inSegments(40))).note("in segments"), ati.by(overTCP(inSegments(1))).note("of one octet"),
			ati.by(overTCP(exchanged(50))).note("exchanged"), ati.by(overTCP(overlapping(60))).note("repeated and overlapping"),
			together(overTCP(inOne), whereTo(partnerA, homeMSISDN), ati).behindHonest().note("behind an honest message"),
			ati.segmented(60).by(overTCP(inSegments(33))).note("segments of SCCP"),
			ati.dressed(Long3).by(overTCP(inSegments(33))).also(longForm).note("long lengths"))...).Tshark = notOurTshark
	c.attack("tcp-title", "C-02", "A calling party of ours from outside, over TCP", "tcp", titleOurs, elsewhere(vectors(partnerA, "", 1).from(at(home.vlr, ssnVLR)).by(overTCP(inSegments(64))))...).Tshark = notOurTshark
	begun := ul.by(func(l *line, parcels []parcel) { l.tcpStream().sent[0] = 1; l.pour(inOne, parcels) })
	c.honest("tcp-midstream", "T-04", "A capture that begins in a connection, between two messages", elsewhere(begun.flag("faults/tcp-midstream"))...).Tshark = notOurTshark
}

// unframed are records of TCP without operation, of the last n frames.
func (x step) unframed(n int) step {
	x.ops = nil
	for i := range n {
		x.ops = append(x.ops, vector.Op{Frame: i - n + 1, Protocol: "tcp"})
	}
	return x
}

func brokenStreams(c *catalogue) {
	ul := register(partnerA)
	broken := func(name, about, reason, clause string, s step) {
		c.evasion(name, "T-04", about, "tcp", "faults/"+reason, elsewhere(s)...).breaks(clause)
	}
	broken("tcp-header", "A segment without any flag, which one receiver takes and another does not", "tcp-header", "RFC 9293 clause 3.10.7.4",
		ul.by(overTCP(marked(inOne, func(x *segment) { x.bare = true }))))
	broken("tcp-urgent", "Urgent data: receivers differ in whether the last octet of it is in the stream", "tcp-urgent", "RFC 6093 clause 6",
		ul.by(overTCP(marked(inOne, func(x *segment) { x.flags, x.urgent = FlagURG, 1 }))))
	broken("tcp-overlap", "Two contents for a part of a message: receivers differ in which they keep", "tcp-overlap", "RFC 9293 clause 3.10.7.4",
		ul.by(overTCP(torn(60))))
	broken("tcp-sequence", "A message behind the end of the stream", "tcp-sequence", "RFC 9293 clause 3.6", ul.by(func(l *line, parcels []parcel) {
		l.connect()
		l.tcp(false, segment{flags: FlagFIN})
		l.pour(inOne, parcels)
	}))
	broken("tcp-gap", "A message of which octets were not seen, though home acknowledges them", "tcp-gap", "a segment is missing",
		ul.by(func(l *line, parcels []parcel) {
			l.connect()
			l.pour(func(all []byte) []segment {
				return []segment{{octets: all[:40]}, {at: 40, octets: all[40:], lost: true}}
			}, parcels)
			l.tcp(true, segment{})
			l.pour(inOne, parcels)
		}).saying2(vector.Op{Protocol: "tcp"}, vector.Op{Protocol: "map", Code: 2, Operation: NamesMAP[2], Verdict: "pass"}))
	broken("tcp-incomplete", "A connection that ends inside a message", "tcp-incomplete", "RFC 4666 clause 1.3.1",
		ul.by(overTCP(func(all []byte) []segment { return []segment{{octets: all[:40], flags: FlagFIN}} })).unframed(1))
	broken("tcp-framing", "Octets that are no message where one has to begin", "tcp-framing", "RFC 4666 clause 3.1",
		message{octets: Join(make([]byte, 50))}.by(func(l *line, _ []parcel) {
			l.connect()
			l.tcp(false, segment{octets: make([]byte, 50)})
		}).unframed(1))
	long := M3UA{Class: 1, Type: 1, Parameters: [][]byte{Parameter(tagUserData, make([]byte, 6000))}}.Bytes()
	broken("tcp-limit", "A message that is longer than any of SS7", "tcp-limit", "Q.714 clause 1.1.2", step{write: func(l *line) {
		l.connect()
		l.pour(inSegments(1400), []parcel{{octets: long}})
	}}.unframed(5))
}

// tagUserData is the parameter Protocol Data (RFC 4666 clause 3.3.1).
const tagUserData = 0x0210

// kin are the relatives of M3UA, which an interconnect speaks only if its operator
// takes them.
func kin(c *catalogue) {
	ul, ati := register(partnerA), locate(rogue)
	c.evasion("sua", "T-02 E-17", "A message in SUA", "ul", ppidAllowed,
		elsewhere(ul.inSUA(packets), ul.inSUA(fragmented(60)).note("fragments"), ul.inSUA(withPPID(PPIDNone, packets)).note("under no identifier, on its port"),
			ul.segmented(50).inSUA(packets).note("segments"), ul.inSUA(overIPv6(packets)).note("IPv6"))...)
	c.evasion("sua-ati", "T-02 MAP-1a", "An any time interrogation in SUA", "ul", ppidAllowed+" "+mapNever,
		elsewhere(ati.inSUA(packets), ati.segmented(50).inSUA(packets).note("segments"), ati.dressed(Long3).inSUA(fragmented(40)).also(longForm).note("fragments, long lengths"))...)
	c.evasion("sua-title", "T-02 C-02", "A calling party of ours in SUA", "ul", ppidAllowed+" "+titleOurs, elsewhere(vectors(partnerA, "", 1).from(at(home.vlr, ssnVLR)).inSUA(packets))...)
	c.evasion("m2ua", "T-02 E-17", "A message in M2UA", "ul", ppidAllowed,
		elsewhere(ul.inM2UA(packets), ul.inM2UA(fragmented(60)).note("fragments"), ul.inM2UA(withPPID(PPIDNone, packets)).note("under no identifier, on its port"),
			ul.segmented(50).inM2UA(packets).note("segments"))...)
	c.evasion("m2ua-ati", "T-02 MAP-1a", "An any time interrogation in M2UA", "ul", ppidAllowed+" "+mapNever,
		elsewhere(ati.inM2UA(packets), ati.segmented(50).inM2UA(packets).note("segments"))...)
}

// inSUA carries the message in SUA, over an association of its port.
func (m message) inSUA(c carriage) step {
	return m.inKin(PPIDSUA, 14001, func(s SCCP) []byte { return s.SUA().Bytes() }, c)
}

// inM2UA carries it in M2UA.
func (m message) inM2UA(c carriage) step {
	return m.inKin(PPIDM2UA, 2904, func(s SCCP) []byte {
		return M2UA(Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, SLS: 5, Octets: s.Bytes()}.MTP3())
	}, c)
}

func (m message) inKin(ppid uint32, port uint16, write func(SCCP) []byte, c carriage) step {
	return step{ops: m.describe(), write: func(l *line) {
		e := m.tcap.TLV()
		if m.dress != nil {
			e = m.dress(e)
		}
		var parcels []parcel
		for _, s := range m.units(l, e.Bytes()) {
			parcels = append(parcels, parcel{octets: write(s), ppid: ppid, stream: 1})
		}
		was := l.port
		l.port = port
		c(l, parcels)
		l.port = was
	}}
}

// twoPaths: a packet for each user message, over the two addresses of the peer in
// turn.
func twoPaths(l *line, parcels []parcel) {
	first := l.path
	for i, p := range parcels {
		l.path = first + byte(i%2)*10
		packets(l, []parcel{p})
	}
	l.path = first
}

// twoAssociations: in turn, over the association and another one.
func twoAssociations(l *line, parcels []parcel) {
	first, second := l.out, half{tag: l.out.tag ^ 0x55555554, tsn: l.out.tsn + 1<<16, ssn: map[int]int{}}
	for i, p := range parcels {
		if l.out, l.peerPort = first, 0; i%2 == 1 {
			l.out, l.peerPort = second, 2906
		}
		packets(l, []parcel{p})
		if i%2 == 1 {
			second = l.out
		} else {
			first = l.out
		}
	}
	l.out, l.peerPort = first, 0
}

// associationAndConnection: in turn, over SCTP and TCP.
func associationAndConnection(l *line, parcels []parcel) {
	for i, p := range parcels {
		[]carriage{packets, overTCP(inOne)}[i%2](l, []parcel{p})
	}
}

// fromElsewhere: all user messages but the last say that they come from a point
// code of nobody.
func fromElsewhere(l *line, parcels []parcel) {
	const opc = 12 // behind the header and that of the parameter
	for i := range parcels[:len(parcels)-1] {
		copy(parcels[i].octets[opc:], U32(pointElse))
	}
	packets(l, parcels)
}

// severalPaths are segments of one message that come over several.
func severalPaths(c *catalogue) {
	isd, ati := subscriberData(), locate(rogue)
	c.honest("segments-paths", "C-04", "Segments over the two paths of an association, and over two associations",
		elsewhere(isd.segmented(60).by(twoPaths).note("paths"), isd.segmented(60).by(twoAssociations).note("associations"))...)
	c.evasion("e08-paths", "E-8 C-04 MAP-1a", "An any time interrogation whose segments come over several ways", "segments-paths", mapNever,
		elsewhere(ati.segmented(60).by(twoPaths).note("paths"), ati.segmented(30).by(twoPaths).note("paths, four segments"),
			ati.segmented(60).by(twoAssociations).note("associations"), ati.segmented(30).by(twoAssociations).note("associations, four segments"))...)
	const points = "tells segments apart by their point codes and carriers, too"
	c.honest("segments-points", "C-04", "Segments that come from two point codes", elsewhere(isd.segmented(60).by(fromElsewhere))...).Tshark = points
	c.evasion("e08-points", "E-8 C-04 MAP-1a", "An any time interrogation whose segments come from two point codes, or by SCTP and TCP", "segments-points", mapNever,
		elsewhere(ati.segmented(60).by(fromElsewhere), ati.segmented(30).by(fromElsewhere).note("four segments"),
			ati.segmented(30).by(associationAndConnection).note("SCTP and TCP"))...).Tshark = points
}

func subscriberData() message {
	return toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
}
