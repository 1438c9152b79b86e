package wire

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// chunks lists the chunks of SCTP that are operations for themselves. An offset is
// in the chunk's value, or in the packet where one message tells of several chunks.
func (l *lister) chunks(ops []op.Operation) {
	for i := range ops {
		o := &ops[i]
		from := min(int(o.Start), len(l.b))
		to := min(from+int(o.Length), len(l.b))
		name := sctp.ChunkName(uint8(o.Code))
		if name == "" {
			name = "not registered"
		}
		name = fmt.Sprintf("%#02x %s", o.Code, name)
		if t := uint8(o.Code); t != sctp.Init && t != sctp.InitAck || len(ops) > 1 {
			l.add(0, from, name, from, to)
			continue
		}
		l.group(0, from, name, to-from)
		l.init(from, to)
	}
}

// initFields are the fixed part of INIT and INIT ACK with their octets (RFC 9260
// clause 3.3.2).
var initFields = []struct {
	name   string
	octets int
}{{"initiate tag", 4}, {"advertised receiver window", 4}, {"outbound streams", 2}, {"inbound streams", 2}, {"initial TSN", 4}}

// chunkParameterNames are those of parameters of INIT and INIT ACK (RFC 9260 clause
// 3.3.2.1 and the extensions' documents).
var chunkParameterNames = map[uint16]string{
	sctp.IPv4Address: "IPv4 Address", sctp.IPv6Address: "IPv6 Address", sctp.StateCookie: "State Cookie",
	sctp.UnrecognizedParameter: "Unrecognized Parameter", sctp.CookiePreservative: "Cookie Preservative", sctp.HostName: "Host Name Address",
	sctp.SupportedAddressTypes: "Supported Address Types", sctp.ECNCapable: "ECN Capable", sctp.ZeroChecksum: "Zero Checksum Acceptable",
	sctp.Random: "Random", sctp.ChunkList: "Chunk List", sctp.RequestedHMAC: "Requested HMAC Algorithm", sctp.Padding: "Padding",
	sctp.SupportedExtensions: "Supported Extensions", sctp.ForwardTSNSupported: "Forward TSN Supported", sctp.AdaptationIndication: "Adaptation Layer Indication",
}

// init lists the value of an INIT or INIT ACK, b[from:to].
func (l *lister) init(from, to int) {
	at := from
	for _, f := range initFields {
		if at+f.octets > to {
			l.add(1, at, f.name+" cut off", at, to)
			return
		}
		l.add(1, at, f.name, at, at+f.octets)
		at += f.octets
	}
	for at+4 <= to {
		tag, n := binary.BigEndian.Uint16(l.b[at:]), int(binary.BigEndian.Uint16(l.b[at+2:]))
		if n < 4 || at+n > to {
			l.add(1, at, "octets that are no parameter", at, to)
			return
		}
		l.add(1, at, strings.TrimRight(fmt.Sprintf("%#04x %s", tag, chunkParameterNames[tag]), " "), at+4, at+n)
		at += n + -n&3
	}
}
