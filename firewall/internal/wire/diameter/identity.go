package diameter

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
)

// digits packs 1 to 15 decimal digits in ASCII.
func digits(b []byte) (x op.Digits, ok bool) {
	n := len(b)
	switch {
	case n == 0 || n > op.MaxDigits:
		return 0, false
	case n < 8:
		var padded [8]byte
		copy(padded[8-n:], b)
		low, ok := eightDigits(binary.LittleEndian.Uint64(padded[:]) | '0'*each>>(8*uint(n)&63))
		return op.Digits(n)<<60 | op.Digits(low)<<(60-4*n), ok
	}
	high, okHigh := eightDigits(binary.LittleEndian.Uint64(b))
	low, okLow := eightDigits(binary.LittleEndian.Uint64(b[n-8:])) // some of them once more
	packed := op.Digits(high)<<28 | op.Digits(low)<<(60-4*n)
	return op.Digits(n)<<60 | packed, okHigh && okLow
}

// eightDigits packs eight decimal digits in ASCII, the first in the low octet of x,
// into as many nibbles, the first in the highest.
func eightDigits(x uint64) (packed uint64, ok bool) {
	x ^= '0' * each
	ok = (x|(x+(0x80-10)*each))&top == 0
	x = bits.ReverseBytes64(x)
	x = (x | x>>4) & 0x00FF00FF00FF00FF
	x = (x | x>>8) & 0x0000FFFF0000FFFF
	return (x | x>>16) & 0xFFFFFFFF, ok
}

// shortestIMSI is how many digits IMSIs have at least: 15 is the most, and what
// networks assign is no shorter than 14 (TS 23.003 clause 2.2).
const shortestIMSI = 14

func imsi(b []byte) (op.Digits, bool) {
	x, ok := digits(b)
	return x, ok && len(b) >= shortestIMSI
}

// subscriber reads the IMSI in a User-Name. In an application that does not say what
// that is, it is one if it looks like one: of a command in the wrong application, too,
// the record says who was meant.
func (d *decoder) subscriber(name []byte, at int, f form) {
	if d.o.IsPresent(op.ColIMSI) {
		return
	}
	x, ok := imsi(name)
	switch {
	case !ok && f == anyName:
		return
	case !ok && f == rootName:
		if x, ok = rootIMSI(name); !ok {
			return // a pseudonym, or another realm's
		}
	case !ok:
		d.fault(op.DiameterDigits, at)
		d.o.Bad(op.ColIMSI)
		return
	}
	d.o.IMSI = x
	d.o.Has(op.ColIMSI)
}

// rootIMSI reads the IMSI in a network access identifier: behind a digit that stands
// for the method of authentication, 0 EAP-AKA, 1 EAP-SIM, 6 EAP-AKA', and in front
// of the realm (TS 23.003 clause 19.3.2).
func rootIMSI(name []byte) (op.Digits, bool) {
	user := bytes.IndexByte(name, '@')
	if user < 1 || name[0] != '0' && name[0] != '1' && name[0] != '6' {
		return 0, false
	}
	return imsi(name[1:user])
}

// number reads an MSISDN: TBCD without an indicator in front (TS 29.329 clause
// 6.3.2).
func (d *decoder) number(data []byte, at int) {
	if d.o.IsPresent(op.ColMSISDN) {
		return
	}
	x, count, ok := tbcd.Decode(data)
	if !ok || count > op.MaxDigits {
		d.fault(op.DiameterDigits, at)
		d.o.Bad(op.ColMSISDN)
		return
	}
	d.o.MSISDN = x
	d.o.Has(op.ColMSISDN)
}

// equipment reads an IMEI of 14 or 15 digits, or an IMEI with its software version,
// of 16 (TS 29.272 clause 7.3.4). What handsets claim to be is no fault.
func (d *decoder) equipment(data []byte) {
	if d.o.IsPresent(op.ColMEI) {
		return
	}
	whole := data
	if len(data) == op.MaxDigits+1 && data[op.MaxDigits]-'0' <= 9 {
		whole = data[:op.MaxDigits]
	}
	x, ok := digits(whole)
	if !ok || len(data) < 14 {
		d.o.Bad(op.ColMEI)
		return
	}
	if len(data) > op.MaxDigits {
		x &= 1<<60 - 1 // longer than Digits holds
	}
	d.o.MEI = x
	d.o.Has(op.ColMEI)
}

// visited reads the Visited-PLMN-Id (TS 29.272 clause 7.3.9).
func (d *decoder) visited(data []byte, at int) {
	if len(data) == 3 {
		if p, ok := op.PLMNFromOctets(data[0], data[1], data[2]); ok {
			d.c.VisitedPLMN = p
			d.o.Has(op.ColVisitedPLMN)
			return
		}
	}
	d.fault(op.DiameterPLMN, at)
	d.o.Bad(op.ColVisitedPLMN)
}
