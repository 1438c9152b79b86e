package firewall

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// specimen is a user message of the vectors that can be sent any number of times,
// each with a number of its own: TCAP's transaction identifier (Q.773 clause 3.2.1.1)
// or Diameter's Hop-by-Hop Identifier (RFC 6733 clause 3).
type specimen struct {
	payload []byte
	at      int // of the number's four octets
	ppid    uint32
}

// compose appends the message with a number.
func (s *specimen) compose(to []byte, number uint32) []byte {
	from := len(to)
	to = append(to, s.payload...)
	binary.BigEndian.PutUint32(to[from+s.at:], number)
	return to
}

// has reports whether a message is the specimen with a number, and which.
func (s *specimen) has(message []byte) (number uint32, ok bool) {
	if len(message) != len(s.payload) || !bytes.Equal(message[:s.at], s.payload[:s.at]) || !bytes.Equal(message[s.at+4:], s.payload[s.at+4:]) {
		return 0, false
	}
	return binary.BigEndian.Uint32(message[s.at:]), true
}

// subject is a protocol as the vectors know it.
type subject struct {
	name     string
	protocol op.Protocol
	service  uint16
	ppid     uint32
	config   string // YAML of the vectors' world
	vectors  []testvectors.Capture

	mtu     int         // of the partner's packets
	large   int         // octets of a message that does not fit into one
	streams uint16      // in each direction
	first   uint16      // stream of messages: M3UA keeps 0 for management (RFC 4666 clause 1.4.7)
	shares  [2]shareOut // of what outside and inside say
}

// shareOut says how many of a hundred messages are large, and blocked.
type shareOut struct{ large, blocked uint64 }

