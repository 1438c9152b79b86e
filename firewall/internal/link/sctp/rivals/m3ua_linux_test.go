package rivals

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/bench"
)

// Messages of M3UA (RFC 4666 clause 3), as class and type.
const (
	m3uaData      = 0x0101
	m3uaUp        = 0x0301
	m3uaUpAck     = 0x0304
	m3uaActive    = 0x0401
	m3uaActiveAck = 0x0403
)

// Routing contexts: partner's is that of the measured messages.
const (
	partnerContext = 7
	homeContext    = 8
)

func m3ua(kind uint16, contexts ...uint32) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16([]byte{1, 0}, kind), uint32(8+8*len(contexts)))
	for _, c := range contexts {
		b = binary.BigEndian.AppendUint32(append(b, 0, 6, 0, 8), c)
	}
	return b
}

func kind(m []byte) uint16 { return binary.BigEndian.Uint16(m[2:]) }

// asp is how an ASP comes up (RFC 4666 clause 4.3).
func asp(context uint32) []greeting {
	is := func(want uint16) func(m []byte) bool { return func(m []byte) bool { return kind(m) == want } }
	return []greeting{{m3ua(m3uaUp), is(m3uaUpAck)}, {m3ua(m3uaActive, context), is(m3uaActiveAck)}}
}

// originating is the tag and the length of a transaction identifier (Q.773 clause
// 3.2.1.2).
var originating = []byte{0x48, 4}

// mapOverM3UA is a partner's honest MAP, which needs no answer.
func mapOverM3UA(t testing.TB) *traffic {
	mix := measured(t, 2905, "sendRoutingInfoForSM", "updateLocation", "mt-ForwardSM", "sendAuthenticationInfo")
	return &traffic{
		name: "MAP over M3UA", port: 2905, ppid: 3, mix: mix,
		number: func(m []byte, n uint32) {
			binary.BigEndian.PutUint32(m[bytes.Index(m, originating)+2:], n)
		},
		counts: func(m []byte) bool { return kind(m) == m3uaData },
		respond: func(m []byte) []byte {
			switch kind(m) {
			case m3uaUp:
				return m3ua(m3uaUpAck)
			case m3uaActive:
				return m3ua(m3uaActiveAck, partnerContext)
			}
			return nil
		},
	}
}

// measured are messages of `portcullis bench`.
func measured(t testing.TB, port uint16, names ...string) (list [][]byte) {
	t.Helper()
	for _, name := range names {
		for _, m := range bench.Messages() {
			if m.Port == port && m.Name == name {
				list = append(list, m.Octets)
			}
		}
	}
	if len(list) != len(names) {
		t.Fatalf("%d of the messages %v", len(list), names)
	}
	return list
}

// stpConfig makes osmo-stp a signalling transfer point between two ASPs, which routes
// by destination point codes. Point codes are in the form 3-8-3.
var stpConfig = fmt.Sprintf(`log stderr
 logging level set-all fatal
line vty
 no login
cs7 instance 0
 asp partner %[1]d %[1]d m3ua
  remote-ip %[2]s
  role sg
  sctp-role server
 as partner m3ua
  asp partner
  routing-key %[4]d 0.0.2
 asp home %[1]d %[1]d m3ua
  remote-ip %[3]s
  role sg
  sctp-role server
 as home m3ua
  asp home
  routing-key %[5]d 0.0.1
 route-table system
  update route 0.0.2 7.255.7 linkset partner
  update route 0.0.1 7.255.7 linkset home
 listen m3ua %[1]d
  accept-asp-connections pre-configured
  local-ip %[6]s
`, 2905, partnerAddress, homeAddress, partnerContext, homeContext, middleAddress)
