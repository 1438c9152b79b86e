package wire

import "encoding/binary"

// length is a field that says how many octets something has, and where that is.
type length struct {
	at, width int // of the field, whose high octet is first
	from, to  int // of the octets that it counts
}

// add changes the value of the field in b by delta.
func (l length) add(b []byte, delta int) {
	if l.at+l.width > len(b) {
		return
	}
	for i := l.at + l.width - 1; i >= l.at; i-- {
		delta += int(b[i])
		b[i] = byte(delta)
		delta >>= 8
	}
}

// anatomy is where the layers of a frame of SS7 are, found without the decoders:
// offsets, 0 where there is none, and the fields that count octets.
type anatomy struct {
	b                         []byte
	ip                        int
	m3ua, m3uaEnd             int
	sccp, sccpEnd             int
	tcap, tcapEnd             int
	components, componentsEnd int
	tsns                      []int // of the chunks of user data
	lengths                   []length
}

func (a *anatomy) count(at, width, from, to int) {
	a.lengths = append(a.lengths, length{at, width, from, to})
}

// dissect reads an Ethernet frame, VLAN tags or none, IPv4 or IPv6, SCTP.
func dissect(b []byte) *anatomy {
	a := &anatomy{b: b}
	at := 12
	for at+4 < len(b) && binary.BigEndian.Uint16(b[at:]) == 0x8100 {
		at += 4
	}
	if a.ip = at + 2; a.ip+40 > len(b) {
		return a
	}
	switch p := b[a.ip:]; {
	case p[0]>>4 == 4 && p[9] == 132:
		a.count(a.ip+2, 2, a.ip, a.ip+int(binary.BigEndian.Uint16(p[2:])))
		a.sctp(a.ip + int(p[0]&15)*4)
	case p[0]>>4 == 6 && p[6] == 132:
		a.count(a.ip+4, 2, a.ip+40, a.ip+40+int(binary.BigEndian.Uint16(p[4:])))
		a.sctp(a.ip + 40)
	}
	return a
}

// sctp reads the chunks of RFC 9260 clause 3.2 behind the common header.
func (a *anatomy) sctp(at int) {
	for at += 12; at+16 < len(a.b); {
		n := int(binary.BigEndian.Uint16(a.b[at+2:]))
		if n < 4 || at+n > len(a.b) {
			return
		}
		a.count(at+2, 2, at, at+n)
		if a.b[at] == 0 && n > 16 {
			a.tsns = append(a.tsns, at+4)
			if a.b[at+1]&3 == 3 && a.m3ua == 0 {
				a.sigtran(at+16, at+n)
			}
		}
		at += (n + 3) &^ 3
	}
}

// sigtran reads the parameters of M3UA (RFC 4666 clause 3.1).
func (a *anatomy) sigtran(at, end int) {
	if end-at < 8 || a.b[at] != 1 {
		return
	}
	a.m3ua, a.m3uaEnd = at, end
	a.count(at+4, 4, at, end)
	for at += 8; at+4 <= end; {
		n := int(binary.BigEndian.Uint16(a.b[at+2:]))
		if n < 4 || at+n > end {
			return
		}
		a.count(at+2, 2, at, at+n)
		if binary.BigEndian.Uint16(a.b[at:]) == 0x0210 && n > 16 && a.b[at+12]&15 == 3 {
			a.connectionless(at+16, at+n)
		}
		at += (n + 3) &^ 3
	}
}

// connectionless follows the third pointer of UDT and XUDT (Q.713 clauses 4.10 and
// 4.18).
func (a *anatomy) connectionless(at, end int) {
	pointer := map[byte]int{0x09: 4, 0x11: 5}[a.b[at]]
	a.sccp, a.sccpEnd = at, end
	if pointer == 0 || at+pointer >= end {
		return
	}
	data := at + pointer + int(a.b[at+pointer])
	if data >= end || data+1+int(a.b[data]) > end {
		return
	}
	a.tcap, a.tcapEnd = data+1, data+1+int(a.b[data])
	a.count(data, 1, a.tcap, a.tcapEnd)
	a.elements(a.tcap, a.tcapEnd)
}

// elements notes the lengths of elements of BER (X.690 clause 8.1), and where the
// components of TCAP are.
func (a *anatomy) elements(at, end int) {
	for at+2 <= end {
		start := at
		if at++; a.b[start]&31 == 31 {
			for at < end && a.b[at]&0x80 != 0 {
				at++
			}
			at++
		}
		if at >= end {
			return
		}
		field, n, width := at, int(a.b[at]), 1
		if at++; n > 0x80 && n <= 0x83 && at+n-0x80 <= end {
			field, width, n = at, n-0x80, 0
			for ; at < field+width; at++ {
				n = n<<8 | int(a.b[at])
			}
		}
		if n >= 0x80 && width == 1 && field == at-1 || at+n > end {
			return
		}
		a.count(field, width, at, at+n)
		if a.b[start] == 0x6C {
			a.components, a.componentsEnd = at, at+n
		}
		if a.b[start]&0x20 != 0 {
			a.elements(at, at+n)
		}
		at += n
	}
}
