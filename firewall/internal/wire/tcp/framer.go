package tcp

import "slices"

// Framer says where messages of a protocol begin and end in a stream.
//
// To add a protocol: append its Framer to the list that NewReassembler is given,
// and decode what Next hands out for that port.
type Framer struct {
	Port uint16 // that the protocol's servers listen on

	// First is the first octet of every message, that of the protocol's version.
	First byte

	// Header is how many octets Length needs; no message is shorter. It is at most
	// MaxHeader.
	Header int

	// Most is how many octets the longest message has that is put together. Longer
	// ones are passed over, with a fault. It is at most 65,535.
	Most int

	// Length returns how many octets the message takes that begins with b, which
	// has Header octets or more. ok is false when no message begins so: then where
	// the next one begins cannot be told.
	Length func(b []byte) (n int, ok bool)

	// IsLikely reports whether octets at any place of a stream, Header or more, are
	// the beginning of a message. It is stricter than Length: it is asked where the
	// stream's own boundaries are lost.
	IsLikely func(b []byte) bool
}

// MaxHeader is the longest header that a Framer may need; Diameter's has 20
// octets (RFC 6733 clause 3).
const MaxHeader = 32

// longest is the longest message that is passed over by its length, that of
// Diameter's 24 bits. What claims to be longer is no message.
const longest = 1<<24 - 1

// lengthOf is Length, with what is wrong with any protocol's.
func (f *Framer) lengthOf(b []byte) (n int, ok bool) {
	n, ok = f.Length(b)
	return n, ok && n >= f.Header && n <= longest
}

// framerOf returns the framer of what goes from one port to another: that of the
// destination if it has one, because its reader is the one to be protected, or of
// the source. nil: of neither.
func (r *Reassembler) framerOf(src, dst uint16) *Framer {
	for _, port := range [...]uint16{dst, src} {
		if at := slices.IndexFunc(r.framers, func(f Framer) bool { return f.Port == port }); at >= 0 {
			return &r.framers[at]
		}
	}
	return nil
}

// Port returns the port of the protocol whose messages Next hands out.
func (r *Reassembler) Port() uint16 { return r.all[r.at].streams[r.way].framer.Port }