func subjects(t testing.TB) (list []*subject) {
	t.Helper()
	ss7, err := testvectors.SS7()
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile("../testvectors/ss7/config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	diameter, diameterConfig, err := testvectors.Diameter()
	if err != nil {
		t.Fatal(err)
	}
	// Home says nothing long in M3UA; the other side makes up for it.
	return []*subject{
		{name: "m3ua", protocol: op.ProtoM3UA, service: 2905, ppid: 3, config: rejecting(string(config), "opgate", "map-never-on-interconnect"), vectors: ss7,
			mtu: 256, large: 228, streams: 17, first: 1, shares: [2]shareOut{{10, 10}, {0, 10}}},
		{name: "diameter", protocol: op.ProtoDiameter, service: 3868, ppid: 46, config: rejecting(diameterConfig, "spoofguard", "diameter-imsi-not-ours"), vectors: diameter,
			mtu: 1400, large: 1400, streams: 16, shares: [2]shareOut{{5, 10}, {5, 10}}},
	}
}

// rejecting changes a configuration so that a filter's reason is answered.
func rejecting(config, filter, reason string) string {
	module := `module: "builtin:` + filter + `"`
	return strings.Replace(config, module, module+`, reasons: {`+reason+`: {action: reject}}`, 1)
}

// firewall returns a firewall with the vectors' configuration.
func (s *subject) firewall(t testing.TB) *Firewall {
	t.Helper()
	cfg, _, err := ParseConfig(s.name+".yaml", []byte(s.config))
	if err != nil {
		t.Fatal(err)
	}
	fw, err := New(context.Background(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = fw.Close() })
	return fw
}

func (s *subject) lane(t testing.TB, fw *Firewall) *replayLane {
	t.Helper()
	l, err := fw.newReplayLane(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// frames returns the frames of a vector.
func frames(t testing.TB, c testvectors.Capture) (list []op.Frame) {
	t.Helper()
	from := Capture{c.Name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.Pcap)), nil }}
	_, err := eachFrames(context.Background(), from, 1, func(frames []op.Frame) error {
		for _, f := range frames {
			f.Data = bytes.Clone(f.Data)
			list = append(list, f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// specimens are what one side may say, as the chain rules on each by itself.
type specimens struct{ honest, large, blocked []specimen }

// lengthened is a command of Diameter with a Class AVP (RFC 6733 clause 8.20) in
// addition, of which there may be any number and of any length.
func (s *specimen) lengthened() specimen {
	more := avp(25, 0, bytes.Repeat([]byte("class"), 300)...)
	long := append(bytes.Clone(s.payload), more...)
	binary.BigEndian.PutUint32(long, 1<<24|uint32(len(long)))
	return specimen{long, s.at, s.ppid}
}

// specimens returns those of both sides.
func (s *subject) specimens(t testing.TB) (outside, inside specimens) {
	t.Helper()
	fw := s.firewall(t)
	all, alone := s.lane(t, fw), s.lane(t, fw)
	for _, c := range s.vectors {
		for _, f := range frames(t, c) {
			b, _ := all.Rule([]op.Frame{f})
			for i := range b.Messages {
				m := &b.Messages[i]
				x, ok := s.specimen(b, m)
				if !ok {
					continue
				}
				list := &outside
				if m.Direction == op.Out {
					list = &inside
				}
				list.add(s.rule(alone, &x, m), x, s.large)
				if s.protocol == op.ProtoDiameter {
					x = x.lengthened()
					list.add(s.rule(alone, &x, m), x, s.large)
				}
			}
		}
		b, _ := all.Flush()
		b.Reset()
	}
	return outside, inside
}

// specimen makes one of a message that has a number.
func (s *subject) specimen(b *op.Batch, m *op.Message) (x specimen, ok bool) {
	if m.PPID != s.ppid || m.NumOps == 0 || m.Faults.Any() {
		return x, false
	}
	x = specimen{payload: bytes.Clone(m.Payload), ppid: m.PPID, at: 12}
	if s.protocol == op.ProtoM3UA {
		sig := &b.SS7[b.Ops[m.FirstOp].SS7]
		if sig.OTIDLength != 4 {
			return x, false
		}
		tag := []byte{0x48, 4} // Originating Transaction ID
		x.at = bytes.Index(x.payload, binary.BigEndian.AppendUint32(tag, sig.OTID)) + len(tag)
		ok = x.at > len(tag)
	} else {
		ok = len(x.payload) >= 20
	}
	return x, ok
}

// undecided is no action.
const undecided op.Action = 0xFF

// Where the specimens come from and go to: addresses of ipx-1 and of home.
var (
	partner = op.AddrFromNetIP(netip.MustParseAddr("198.51.100.7"))
	home    = op.AddrFromNetIP(netip.MustParseAddr("192.0.2.20"))
)

// rule returns what becomes of the specimen with its least and its greatest number,
// when nothing was before; undecided if that differs.
func (s *subject) rule(l *replayLane, x *specimen, m *op.Message) (is op.Action) {
	for i, number := range []uint32{1, 1<<32 - 1} {
		f := s.terminated(m)
		f.Side, f.Src, f.Dst = op.SideOutside, partner, home
		if m.Direction == op.Out {
			f.Side, f.Src, f.Dst = op.SideInside, home, partner
		}
		f.Data = x.compose(nil, number)
		b, rulings := l.Rule([]op.Frame{f})
		if len(rulings) != 1 || b.Messages[0].Faults.Any() || i > 0 && rulings[0].Action.Blocks() != is.Blocks() {
			return undecided
		}
		is = rulings[0].Action
	}
	return is
}

// terminated is the frame that a terminating link would make of a message.
func (s *subject) terminated(m *op.Message) op.Frame {
	return op.Frame{Data: m.Payload, TimeNS: m.TimeNS, Number: m.Frame, Side: m.Side, Encap: op.EncapUserMessage, PPID: m.PPID, Stream: m.Stream,
		Service: wire.Terminated(s.protocol).Port, Src: m.Src, Dst: m.Dst, SrcPort: m.SrcPort, DstPort: m.DstPort}
}

func (x *specimens) add(is op.Action, s specimen, large int) {
	list := &x.honest
	switch {
	case is == undecided:
		return
	case is.Blocks():
		list = &x.blocked
	case len(s.payload) > large:
		list = &x.large
	}
	if !slices.ContainsFunc(*list, func(o specimen) bool { _, ok := o.has(s.payload); return ok }) {
		*list = append(*list, s)
	}
}
