package wire

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestFlowIsTheSameBothWays(t *testing.T) {
	v4 := func(a, b byte) []byte {
		p := append([]byte{0x45}, make([]byte, 19)...)
		p[12], p[15], p[16], p[19] = 198, a, 192, b
		return p
	}
	there := Flow(&op.Frame{Encap: op.EncapRaw, Data: v4(7, 10)})
	back := v4(7, 10)
	copy(back[12:16], v4(7, 10)[16:20])
	copy(back[16:20], v4(7, 10)[12:16])
	if got := Flow(&op.Frame{Encap: op.EncapRaw, Data: back}); got != there {
		t.Errorf("the way back is flow %x, the way there %x", got, there)
	}
	ethernet := append(append(make([]byte, 12), 8, 0), v4(7, 10)...)
	if got := Flow(&op.Frame{Encap: op.EncapEthernet, Data: ethernet}); got != there {
		t.Errorf("in an Ethernet frame it is flow %x, bare %x", got, there)
	}
	datagram := op.Frame{Encap: op.EncapDatagram, Src: op.AddrFrom4([]byte{192, 0, 0, 10}), Dst: op.AddrFrom4([]byte{198, 0, 0, 7})}
	if got := Flow(&datagram); got != there {
		t.Errorf("as a datagram it is flow %x, as a packet %x", got, there)
	}
	if Flow(&op.Frame{Encap: op.EncapRaw, Data: v4(8, 10)}) == there {
		t.Error("another pair has the same flow")
	}
	for n := range len(v4(1, 2)) {
		Flow(&op.Frame{Encap: op.EncapRaw, Data: v4(1, 2)[:n]})
	}
}

// What may carry SS7 meets in one lane, whatever its addresses, and the fragments
// of a datagram with the others.
func TestFlowOfSharedProtocols(t *testing.T) {
	fragment := func(next, offset int) []byte { return join(be(next, 1), be(0, 1), be(offset|1, 2), be(7, 4)) }
	rest := make([]byte, 40)
	for _, x := range []struct {
		name   string
		packet []byte
		shared bool
	}{
		{"SCTP", ip4(132, rest), true},
		{"TCP", ip4(6, rest), true},
		{"UDP", ip4(17, rest), false},
		{"SCTP over IPv6", ip6(132, rest), true},
		{"UDP over IPv6", ip6(17, rest), false},
		{"a first fragment of SCTP", ip6(44, join(fragment(132, 0), rest)), true},
		{"a later one", ip6(44, join(fragment(132, 8), rest)), true},
		{"a fragment of UDP", ip6(44, join(fragment(17, 8), rest)), false},
		{"SCTP behind options", ip6(60, join(be(132, 1), be(0, 1), be(0x0104, 2), be(0, 4), rest)), true},
		{"options cut short", ip6(60, join(be(132, 1), be(9, 1), rest)), false},
	} {
		if got := Flow(&op.Frame{Encap: op.EncapRaw, Data: x.packet}); (got == 0) != x.shared {
			t.Errorf("%s: flow %x", x.name, got)
		}
	}
}
