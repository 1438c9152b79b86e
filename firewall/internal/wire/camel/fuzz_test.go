package camel

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func FuzzDecode(f *testing.F) {
	for _, v := range vectors {
		f.Add(byte(v.code), v.component == invoke, v.phase, v.parameter)
	}
	f.Fuzz(func(t *testing.T, code byte, isInvoke bool, phase uint8, parameter []byte) {
		component := uint8(returnResultLast)
		if isInvoke {
			component = invoke
		}
		d := decode(uint32(code), component, phase, parameter)
		if d.s.Numbers.Count > op.MaxNumbers {
			t.Fatalf("%d numbers", d.s.Numbers.Count)
		}
		for _, x := range d.o.Faults.List() {
			if int(x.Offset) > len(parameter) {
				t.Fatalf("%v at %d of %d octets", x.Code, x.Offset, len(parameter))
			}
		}
	})
}
