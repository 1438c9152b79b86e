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
