package siglab

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// m3uaSite is a configuration with one link for M3UA, in the world of the vectors of
// SS7. The format's arguments are the ends of the link, and further keys.
const m3uaSite = `version: 1
home:
  plmns: ["001-01"]
  country_codes: ["999"]
  global_titles: ["99901"]
  msisdns: ["99902"]
  point_codes: ["1-1-1"]
  addresses: ["192.0.2.0/24"]
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24"], point_codes: ["2-2-2"], routing_contexts: [1]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], country_codes: ["998"], global_titles: ["99970"]}
  - {name: rogue, via: [ipx-1], plmns: ["999-99"], country_codes: ["995"], global_titles: ["99999"]} # on paper a partner, and compromised
links:
  - name: stp
    kind: sctp
    protocol: m3ua
    outside: {%s, port: 2905}
    inside: {%s, port: 2905}
    when_down: closed
%s`

// Messages of M3UA between an ASP and a signalling gateway (RFC 4666 clause 3), as class
// and type.
const (
	m3uaData      = 0x0101
	m3uaUp        = 0x0301
	m3uaUpAck     = 0x0304
	m3uaActive    = 0x0401
	m3uaActiveAck = 0x0403
)

// m3ua is a message of a class and type, with a routing context if there is any.
func m3ua(kind uint16, contexts ...uint32) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16([]byte{1, 0}, kind), uint32(8+8*len(contexts)))
	for _, c := range contexts {
		b = append(append(b, 0, 6, 0, 8), number(c)...)
	}
	return b
}

func kindOf(m []byte) uint16 { return binary.BigEndian.Uint16(m[2:]) }

// gateway answers as a signalling gateway does: the ASP may come up and be active;
// nothing else is answered.
func gateway(m message) (message, bool) {
	switch kindOf(m.data) {
	case m3uaUp:
		return message{data: m3ua(m3uaUpAck)}, true
	case m3uaActive:
		return message{data: m3ua(m3uaActiveAck, 1)}, true
	}
	return message{}, false
}

// vector returns the user messages of M3UA that a capture holds.
func vector(t testing.TB, name string) (list [][]byte) {
	t.Helper()
	all, err := testvectors.SS7()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.Name != name {
			continue
		}
		r, err := pcapgo.NewReader(bytes.NewReader(v.Pcap))
		if err != nil {
			t.Fatal(err)
		}
		for {
			frame, _, err := r.ReadPacketData()
			if err != nil {
				return list
			}
			p := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
			if d, ok := p.Layer(layers.LayerTypeSCTPData).(*layers.SCTPData); ok {
				list = append(list, d.Payload)
			}
		}
	}
	t.Fatalf("there is no vector %q", name)
	return nil
}

// Transaction identifiers of four octets (Q.773 clause 3.2.1.2): who sends a message
// tags its own as originating, who answers returns it as destination.
var (
	originating = []byte{0x48, 4}
	destination = []byte{0x49, 4}
)

// numbered returns a Begin whose originating transaction is n.
func numbered(t testing.TB, begin []byte, n uint32) []byte {
	t.Helper()
	at := bytes.Index(begin, originating)
	if at < 0 {
		t.Fatal("the message has no originating transaction identifier")
	}
	b := bytes.Clone(begin)
	binary.BigEndian.PutUint32(b[at+2:], n)
	return b
}

// transaction returns the number that stands behind a tag.
func transaction(m, tag []byte) (n uint32, ok bool) {
	at := bytes.Index(m, tag)
	if at < 0 || at+6 > len(m) {
		return 0, false
	}
	return binary.BigEndian.Uint32(m[at+2:]), true
}
