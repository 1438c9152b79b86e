package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// carriers are the other ways in which the same messages come: over TCP, in SUA and
// M2UA, and over several paths at once.
func carriers(c *Catalogue) {
	streams(c)
	brokenStreams(c)
	kin(c)
	severalPaths(c)
}

// elsewhere sends the steps from another address of the interconnect, as carriers
// have several.
func elsewhere(list ...Step) []Step {
	for i := range list {
		write := list[i].Write
		list[i].Write = func(l *Line) { l.Path += 2; write(l); l.Path -= 2 }
	}
	return list
}

// notOurTshark: why tshark does not read a vector as we do.
const notOurTshark = "has M3UA over SCTP only"

func streams(c *Catalogue) {
	ul, ati := register(partnerA), locate(rogue)
	isd := subscriberData()
	c.Honest("tcp", "T-02 T-04", "M3UA over TCP, which has no payload protocol identifier",
		elsewhere(ul.by(overTCP(InOne)), ul.by(overTCP(InSegments(40))).Note("in segments"), ul.by(overTCP(InSegments(1))).Note("of one octet"),
			ul.by(overTCP(Exchanged(50))).Note("exchanged"), ul.by(overTCP(Overlapping(60))).Note("repeated and overlapping"),
			together(overTCP(InOne), ul, whereTo(partnerA, homeMSISDN), ul).Note("several in one"), ul.by(OverIPv6(overTCP(InSegments(30)))).Note("IPv6"),
			isd.segmented(60).by(overTCP(InSegments(100))).Note("segments of SCCP"))...).Tshark = notOurTshark
	c.Evasion("tcp-ati", "MAP-1a T-04", "An any time interrogation over TCP", "tcp", mapNever,
		elsewhere(ati.by(overTCP(InOne)), ati.by(overTCP(InSegments(40))).Note("in segments"), ati.by(overTCP(InSegments(1))).Note("of one octet"),
			ati.by(overTCP(Exchanged(50))).Note("exchanged"), ati.by(overTCP(Overlapping(60))).Note("repeated and overlapping"),
			together(overTCP(InOne), whereTo(partnerA, homeMSISDN), ati).BehindHonest().Note("behind an honest message"),
			ati.segmented(60).by(overTCP(InSegments(33))).Note("segments of SCCP"),
			ati.dressed(Long3).by(overTCP(InSegments(33))).Also(longForm).Note("long lengths"))...).Tshark = notOurTshark
	c.Attack("tcp-title", "C-02", "A calling party of ours from outside, over TCP", "tcp", titleOurs, elsewhere(vectors(partnerA, "", 1).from(at(home.vlr, ssnVLR)).by(overTCP(InSegments(64))))...).Tshark = notOurTshark
	begun := ul.by(func(l *Line, parcels []Parcel) { l.Midstream(); Pour(InOne)(l, parcels) })
	c.Honest("tcp-midstream", "T-04", "A capture that begins in a connection, between two messages", elsewhere(begun.Flag("faults/tcp-midstream"))...).Tshark = notOurTshark
}

