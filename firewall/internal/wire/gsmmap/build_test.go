package gsmmap

import (
	"encoding/hex"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument/argumenttest"
)

// oct reads octets in hexadecimal.
func oct(s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		panic(err)
	}
	return b
}

func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// tlv puts contents under a tag, in hexadecimal.
func tlv(tag string, contents ...[]byte) []byte {
	c := join(contents...)
	return join(oct(tag), argumenttest.Length(len(c)), c)
}

// tbcd packs digits; "F" stands for a nibble of ones.
func tbcd(tag, digits string) []byte {
	var v []byte
	if len(digits)%2 == 1 {
		digits += "F"
	}
	for i := 0; i < len(digits); i += 2 {
		v = append(v, oct(digits[i+1:i+2]+digits[i:i+1])...)
	}
	return tlv(tag, v)
}

// isdn makes an international E.164 address.
func isdn(tag, digits string) []byte {
	v := []byte{0x91}
	return tlv(tag, v, argumenttest.TBCD(digits))
}

// septets packs ASCII into the default alphabet, which agrees on letters.
func septets(s string) (v []byte) {
	bits, n := 0, 0
	for _, c := range []byte(s) {
		bits |= int(c) << n
		for n += 7; n >= 8; n -= 8 {
			v = append(v, byte(bits))
			bits >>= 8
		}
	}
	if n > 0 {
		v = append(v, byte(bits))
	}
	return v
}

// deliverTPDU makes an SMS-DELIVER of plain text.
func deliverTPDU(pid, dcs, text string) []byte {
	return join(oct("04 0b 91 99 79 10 00 00 f1"), oct(pid), oct(dcs), oct("22 11 22 31 52 65 00"), []byte{byte(len(text))}, septets(text))
}

// submitTPDU makes an SMS-SUBMIT of plain text without a validity period.
func submitTPDU(pid, dcs, text string) []byte {
	return join(oct("01 07 0b 91 99 79 10 00 00 f1"), oct(pid), oct(dcs), []byte{byte(len(text))}, septets(text))
}

// reader is used again, as a lane does.
var reader argument.Reader
