package gsmmap

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types (TS 23.040 clause 9.2.3.1): the same two bits mean another one
// in each direction.
const (
	deliver      = 0 // to the handset; from it DELIVER-REPORT
	submit       = 1 // from the handset; to it SUBMIT-REPORT
	statusReport = 2 // to the handset; from it COMMAND
	reserved     = 3 // a handset takes it for a DELIVER
)

const (
	forwardSM          = 46
	serviceCentreDA    = 0x84
	userDataHeader     = 0x40 // of the first octet: TP-UDHI
	timeStamp          = 7    // octets of TP-SCTS and TP-DT
	maxAddressDigits   = 20   // clause 9.1.2.5
	validityPeriodBits = 0x18
)

// tpdu is a cursor over a short message: reads beyond its end leave it broken,
// and nothing behind is read. What is merely wrong does not keep from reading on.
type tpdu struct {
	b             []byte
	p             int
	broken, wrong bool
}

// next returns the next octet, 0 beyond the end.
func (t *tpdu) next() byte {
	if t.p >= len(t.b) {
		t.broken = true
		return 0
	}
	t.p++
	return t.b[t.p-1]
}

func (t *tpdu) skip(n int) {
	if t.p += n; t.p > len(t.b) {
		t.p, t.broken = len(t.b), true
	}
}

// address passes over an address: its length in digits, type, digits (clause
// 9.1.2.5).
func (t *tpdu) address() {
	n := int(t.next())
	t.wrong = t.wrong || n > maxAddressDigits
	t.skip(1 + (n+1)/2)
}

// toHandset reports which way the short message of an invoke goes. Operation 46
// serves both in versions 1 and 2: towards a service centre if that is its
// destination.
func toHandset(o *op.Operation, s *op.SS7) bool {
	return o.Code != forwardSM || s.SMRPDA != serviceCentreDA
}

// shortMessage reads the transfer protocol data unit of a short message (TS
// 23.040 clause 9.2): the columns tp_mti, tp_pid, tp_dcs and user_data_header.
func shortMessage(o *op.Operation, s *op.SS7, b []byte) {
	t := tpdu{b: b}
	first := t.next()
	s.TPMTI = first & 3
	o.Has(op.ColTpMti)
	down := toHandset(o, s)
	switch {
	case s.ComponentType != invoke:
		t.report(o, s, first)
	case down && (s.TPMTI == deliver || s.TPMTI == reserved): // TP-OA, PID, DCS, SCTS, UD
		t.address()
		t.protocol(o, s)
		t.coding(o, s)
		t.skip(timeStamp)
		t.userData(o, s, first)
	case down && s.TPMTI == statusReport: // MR, RA, SCTS, DT, ST, and what a parameter indicator says
		t.skip(1)
		t.address()
		t.skip(2*timeStamp + 1)
		if t.p < len(t.b) {
			t.indicated(o, s, first)
		}
	case !down && s.TPMTI == submit: // MR, DA, PID, DCS, VP, UD
		t.skip(1)
		t.address()
		t.protocol(o, s)
		t.coding(o, s)
		t.skip(validityPeriod[first&validityPeriodBits>>3])
		t.userData(o, s, first)
	case !down && s.TPMTI == statusReport: // COMMAND: MR, PID, CT, MN, DA, CD
		t.skip(1)
		t.protocol(o, s)
		t.skip(2)
		t.address()
		t.data(o, s, first, int(t.next()))
	default: // a report as an invoke, a type that goes the other way
		t.broken = true
	}
	if t.broken || t.wrong || s.TPMTI == reserved {
		o.Faults.Add(op.MAPTPDU, int(s.TPDU.Off)+t.p)
	}
}

// validityPeriod is the length of TP-VP by its format: none, enhanced, relative,
// absolute (clause 9.2.3.3).
var validityPeriod = [4]int{0, 7, 1, 7}

// report reads the report for a success that a result carries: of MT forwarding a
// DELIVER-REPORT, of operation 46 a SUBMIT-REPORT too (clauses 9.2.2.1a, 9.2.2.2a).
func (t *tpdu) report(o *op.Operation, s *op.SS7, first byte) {
	switch {
	case s.TPMTI == submit && o.Code == forwardSM:
		pi := t.b[min(t.p, len(t.b)-1)]
		t.indicators()
		t.skip(timeStamp)
		t.announced(o, s, first, pi)
	case s.TPMTI == deliver:
		t.indicated(o, s, first)
	default:
		t.broken = true
	}
}

// indicators passes over a parameter indicator and its extensions (clause
// 9.2.3.27).
func (t *tpdu) indicators() {
	for more := t.next(); more&0x80 != 0 && !t.broken; {
		more = t.next()
	}
}

// indicated reads a parameter indicator, and what it announces.
func (t *tpdu) indicated(o *op.Operation, s *op.SS7, first byte) {
	if t.p >= len(t.b) {
		t.broken = true
		return
	}
	pi := t.b[t.p]
	t.indicators()
	t.announced(o, s, first, pi)
}

func (t *tpdu) announced(o *op.Operation, s *op.SS7, first, pi byte) {
	if pi&1 != 0 {
		t.protocol(o, s)
	}
	if pi&2 != 0 {
		t.coding(o, s)
	}
	if pi&4 != 0 {
		t.userData(o, s, first)
	}
}

func (t *tpdu) protocol(o *op.Operation, s *op.SS7) {
	if s.TPPID = t.next(); !t.broken {
		o.Has(op.ColTpPid)
	}
}

func (t *tpdu) coding(o *op.Operation, s *op.SS7) {
	if s.TPDCS = t.next(); !t.broken {
		o.Has(op.ColTpDcs)
	}
}

// userData checks that the user data is as long as its length says, in septets
// if coded so, and finds its header (clauses 9.2.3.16, 9.2.3.24).
func (t *tpdu) userData(o *op.Operation, s *op.SS7, first byte) {
	n := int(t.next())
	if isSeptets(s.TPDCS) {
		n = (n*7 + 7) / 8
	}
	t.data(o, s, first, n)
}

// data reads n octets of user data. One octet may be left: encoders that pack
// septets differ in when they add one.
func (t *tpdu) data(o *op.Operation, s *op.SS7, first byte, n int) {
	left := len(t.b) - t.p
	t.wrong = t.wrong || n > left || n < left-1
	if first&userDataHeader == 0 {
		return
	}
	header := int(t.next())
	if t.broken || header > len(t.b)-t.p || header >= n {
		t.broken = true
		o.Bad(op.ColUserDataHeader)
		return
	}
	s.UserDataHeader = op.Span{Off: s.TPDU.Off + uint16(t.p), Len: uint16(header)}
	o.Has(op.ColUserDataHeader)
	t.elements(t.b[t.p : t.p+header])
}

// elements checks that the information elements of a header fill it (clause
// 9.2.3.24).
func (t *tpdu) elements(h []byte) {
	for len(h) > 0 {
		if len(h) < 2 || int(h[1]) > len(h)-2 {
			t.wrong = true
			return
		}
		h = h[2+int(h[1]):]
	}
}

// isSeptets reports whether a data coding scheme counts user data in septets of
// the default alphabet (TS 23.038 clause 4).
func isSeptets(dcs byte) bool {
	switch {
	case dcs&0xC0 <= 0x40: // general, automatic deletion
		return dcs&0x20 == 0 && (dcs&0x0C == 0 || dcs&0x0C == 0x0C)
	case dcs&0xF0 == 0xE0: // message waiting, UCS2
		return false
	case dcs&0xF0 == 0xF0:
		return dcs&0x04 == 0
	}
	return true // message waiting in the default alphabet; reserved groups
}
