package lab

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
)

// standsIn names the identity of the subscriber that a text gives away, as
// digits, as octets in the coding of TS 29.274 clause 8.3 (two digits an octet,
// the first in the low half), or as these octets in hexadecimal or base64.
func (s Subscriber) standsIn(text []byte) string {
	lower := bytes.ToLower(text)
	for what, digits := range map[string]string{"IMSI": s.IMSI, "MSISDN": s.MSISDN, "IMEISV": s.IMEISV} {
		octets := tbcd(digits)
		// The last octet may hold a filler instead of a digit; leave it out.
		body := octets[:len(octets)-1]
		forms := append(base64Forms(body), digits, string(body))
		if containsAny(text, forms) || containsAny(lower, []string{hex.EncodeToString(body)}) {
			return what
		}
	}
	return ""
}

func tbcd(digits string) []byte {
	out := make([]byte, 0, len(digits)/2+1)
	for i := 0; i < len(digits); i += 2 {
		high := byte(0xF)
		if i+1 < len(digits) {
			high = digits[i+1] - '0'
		}
		out = append(out, high<<4|(digits[i]-'0'))
	}
	return out
}

func containsAny(text []byte, forms []string) bool {
	return slices.ContainsFunc(forms, func(f string) bool { return bytes.Contains(text, []byte(f)) })
}

// base64Forms are the three ways in which octets can stand inside a base64
// text, less the characters that depend on what is around them.
func base64Forms(b []byte) (forms []string) {
	for shift := range 3 {
		s := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), b...))
		forms = append(forms, s[(shift*8+5)/6:len(s)-1])
	}
	return forms
}
