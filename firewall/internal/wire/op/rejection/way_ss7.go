package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// ppidM3UA is the payload protocol identifier of M3UA (RFC 4666 clause 1.4.8).
const ppidM3UA = 3

// hasWayBack reports whether m came over M3UA with addresses that an answer can
// be sent to, and nothing about its envelope is in doubt.
func hasWayBack(m *op.Message, o *op.Operation, s *op.SS7) bool {
	return o.IsPresent(op.ColPpid) && m.PPID == ppidM3UA && o.IsPresent(op.ColOpc) && !intersects(&m.Faults, &envelopeFaults) &&
		o.Invalid[op.ColCallingIndicator>>6]&addressColumns == 0 &&
		isReachable(&s.Calling) && isReachable(&s.Called)
}

// addressColumns are the bits of the columns of both party addresses.
const addressColumns = (1<<(op.ColCalledGt+1-op.ColCallingIndicator) - 1) << (op.ColCallingIndicator & 63)

// isReachable reports whether SCCP can route on an address: on its global title,
// or on subsystem number and point code, for which that of the routing label does
// (Q.713 clause 3.4.1, Q.714 clause 2.2.2). It must be one that is coded again as
// it was.
func isReachable(a *op.SCCPAddress) bool {
	digits, longer := a.Digits.Len()
	switch hasTitle := a.Present&op.SCCPHasGT != 0; {
	case hasTitle && (digits == 0 || longer || a.GTI() == 2 || a.GTI() > 4):
		return false
	case hasTitle && a.GTI() != 1 && a.ES != encodingOf(digits):
		return false
	case a.RoutesOnSSN():
		return a.Present&op.SCCPHasSSN != 0
	default:
		return hasTitle
	}
}

// encodingOf is the encoding scheme of a number of digits: 1 BCD odd, 2 BCD even.
func encodingOf(digits int) uint8 { return uint8(2 - digits&1) }