func brokenStreams(c *Catalogue) {
	ul := register(partnerA)
	broken := func(name, about, reason, clause string, s Step) {
		c.Evasion(name, "T-04", about, "tcp", "faults/"+reason, elsewhere(s)...).Breaks(clause)
	}
	broken("tcp-header", "A segment without any flag, which one receiver takes and another does not", "tcp-header", "RFC 9293 clause 3.10.7.4",
		ul.by(overTCP(Marked(InOne, func(x *Segment) { x.Bare = true }))))
	broken("tcp-urgent", "Urgent data: receivers differ in whether the last octet of it is in the stream", "tcp-urgent", "RFC 6093 clause 6",
		ul.by(overTCP(Marked(InOne, func(x *Segment) { x.Flags, x.Urgent = FlagURG, 1 }))))
	broken("tcp-overlap", "Two contents for a part of a message: receivers differ in which they keep", "tcp-overlap", "RFC 9293 clause 3.10.7.4",
		ul.by(overTCP(Torn(60))))
	broken("tcp-sequence", "A message behind the end of the stream", "tcp-sequence", "RFC 9293 clause 3.6", ul.by(func(l *Line, parcels []Parcel) {
		l.Connect(FlagPSH)
		l.TCP(false, Segment{Flags: FlagFIN})
		Pour(InOne)(l, parcels)
	}))
	broken("tcp-gap", "A message of which octets were not seen, though home acknowledges them", "tcp-gap", "a segment is missing",
		ul.by(func(l *Line, parcels []Parcel) {
			l.Connect(FlagPSH)
			Pour(func(all []byte) []Segment {
				return []Segment{{Octets: all[:40]}, {At: 40, Octets: all[40:], Lost: true}}
			})(l, parcels)
			l.TCP(true, Segment{})
			Pour(InOne)(l, parcels)
		}).Saying(vector.Op{Protocol: "tcp"}, vector.Op{Protocol: "map", Code: 2, Operation: NamesMAP[2], Verdict: "pass"}))
	broken("tcp-incomplete", "A connection that ends inside a message", "tcp-incomplete", "RFC 4666 clause 1.3.1",
		ul.by(overTCP(func(all []byte) []Segment { return []Segment{{Octets: all[:40], Flags: FlagFIN}} })).Unread(1, "tcp"))
	broken("tcp-framing", "Octets that are no message where one has to begin", "tcp-framing", "RFC 4666 clause 3.1",
		message{octets: Join(make([]byte, 50))}.by(func(l *Line, _ []Parcel) {
			l.Connect(FlagPSH)
			l.TCP(false, Segment{Octets: make([]byte, 50)})
		}).Unread(1, "tcp"))
	long := M3UA{Class: 1, Type: 1, Parameters: [][]byte{Parameter(tagUserData, make([]byte, 6000))}}.Bytes()
	broken("tcp-limit", "A message that is longer than any of SS7", "tcp-limit", "Q.714 clause 1.1.2", Step{Write: func(l *Line) {
		l.Connect(FlagPSH)
		Pour(InSegments(1400))(l, []Parcel{{Octets: long}})
	}}.Unread(5, "tcp"))
}

// tagUserData is the parameter Protocol Data (RFC 4666 clause 3.3.1).
const tagUserData = 0x0210

// kin are the relatives of M3UA, which an interconnect speaks only if its operator
// takes them.
func kin(c *Catalogue) {
	ul, ati := register(partnerA), locate(rogue)
	c.Evasion("sua", "T-02 E-17", "A message in SUA", "ul", ppidAllowed,
		elsewhere(ul.inSUA(Packets), ul.inSUA(Fragmented(60)).Note("fragments"), ul.inSUA(WithPPID(PPIDNone, Packets)).Note("under no identifier, on its port"),
			ul.segmented(50).inSUA(Packets).Note("segments"), ul.inSUA(OverIPv6(Packets)).Note("IPv6"))...)
	c.Evasion("sua-ati", "T-02 MAP-1a", "An any time interrogation in SUA", "ul", ppidAllowed+" "+mapNever,
		elsewhere(ati.inSUA(Packets), ati.segmented(50).inSUA(Packets).Note("segments"), ati.dressed(Long3).inSUA(Fragmented(40)).Also(longForm).Note("fragments, long lengths"))...)
	c.Evasion("sua-title", "T-02 C-02", "A calling party of ours in SUA", "ul", ppidAllowed+" "+titleOurs, elsewhere(vectors(partnerA, "", 1).from(at(home.vlr, ssnVLR)).inSUA(Packets))...)
	c.Evasion("m2ua", "T-02 E-17", "A message in M2UA", "ul", ppidAllowed,
		elsewhere(ul.inM2UA(Packets), ul.inM2UA(Fragmented(60)).Note("fragments"), ul.inM2UA(WithPPID(PPIDNone, Packets)).Note("under no identifier, on its port"),
			ul.segmented(50).inM2UA(Packets).Note("segments"))...)
	c.Evasion("m2ua-ati", "T-02 MAP-1a", "An any time interrogation in M2UA", "ul", ppidAllowed+" "+mapNever,
		elsewhere(ati.inM2UA(Packets), ati.segmented(50).inM2UA(Packets).Note("segments"))...)
}

// inSUA carries the message in SUA, over an association of its port.
func (m message) inSUA(c Carriage) Step {
	return m.inKin(PPIDSUA, 14001, func(s SCCP) []byte { return s.SUA().Bytes() }, c)
}

