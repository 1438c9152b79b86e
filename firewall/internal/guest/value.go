package guest

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// putScalar writes one value of a manifest's self-test as an array element: a number, or a string for digits, plmn and addr.
func putScalar(dst []byte, kind sdk.Kind, value json.RawMessage) error {
	if kind == sdk.Addr {
		return putAddr(dst, value)
	}
	n, err := scalar(kind, value)
	if err != nil {
		return err
	}
	if len(dst) < 8 && n>>(8*len(dst)) != 0 {
		return fmt.Errorf("%d does not fit %s", n, kind)
	}
	for i := range dst {
		dst[i] = byte(n >> (8 * i))
	}
	return nil
}

func scalar(kind sdk.Kind, value json.RawMessage) (n uint64, err error) {
	if len(value) > 0 && value[0] != '"' {
		if err := json.Unmarshal(value, &n); err != nil {
			return 0, fmt.Errorf("%s is no unsigned number", value)
		}
		return n, nil
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return 0, fmt.Errorf("%s is no value", value)
	}
	switch kind {
	case sdk.Digits:
		if d, ok := op.ParseDigits(text); ok {
			return uint64(d), nil
		}
	case sdk.PLMN:
		if p, ok := op.ParsePLMN(text); ok {
			return uint64(p), nil
		}
	}
	return 0, fmt.Errorf("%q is no value of kind %s", text, kind)
}

func putAddr(dst []byte, value json.RawMessage) error {
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return fmt.Errorf("%s is no address in quotes", value)
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return fmt.Errorf("%q is no address", text)
	}
	octets := a.As16()
	copy(dst, octets[:])
	return nil
}

// bytes puts hexadecimal octets into the arena.
func (w *rowWriter) bytes(dst []byte, value json.RawMessage) error {
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return fmt.Errorf("%s is no string of hexadecimal digits", value)
	}
	octets, err := hex.DecodeString(text)
	if err != nil {
		return fmt.Errorf("%q is no string of hexadecimal digits", text)
	}
	if w.arena+len(octets) > len(w.in.Arena()) {
		return fmt.Errorf("more than %d octets in the batch", len(w.in.Arena()))
	}
	copy(w.in.Arena()[w.arena:], octets)
	binary.LittleEndian.PutUint32(dst, uint32(w.arena))
	binary.LittleEndian.PutUint32(dst[4:], uint32(len(octets)))
	w.arena += len(octets)
	return nil
}

// putRange writes an element of a list column.
func putRange(dst []byte, first, count int) {
	binary.LittleEndian.PutUint16(dst, uint16(first))
	binary.LittleEndian.PutUint16(dst[2:], uint16(count))
}
