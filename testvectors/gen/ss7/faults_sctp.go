package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// chunks writes packets from the peer, whose records are ops.
func chunks(ops []vector.Op, write func(l *Line, ask Parcel)) Step {
	return Step{Ops: ops, Write: func(l *Line) { write(l, whereTo(partnerA, homeMSISDN).parcels(l)[0]) }}
}

// told is the record of a chunk that is no user message.
func told(code int, name string) vector.Op {
	return vector.Op{Protocol: "sctp", Code: code, Operation: name}
}

func flagged(o vector.Op, reasons ...string) vector.Op {
	o.Verdict, o.Reasons = "flag", reasons
	return o
}

// dtls is a record of application data, version 1.2 (RFC 6347 clause 4.1).
var dtls = Join([]byte{23, 0xFE, 0xFD}, make([]byte, 8), U16(16), make([]byte, 16))

// editedPacket is one whose octets are edited before its checksum is written.
func editedPacket(l *Line, edit func(*SCTP), cs ...Chunk) {
	x := l.SCTP(false, cs...)
	edit(&x)
	l.Frame(x.Packet())
}

// raw is a chunk whose header says what it likes.
type raw struct {
	typ, flags byte
	length     int
	value      []byte
}

// odd sends an honest DATA chunk, and a chunk that is not in order behind it.
func odd(l *Line, ask Parcel, r raw) {
	x := l.SCTP(false, l.Data(ask))
	b := Join(x.Segment(), []byte{r.typ, r.flags}, U16(r.length), r.value)
	l.Frame(Packet(x.Src.Addr(), x.Dst.Addr(), ProtoSCTP, Checksummed(b)))
}

func faultyPackets(c *Catalogue) {
	data := func(o vector.Op) []vector.Op { return []vector.Op{o} }
	asked := whereTo(partnerA, homeMSISDN).describe()[0]
	pass := asked
	pass.Verdict = "pass"
	c.Attack("sctp-header", "T-02", "A packet from port 0, and one without a chunk", "carried", "faults/sctp-header",
		chunks(data(asked), func(l *Line, p Parcel) { editedPacket(l, func(x *SCTP) { x.Src = OnPort(x.Src, 0) }, l.Data(p)) }).Note("port 0"),
		chunks(data(told(0, "")), func(l *Line, p Parcel) { editedPacket(l, func(*SCTP) {}) }).Note("no chunk")).Breaks("RFC 9260 clause 3.1")
	c.Attack("sctp-chunk-length", "T-04", "Behind an honest message a chunk that is shorter than its header, or longer than the packet", "carried", "faults/sctp-chunk-length",
		chunks([]vector.Op{pass, told(0, "")}, func(l *Line, p Parcel) { odd(l, p, raw{4, 0, 2, nil}) }).Note("length 2"),
		chunks([]vector.Op{pass, told(0, "")}, func(l *Line, p Parcel) { odd(l, p, raw{0, 3, 400, make([]byte, 20)}) }).Note("length 400")).Breaks("RFC 9260 clause 3.2")
	c.Attack("sctp-no-data", "T-04", "A message without octets", "carried", "faults/sctp-no-data",
		chunks(data(told(0, "DATA")), func(l *Line, p Parcel) { p.Octets = nil; l.Packet(false, l.Empty(p)) })).Breaks("RFC 9260 clause 3.3.1")
	c.Attack("sctp-chunk-order", "T-03", "A question for life behind a message", "carried", "faults/sctp-chunk-order",
		chunks([]vector.Op{pass, told(4, "HEARTBEAT")}, func(l *Line, p Parcel) {
			l.Packet(false, l.Data(p), Chunk{Type: ChunkHeartbeat, Value: Parameter(1, []byte("beat"))})
		})).Breaks("RFC 9260 clause 6.10")
	c.Attack("sctp-verification-tag", "T-03", "A message under the tag of nobody", "carried", "faults/sctp-verification-tag",
		chunks(data(asked), func(l *Line, p Parcel) { editedPacket(l, func(x *SCTP) { x.Tag = 0 }, l.Data(p)) })).Breaks("RFC 9260 clause 8.5.1")
	c.Attack("sctp-swapped", "T-02", "DTLS under an identifier in the wrong order of octets", "e17-dtls", "faults/sctp-ppid-swapped",
		carried(3868, 47<<24, dtls, vector.Op{}).Unread(1, "sctp").Also("faults/not-signaling")).Breaks("RFC 9260 clause 3.3.1")
	c.Honest("e17-dtls", "T-02", "Diameter in DTLS, which is told of and cannot be read", carried(3868, 47, dtls, vector.Op{}).Unread(1, "sctp").Flag("faults/not-signaling"))
	c.Honest("sctp-unusual", "T-03", "Padding that is not zero, and a chunk of a type that nobody registered, which a receiver skips: the rest is read",
		chunks([]vector.Op{flagged(told(4, "HEARTBEAT"), "faults/sctp-padding"), pass}, func(l *Line, p Parcel) {
			beat := Chunk{Type: ChunkHeartbeat, Value: []byte{0, 1, 0, 5, 7}}.Bytes()
			beat[len(beat)-1] = 0xFF
			x := l.SCTP(false)
			l.Frame(Packet(x.Src.Addr(), x.Dst.Addr(), ProtoSCTP, Checksummed(Join(x.Segment(), beat, l.Data(p).Bytes()))))
		}),
		chunks([]vector.Op{flagged(told(0xBF, ""), "faults/sctp-unknown"), pass}, func(l *Line, p Parcel) {
			l.Packet(false, Chunk{Type: 0xBF, Value: []byte{1, 2, 3, 4}}, l.Data(p))
		}))
}

