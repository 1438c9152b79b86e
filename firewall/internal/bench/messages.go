package bench

import (
	_ "embed"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

//go:embed messages.txt
var messageText string

// Message is one that decoding is measured on.
type Message struct {
	Name   string
	Port   uint16 // UDP's; 2905 M3UA, 3868 Diameter
	Octets []byte
}

// Messages returns the messages of messages.txt.
func Messages() (list []Message) {
	for line := range strings.Lines(messageText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var m Message
		var text string
		if _, err := fmt.Sscanf(line, "%s %d %s", &m.Name, &m.Port, &text); err != nil {
			panic(fmt.Sprintf("messages.txt: %q: %v", line, err)) // embedded, and read by the tests
		}
		octets, err := hex.DecodeString(text)
		if err != nil {
			panic(fmt.Sprintf("messages.txt: %s: %v", m.Name, err))
		}
		m.Octets = octets
		list = append(list, m)
	}
	return list
}

// requests returns those that a partner's SGW or SGSN sends on GTP-C, as often as
// it has reason to: Echo Requests are one a minute, and more are not honest.
func requests() (list []Message) {
	for _, m := range Messages() {
		if m.Port == 2123 && strings.HasSuffix(m.Name, "Request") && m.Name != "EchoRequest" {
			list = append(list, m)
		}
	}
	return list
}

// registering returns those of a port, of SS7 or Diameter, that a partner sends about
// our subscribers.
func registering(port uint16) (list []Message) {
	for _, m := range Messages() {
		if m.Port == port && m.Name != "insertSubscriberData" { // which is our own HLR's to send
			list = append(list, m)
		}
	}
	return list
}

// Ends of the measured conversations (RFC 5737).
var (
	partnerAddr = netip.MustParseAddr("198.51.100.7")
	homeAddr    = netip.MustParseAddr("192.0.2.10")
)

// portM3UA is that of the messages of SS7.
const portM3UA = 2905

// portDiameter is that of the commands of Diameter.
const portDiameter = 3868

// exported are in front of a message in a frame that starts with it: its protocol's
// name, and the end of such notes.
var exported = map[uint16]string{
	portM3UA:     "\x00\x0c\x00\x04m3ua\x00\x00\x00\x00",
	portDiameter: "\x00\x0c\x00\x08diameter\x00\x00\x00\x00",
}

// located is a frame of SS7 or Diameter that says which ends of an association it
// went between: Wireshark's tags 20, 21, 25 and 26.
func (m *Message) located() op.Frame {
	f := m.frame()
	src, dst := partnerAddr.As4(), homeAddr.As4()
	tags := append([]byte{0, 20, 0, 4}, src[:]...)
	tags = append(append(tags, 0, 21, 0, 4), dst[:]...)
	high, low := byte(m.Port>>8), byte(m.Port)
	tags = append(tags, 0, 25, 0, 4, 0, 0, high, low, 0, 26, 0, 4, 0, 0, high, low)
	f.Data = append(tags, f.Data...)
	return f
}

// frame is the message as a link with datagrams delivers it, from the partner. One
// of M3UA or Diameter comes without what is below: of SCTP the same octets twice are
// one message.
func (m *Message) frame() op.Frame {
	if note := exported[m.Port]; note != "" {
		return op.Frame{Data: append([]byte(note), m.Octets...), TimeNS: 1, Number: 1, Encap: op.EncapExported, Side: op.SideOutside}
	}
	return op.Frame{
		Data: m.Octets, TimeNS: 1, Number: 1, Encap: op.EncapDatagram, Side: op.SideOutside,
		Src: op.AddrFromNetIP(partnerAddr), SrcPort: m.Port,
		Dst: op.AddrFromNetIP(homeAddr), DstPort: m.Port,
	}
}

// unhex reads octets that are written in this package.
func unhex(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return b
}
