package encode

// Deliver is an SMS-DELIVER (TS 23.040 clause 9.2.2.1).
type Deliver struct {
	From     string // originating address, international
	PID, DCS byte
	Header   []byte // user data header without its length; nil for none
	Text     string // packed in 7 bits where there is no header
	Octets   []byte // user data behind the header
}

// Bytes writes the TPDU.
func (d Deliver) Bytes() []byte {
	first := byte(0x04) // no more messages wait
	var user []byte
	length := 0
	switch {
	case d.Header != nil:
		first |= 0x40
		user = Join([]byte{byte(len(d.Header))}, d.Header, d.Octets)
		length = len(user)
	case d.Octets != nil:
		user, length = d.Octets, len(d.Octets)
	default:
		user, length = Pack7(d.Text), len(d.Text)
	}
	return Join([]byte{first, byte(len(d.From)), 0x91}, TBCD(d.From), []byte{d.PID, d.DCS},
		[]byte{0x62, 0x10, 0x10, 0x21, 0x00, 0x00, 0x00}, []byte{byte(length)}, user) // 26-01-01 12:00:00
}

// Submit is an SMS-SUBMIT (TS 23.040 clause 9.2.2.2) in the default alphabet.
func Submit(to, text string) []byte {
	return Join([]byte{0x01, 0x05, byte(len(to)), 0x91}, TBCD(to), []byte{0, 0, byte(len(text))}, Pack7(text))
}

// Pack7 packs characters of the default alphabet that equal ASCII, seven bits each
// (TS 23.038 clause 6.1.2.1).
func Pack7(text string) []byte {
	var out []byte
	var bits, n uint
	for i := range len(text) {
		bits |= uint(text[i]&0x7F) << n
		for n += 7; n >= 8; n -= 8 {
			out = append(out, byte(bits))
			bits >>= 8
		}
	}
	if n > 0 {
		out = append(out, byte(bits))
	}
	return out
}
