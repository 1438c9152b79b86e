package gtp

// The rules tell the process by bits of the packet's mark what they know of a
// datagram. Only these bits are written; the others stay as they are.
const (
	markIntercepted = 1 << 31 // steered to a listener; the policy routing goes by it
	markInside      = 1 << 30 // came in on the inside interface
	markWhole       = 1 << 29 // IPv4 with Don't Fragment
	markService     = 3 << 27 // 1 + index in services: an answer to who asked there
	markShift       = 27

	markMask = markIntercepted | markInside | markWhole | markService
)

// services are the ports that GTP is spoken on (TS 29.060 clause 10.1.1, TS
// 29.274 clause 4.2, TS 29.281 clause 4.4.2, TS 32.295 clause 5.1.3).
var services = [...]uint16{2123, 2152, 3386}

func serviceMark(index int) uint32 { return uint32(index+1) << markShift }

// serviceOf returns the port that a mark names, or 0.
func serviceOf(mark uint32) uint16 {
	if i := mark & markService >> markShift; i != 0 {
		return services[i-1]
	}
	return 0
}
