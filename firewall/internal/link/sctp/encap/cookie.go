package encap

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// cookieLife is how long a peer may take to send its cookie back (RFC 9260 clause
// 16, Valid.Cookie.Life).
const cookieLife = 60 * time.Second

// A cookie holds what both ends have said in INIT and INIT ACK, when, and a code that
// nobody else can compute, bound to the peer's addresses: so nothing needs to be kept
// until it comes back (RFC 9260 clause 5.1.3).
const (
	cookieText   = 8 + 2*initiationLength
	cookieLength = cookieText + sha256.Size
)

// baker makes and checks cookies.
type baker struct{ secret [32]byte }

func newBaker() *baker {
	b := &baker{}
	rand.Read(b.secret[:])
	return b
}

func (b *baker) bake(p peer, port uint16, ours, theirs initiation, now time.Time) []byte {
	c := make([]byte, 0, cookieLength)
	c = binary.BigEndian.AppendUint64(c, uint64(now.UnixNano()))
	c = theirs.append(ours.append(c))
	return b.code(c, p, port)
}

// code adds the code to text, the cookie without it.
func (b *baker) code(text []byte, p peer, port uint16) []byte {
	m := hmac.New(sha256.New, b.secret[:])
	m.Write(text)
	ip := p.udp.Addr().As16()
	m.Write(ip[:])
	var ports [6]byte
	binary.BigEndian.PutUint16(ports[0:], p.udp.Port())
	binary.BigEndian.PutUint16(ports[2:], p.port)
	binary.BigEndian.PutUint16(ports[4:], port)
	m.Write(ports[:])
	return m.Sum(text)
}

// open returns what a cookie holds if it is ours, of this peer, and fresh.
func (b *baker) open(cookie []byte, p peer, port uint16, now time.Time) (ours, theirs initiation, ok bool) {
	if len(cookie) != cookieLength || !hmac.Equal(b.code(cookie[:cookieText:cookieText], p, port), cookie) {
		return ours, theirs, false
	}
	age := now.UnixNano() - int64(binary.BigEndian.Uint64(cookie))
	if age < 0 || age > int64(cookieLife) {
		return ours, theirs, false
	}
	ours, _ = readInitiation(cookie[8:])
	theirs, _ = readInitiation(cookie[8+initiationLength:])
	return ours, theirs, true
}

// random returns 32 bits that nobody can guess, not zero.
func random() uint32 {
	for {
		var b [4]byte
		rand.Read(b[:])
		if n := binary.BigEndian.Uint32(b[:]); n != 0 {
			return n
		}
	}
}
