package sccp

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// octets reads hexadecimal digits; blanks are free.
func octets(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// Addresses and data that several vectors share.
const (
	home    = "1206 00 12 04 99090100000010" // SSN 6, E.164, even
	partner = "1207 00 11 04 99790000000001" // SSN 7, E.164, odd: filler 0
	begin   = "6203480101"
)

// build is a message of a connectionless type with its parts in the usual order.
// second is the class or return cause; options is the content of the optional
// part with its end, "" for none.
func build(t, second, hop byte, called, calling, data, options string) []byte {
	l := layouts[t]
	b := []byte{t, second}
	if l.extended {
		b = append(b, hop)
	}
	size := 1
	if l.isLong {
		size = 2
	}
	parts := [][]byte{octets(called), octets(calling), octets(data)}
	count := 3
	if l.extended {
		count = 4
	}
	behind := count * size
	var body []byte
	for i, p := range parts {
		b = point(b, behind+len(body)-i*size, size)
		if i == 2 {
			body = point2(body, len(p), size)
		} else {
			body = append(body, byte(len(p)))
		}
		body = append(body, p...)
	}
	if l.extended {
		if options == "" {
			b = point(b, 0, size)
		} else {
			b = point(b, behind+len(body)-3*size, size)
			body = append(body, octets(options)...)
		}
	}
	return append(b, body...)
}

// point appends a pointer to what is n octets from its first octet.
func point(b []byte, n, size int) []byte {
	if size == 2 && n > 0 {
		n-- // it counts from its second octet
	}
	return point2(b, n, size)
}

func point2(b []byte, n, size int) []byte {
	if size == 2 {
		return binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	return append(b, byte(n))
}

func udt(called, calling string) []byte { return build(UDT, 0, 0, called, calling, begin, "") }

func xudt(options string) []byte { return build(XUDT, 1, 15, home, partner, begin, options) }

// decoded is what became of a message.
type decoded struct {
	op.SS7
	o    op.Operation // presence and faults
	u    Unit
	isOK bool
}

func decode(b []byte, at int) (d decoded) {
	d.isOK = d.u.Decode(b, at, &d.SS7, &d.o.Present, &d.o.Invalid, &d.o.Faults)
	return d
}

// faults lists faults in the order found, with their offsets.
func faults(f *op.Faults) string {
	var s []string
	for _, x := range f.List() {
		s = append(s, fmt.Sprintf("%s@%d", strings.TrimPrefix(x.Code.String(), "sccp-"), x.Offset))
	}
	return strings.Join(s, " ")
}

// text prints what was read, and only that.
func (d *decoded) text() string {
	var s []string
	add := func(col int, format string, v any) {
		if d.o.IsPresent(col) {
			s = append(s, fmt.Sprintf(format, v))
		}
	}
	add(op.ColSccpType, "type %d", d.SCCPType)
	add(op.ColSccpClass, "class %d", d.SCCPClass)
	if d.ReturnCause != 0 {
		s = append(s, fmt.Sprint("cause ", d.ReturnCause))
	}
	add(op.ColHopCounter, "hops %d", d.HopCounter)
	for _, x := range []struct {
		name string
		a    *op.SCCPAddress
		base int
	}{{"called", &d.Called, op.ColCalledIndicator}, {"calling", &d.Calling, op.ColCallingIndicator}} {
		add(x.base, x.name+" %02x", x.a.Indicator)
		if x.a.Present&op.SCCPHasPointCode != 0 {
			s = append(s, fmt.Sprint("pc ", x.a.PointCode))
		}
		add(x.base+1, "ssn %d", x.a.SSN)
		add(x.base+2, "tt %d", x.a.TT)
		add(x.base+3, "np %d", x.a.NP)
		add(x.base+4, "nai %d", x.a.NAI)
		add(x.base+5, "es %d", x.a.ES)
		add(x.base+6, "gt %s", x.a.Digits)
		for i, name := range []string{"indicator", "ssn", "tt", "np", "nai", "es", "gt"} {
			if d.o.Invalid[2]>>(x.base-128+i)&1 != 0 {
				s = append(s, "bad "+name)
			}
		}
	}
	if d.u.Segment != (Segment{}) || d.u.IsSegment || d.u.IsReturnedPart {
		s = append(s, fmt.Sprintf("segment %+v", d.u.Segment))
	}
	if d.u.IsManagement {
		s = append(s, fmt.Sprintf("management %+v", d.u.Management))
	}
	if d.u.Data != nil {
		s = append(s, fmt.Sprintf("data %x@%d", d.u.Data, d.u.At))
	}
	return strings.Join(s, ", ")
}

// The columns of an address are where the decoder sets their bits.
func TestColumnsFollowEachOther(t *testing.T) {
	for i, c := range []int{op.ColCallingIndicator, op.ColCallingSsn, op.ColCallingTt, op.ColCallingNp, op.ColCallingNai, op.ColCallingEs, op.ColCallingGt} {
		if c != op.ColCallingIndicator+i {
			t.Errorf("column %d of a calling address is %d", i, c)
		}
	}
	for i, c := range []int{op.ColCalledIndicator, op.ColCalledSsn, op.ColCalledTt, op.ColCalledNp, op.ColCalledNai, op.ColCalledEs, op.ColCalledGt} {
		if c != op.ColCalledIndicator+i {
			t.Errorf("column %d of a called address is %d", i, c)
		}
	}
}