func faultyAssociations(c *Catalogue) {
	asked := whereTo(partnerA, homeMSISDN).describe()[0]
	pass := asked
	pass.Verdict = "pass"
	c.Attack("sctp-fragment", "T-04 E-17", "Fragments of two streams that would make a message", "carried", "faults/sctp-fragment",
		chunks([]vector.Op{told(0, "DATA")}, func(l *Line, p Parcel) {
			pieces := l.Pieces(p, 60)
			pieces[1].Value[5] = 9 // stream
			l.Packet(false, pieces[0])
			l.Packet(false, pieces[1])
		})).Breaks("RFC 9260 clause 6.9")
	c.Evasion("sctp-tsn", "T-04 E-17", "The number of a message that came before, and another message: which one does the receiver keep?", "retransmission", "faults/sctp-tsn",
		chunks([]vector.Op{before(pass), one("map", 2)}, func(l *Line, p Parcel) {
			first := l.Data(p)
			l.Packet(false, first)
			second := Chunk{Type: ChunkData, Flags: FlagWhole, Value: Join(first.Value[:12], register(partnerA).parcels(l)[0].Octets)}
			l.Packet(false, second)
		}))
	c.Attack("sctp-limit", "T-04", "A message of M3UA that is longer than any", "carried", "faults/sctp-limit",
		chunks([]vector.Op{before(told(0, "DATA")), told(0, "DATA")}, func(l *Line, p Parcel) {
			p.Octets = append(p.Octets, make([]byte, 5000)...)
			for _, x := range l.Pieces(p, 1200) {
				l.Packet(false, x)
			}
		})).Breaks("RFC 4666 clause 3.1.4")
	c.Attack("sctp-not-negotiated", "T-03", "I-DATA in an association that did not agree on it", "handshake", "faults/sctp-not-negotiated",
		handshake(ChunkPad).Passes(), whereTo(partnerA, homeMSISDN).by(Interleaved(200)).Note("I-DATA")).Breaks("RFC 8260 clause 2.2.1")
	c.Attack("sctp-parameter", "T-01", "An association that begins with a parameter longer than its chunk", "handshake", "faults/sctp-parameter",
		Step{Ops: []vector.Op{told(1, "INIT")}, Write: func(l *Line) {
			src, dst := l.Ends(false)
			l.Frame(SCTP{Src: src, Dst: dst, Chunks: []Chunk{Init(ChunkInit, l.In.Tag, l.Out.TSN, []byte{0, 5, 0, 40, 198, 51, 100, 7})}}.Packet())
		}}).Breaks("RFC 9260 clause 3.2.1")
}

// before is the same record, one frame earlier.
func before(o vector.Op) vector.Op { o.Frame--; return o }
