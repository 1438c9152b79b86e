package replay

import "io"

// bufferSize is what a source reads at once; it grows only for a record that is
// longer than that, as its octets arrive.
const bufferSize = 256 << 10

// source is a buffered reader whose octets stay in place until compact.
type source struct {
	r    io.Reader
	buf  []byte
	at   int   // first octet not taken yet
	end  int   // behind the last octet read
	skip int64 // octets to be discarded before the next record
}

// rest returns the octets that have been read and not taken.
func (s *source) rest() []byte { return s.buf[s.at:s.end] }

// take returns the next n octets, which are there.
func (s *source) take(n int) []byte {
	b := s.buf[s.at : s.at+n : s.at+n]
	s.at += n
	return b
}

// compact makes room at the end. It invalidates what take returned.
func (s *source) compact() {
	s.end = copy(s.buf, s.rest())
	s.at = 0
}

// discard drops what is to be skipped as far as it is there, and reports
// whether nothing is left of it.
func (s *source) discard() bool {
	n := min(s.skip, int64(s.end-s.at))
	s.at += int(n)
	s.skip -= n
	return s.skip == 0
}

// fill reads until n octets are there, and returns all there are; with fewer,
// the error is the reader's.
func (s *source) fill(n int) ([]byte, error) {
	for s.end-s.at < n {
		if err := s.more(n); err != nil {
			return s.rest(), err
		}
	}
	return s.rest(), nil
}

// more reads once, at least one octet, towards a record of need octets. It is
// called only while nothing that take returned is in use.
func (s *source) more(need int) error {
	if s.at > 0 && s.end == len(s.buf) {
		s.compact()
	}
	if s.end == len(s.buf) {
		grown := make([]byte, min(max(bufferSize, 2*len(s.buf)), max(bufferSize, need)))
		s.end = copy(grown, s.rest())
		s.buf, s.at = grown, 0
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if n > 0 {
			return nil // an error comes again with the next call
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}
