package m3ua

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

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

// msg is a message with the length that its parameters make.
func msg(class, typ byte, parameters ...[]byte) []byte {
	b := []byte{1, 0, class, typ, 0, 0, 0, 0}
	for _, p := range parameters {
		b = append(b, p...)
	}
	binary.BigEndian.PutUint32(b[4:], uint32(len(b)))
	return b
}

// par is a parameter with padding.
func par(tag uint16, value string) []byte {
	v := octets(value)
	b := binary.BigEndian.AppendUint16(nil, tag)
	b = binary.BigEndian.AppendUint16(b, uint16(4+len(v)))
	b = append(b, v...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// list is the value of a parameter that is a list of others.
func list(parameters ...[]byte) (value string) {
	for _, p := range parameters {
		value += hex.EncodeToString(p)
	}
	return value
}

// Parameters that several vectors share.
var (
	protocolData = par(0x210, "00000102 00000203 03 00 01 0f 0900")
	context      = par(0x006, "00000007")
	appearance   = par(0x200, "00000001")
	info         = par(0x004, "68690a")
	affectedPC   = par(0x012, "00000102 08000200")
)

// decoded is what became of a message.
type decoded struct {
	op.SS7
	o    op.Operation // presence and faults
	m    Message
	isOK bool
}

func decode(b []byte) (d decoded) {
	d.isOK = d.m.Decode(b, &d.SS7, &d.o.Present, &d.o.Faults)
	return d
}

// faults lists faults in the order found, with their offsets.
func faults(f *op.Faults) string {
	var s []string
	for _, x := range f.List() {
		s = append(s, fmt.Sprintf("%s@%d", strings.TrimPrefix(x.Code.String(), "m3ua-"), x.Offset))
	}
	return strings.Join(s, " ")
}

// text prints what was read, and only that.
func (d *decoded) text() string {
	if !d.isOK {
		return ""
	}
	s := []string{fmt.Sprintf("%d.%d", d.m.Class, d.m.Type)}
	if d.o.IsPresent(op.ColRoutingContext) {
		s = append(s, fmt.Sprint("context ", d.RoutingContext))
	}
	if d.o.IsPresent(op.ColOpc) && d.o.IsPresent(op.ColDpc) && d.o.IsPresent(op.ColServiceIndicator) && d.o.IsPresent(op.ColNetworkIndicator) {
		s = append(s, fmt.Sprintf("%d > %d, si %d, ni %d, sls %d", d.OPC, d.DPC, d.ServiceIndicator, d.NetworkIndicator, d.SLS))
	}
	if d.m.Data != nil {
		s = append(s, fmt.Sprintf("data %x@%d", d.m.Data, d.m.At))
	}
	if d.m.Affected != nil {
		s = append(s, fmt.Sprintf("affected %x", d.m.Affected))
	}
	return strings.Join(s, ", ")
}
