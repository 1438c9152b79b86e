package resolve

import (
	"encoding/binary"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// carriers is signaling with what interconnects and operators say of how they
// carry SS7.
const carriers = `
version: 1
home: {plmns: ["001-01"], global_titles: ["99901"], msisdns: ["99902"], addresses: ["192.0.2.0/24"], point_codes: ["1-1-1", "1-1-2"]}
interconnects:
  - {name: plain, addresses: ["198.51.100.0/24"], point_codes: ["2-2-2", "2-2-3"], routing_contexts: [7, 8]}
  - {name: carrier, addresses: ["203.0.113.0/24"], point_codes: ["3-3-3"], network_indicator: 2, transit: true}
operators:
  - {name: partner-a, via: [plain], global_titles: ["99970"], msisdns: ["99971"]}
  - {name: partner-b, via: [carrier], global_titles: ["99972"], sms: false}
`

func TestFlagsOfCarriage(t *testing.T) {
	tables := tables(t, carriers)
	const ours, plain, carrier, unknown = "192.0.2.10", "198.51.100.7", "203.0.113.7", "192.0.3.1"
	context := func(n uint32) func(*op.Batch, *op.Operation, *op.SS7) {
		return func(_ *op.Batch, o *op.Operation, s *op.SS7) {
			s.RoutingContext = n
			o.Has(op.ColRoutingContext)
		}
	}
	network := func(n uint8) func(*op.Batch, *op.Operation, *op.SS7) {
		return func(_ *op.Batch, o *op.Operation, s *op.SS7) {
			s.NetworkIndicator = n
			o.Has(op.ColNetworkIndicator)
		}
	}
	for _, x := range []struct {
		name, src, dst, calling string
		fill                    func(*op.Batch, *op.Operation, *op.SS7)
		want                    uint16
	}{
		{"a partner's title through its interconnect", plain, ours, "99970000001", nil, callingReached},
		{"through another one", carrier, ours, "99970000001", nil, isTransit},
		{"nobody's title", plain, ours, "99999000001", nil, 0},
		{"ours", plain, ours, "99901000001", nil, 0},
		{"without short messages", carrier, ours, "99972000001", nil, callingReached | isTransit | noSMS},
		{"a routing context of the interconnect's", plain, ours, "99970000001", context(8), callingReached},
		{"of nobody's", plain, ours, "99970000001", context(9), callingReached | otherContext},
		{"where none are listed", carrier, ours, "99970000001", context(9), isTransit},
		{"the network of the interconnect", carrier, ours, "99970000001", network(2), isTransit},
		{"the international one on a national interconnect", carrier, ours, "99970000001", network(0), isTransit | otherNetwork},
		{"a national one on an international interconnect", plain, ours, "99970000001", network(2), callingReached | otherNetwork},
		{"of an unknown interconnect", unknown, ours, "99970000001", network(2), otherNetwork},
		{"out, by the interconnect that it goes to", ours, carrier, "99901000001", network(2), isTransit},
	} {
		s := op.SS7{Calling: e164(x.calling), Called: e164("99901000002")}
		if _, _, got := unit(tables, x.src, x.dst, s, x.fill); got.Flags != x.want {
			t.Errorf("%s: flags are %#b, not %#b", x.name, got.Flags, x.want)
		}
	}
}

func TestAffectedPointCodes(t *testing.T) {
	tables := tables(t, carriers)
	const home, plain, carrier = 1<<11 | 1<<3 | 1, 2<<11 | 2<<3 | 2, 3<<11 | 3<<3 | 3
	for _, x := range []struct {
		name     string
		protocol op.Protocol
		src      string
		list     []uint32 // mask << 24 | point code
		want     uint16
	}{
		{"its own", op.ProtoM3UA, "198.51.100.7", []uint32{plain}, 0},
		{"both its own, by a mask", op.ProtoM3UA, "198.51.100.7", []uint32{1<<24 | plain}, 0},
		{"its own and more, by a mask", op.ProtoM3UA, "198.51.100.7", []uint32{2<<24 | plain}, affectedOther},
		{"ours", op.ProtoM3UA, "198.51.100.7", []uint32{home}, affectedHome | affectedOther},
		{"ours behind its own", op.ProtoM3UA, "198.51.100.7", []uint32{plain, home}, affectedHome | affectedOther},
		{"ours in a region", op.ProtoM3UA, "198.51.100.7", []uint32{11<<24 | 1<<11}, affectedHome | affectedOther},
		{"everything", op.ProtoM3UA, "198.51.100.7", []uint32{255<<24 | plain}, affectedHome | affectedOther},
		{"another's", op.ProtoM3UA, "198.51.100.7", []uint32{carrier}, affectedOther},
		{"beyond 14 bits", op.ProtoM3UA, "198.51.100.7", []uint32{1<<14 | plain}, affectedOther},
		{"from nobody", op.ProtoM3UA, "192.0.3.1", []uint32{plain}, affectedOther},
		{"none", op.ProtoM3UA, "198.51.100.7", nil, 0},
		{"SCCP, its own", op.ProtoSCCP, "198.51.100.7", []uint32{plain}, 0},
		{"SCCP, ours", op.ProtoSCCP, "198.51.100.7", []uint32{home}, affectedHome | affectedOther},
	} {
		b := &op.Batch{}
		m := b.AddMessage()
		m.Src, m.Dst = addr(x.src), addr("192.0.2.10")
		for _, code := range x.list {
			if x.protocol == op.ProtoSCCP {
				m.Payload = binary.LittleEndian.AppendUint16(m.Payload, uint16(code))
			} else {
				m.Payload = binary.BigEndian.AppendUint32(m.Payload, code)
			}
		}
		o := b.AddOp(x.protocol)
		b.AddSS7(o, &op.SS7{Affected: op.Span{Len: uint16(len(m.Payload))}})
		tables.Resolve(b)
		if got := b.SS7Of(o).Flags; got != x.want {
			t.Errorf("%s: flags are %#b, not %#b", x.name, got, x.want)
		}
	}
}

// Requests for the routing of calls and short messages are addressed to the
// subscriber's number.
func TestCalledSubscribers(t *testing.T) {
	tables := tables(t, carriers)
	for called, want := range map[string]string{"99902123456": "home", "99971123456": "partner-a", "99999123456": "unknown"} {
		s := op.SS7{Calling: e164("99970000001"), Called: e164(called)}
		if _, _, got := unit(tables, "198.51.100.7", "192.0.2.10", s, nil); tables.OperatorName(got.CalledOwner) != want {
			t.Errorf("%s is %s's, not %s's", called, tables.OperatorName(got.CalledOwner), want)
		}
	}
	s := op.SS7{Calling: e164("99902123456"), Called: e164("99901000001")}
	if _, _, got := unit(tables, "198.51.100.7", "192.0.2.10", s, nil); got.CallingOwner != 0 {
		t.Error("a subscriber's number is nobody's title where it calls")
	}
}