// inM2UA carries it in M2UA.
func (m message) inM2UA(c Carriage) Step {
	return m.inKin(PPIDM2UA, 2904, func(s SCCP) []byte {
		return M2UA(Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, SLS: 5, Octets: s.Bytes()}.MTP3())
	}, c)
}

func (m message) inKin(ppid uint32, port uint16, write func(SCCP) []byte, c Carriage) Step {
	return Step{Ops: m.describe(), Write: func(l *Line) {
		e := m.tcap.TLV()
		if m.dress != nil {
			e = m.dress(e)
		}
		var parcels []Parcel
		for _, s := range m.units(l, e.Bytes()) {
			parcels = append(parcels, Parcel{Octets: write(s), PPID: ppid, Stream: 1})
		}
		between(port, c)(l, parcels)
	}}
}

// twoPaths: a packet for each user message, over the two addresses of the peer in
// turn.
func twoPaths(l *Line, parcels []Parcel) {
	first := l.Path
	for i, p := range parcels {
		l.Path = first + i%2*10
		Packets(l, []Parcel{p})
	}
	l.Path = first
}

// twoAssociations: in turn, over the association and another one.
func twoAssociations(l *Line, parcels []Parcel) {
	first, second := l.Out, Half{Tag: l.Out.Tag ^ 0x55555554, TSN: l.Out.TSN + 1<<16, SSN: map[int]int{}}
	port := l.PeerPort
	for i, p := range parcels {
		if l.Out, l.PeerPort = first, port; i%2 == 1 {
			l.Out, l.PeerPort = second, 2906
		}
		Packets(l, []Parcel{p})
		if i%2 == 1 {
			second = l.Out
		} else {
			first = l.Out
		}
	}
	l.Out, l.PeerPort = first, port
}

// associationAndConnection: in turn, over SCTP and TCP.
func associationAndConnection(l *Line, parcels []Parcel) {
	for i, p := range parcels {
		[]Carriage{Packets, overTCP(InOne)}[i%2](l, []Parcel{p})
	}
}

// fromElsewhere: all user messages but the last say that they come from a point
// code of nobody.
func fromElsewhere(l *Line, parcels []Parcel) {
	const opc = 12 // behind the header and that of the parameter
	for i := range parcels[:len(parcels)-1] {
		copy(parcels[i].Octets[opc:], U32(pointElse))
	}
	Packets(l, parcels)
}

// severalPaths are segments of one message that come over several.
func severalPaths(c *Catalogue) {
	isd, ati := subscriberData(), locate(rogue)
	c.Honest("segments-paths", "C-04", "Segments over the two paths of an association, and over two associations",
		elsewhere(isd.segmented(60).by(twoPaths).Note("paths"), isd.segmented(60).by(twoAssociations).Note("associations"))...)
	c.Evasion("e08-paths", "E-8 C-04 MAP-1a", "An any time interrogation whose segments come over several ways", "segments-paths", mapNever,
		elsewhere(ati.segmented(60).by(twoPaths).Note("paths"), ati.segmented(30).by(twoPaths).Note("paths, four segments"),
			ati.segmented(60).by(twoAssociations).Note("associations"), ati.segmented(30).by(twoAssociations).Note("associations, four segments"))...)
	const points = "tells segments apart by their point codes and carriers, too"
	c.Attack("m02-segments", "M-02 C-04", "A message whose first segments come from another's point code", "segments-paths", opcTheirs,
		elsewhere(isd.segmented(60).by(fromElsewhere))...).Tshark = points
	c.Evasion("e08-points", "E-8 C-04 MAP-1a", "An any time interrogation whose segments come from two point codes", "segments-paths", mapNever+" "+opcTheirs,
		elsewhere(ati.segmented(60).by(fromElsewhere), ati.segmented(30).by(fromElsewhere).Note("four segments"))...).Tshark = points
	c.Evasion("e08-connection", "E-8 C-04 MAP-1a", "An any time interrogation whose segments come by SCTP and by TCP", "segments-paths", mapNever,
		elsewhere(ati.segmented(30).by(associationAndConnection))...).Tshark = points
}

func subscriberData() message {
	return toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
}
