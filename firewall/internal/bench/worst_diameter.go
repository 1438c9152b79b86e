package bench

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// worstDiameter is Worst for Diameter: what one packet carries, beside the same
// number of octets in honest requests to update a location.
func (s *Suite) worstDiameter(ctx context.Context) error {
	return s.worstPackets(ctx, registering(portDiameter)[0], worstDiameterShapes)
}

// worstDiameterShapes are those of many that cost most: faults are cheap, because a
// command with 65 of them is not read on.
var worstDiameterShapes = []shape{
	{"Route-Records", commandOf("0000011a" + "40000009" + "61000000")},
	{"hosts in Route-Records", commandOf("0000011a" + "4000002f" + "612e622e632e642e652e662e672e682e692e6a2e6b2e6c2e6d2e6e2e6f2e702e712e722e732e7400")},
	{"empty groups", commandOf("00000274" + "8000000c" + "000028af")},
	{"groups of one", commandOf("00000274" + "80000018" + "000028af" + "0000010a" + "4000000c" + "000028af")},
	{"groups in groups", commandOf("0000064c" + "8000001c" + "000028af" + "000001e6" + "40000010" + "0000015c" + "40000008")},
	{"AVPs of nobody's", commandOf("00ffffff" + "00000008")},
}

// commandOf makes an AVP, over and over, an Update-Location-Request of S6a.
func commandOf(avp string) func(size int) op.Frame {
	return func(size int) op.Frame {
		unit := unhex(avp)
		p := unhex("01000000" + "c000013c" + "01000023" + "11223344" + "55667788")
		p = append(p, bytes.Repeat(unit, (size-len(p))/len(unit))...)
		binary.BigEndian.PutUint32(p, 1<<24|uint32(len(p)))
		m := Message{Port: portDiameter, Octets: p}
		return m.frame()
	}
}
