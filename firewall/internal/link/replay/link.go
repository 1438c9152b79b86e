package replay

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// ErrNotCapture is returned for input that does not start like a capture.
var ErrNotCapture = errors.New("not a pcap or pcapng file")

// Link replays one capture. It implements link.Link.
type Link struct {
	name     string
	source   source
	format   format
	number   int32 // frames so far, as Wireshark counts
	end      error // what Read returns from now on
	warnings []string

	file    io.Closer
	drained atomic.Bool
	closed  atomic.Bool
}

var _ link.Link = (*Link)(nil)

// format reads one of the file formats record by record.
type format interface {
	// measure returns how many octets of b, which starts at a record, are needed
	// to read it; more than len(b) if it takes more to tell. skip is how many
	// octets behind them belong to the record and are of no interest.
	measure(b []byte) (need int, skip int64, err error)

	// frame reads a record of the size that measure gave. It fills in f but for
	// its number, and returns by how much the record advances the numbering;
	// ok is false when there is no frame in it.
	frame(record []byte, f *op.Frame) (count int32, ok bool, err error)
}

// Open opens the capture at path.
func Open(path string) (*Link, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	l, err := OpenReader(path, f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l.file = f
	return l, nil
}

// OpenReader reads a capture from r, which stays the caller's to close. Errors do
// not repeat the name.
func OpenReader(name string, r io.Reader) (*Link, error) {
	l := &Link{name: name, source: source{r: r}}
	if err := l.detect(); err != nil {
		return nil, err
	}
	return l, nil
}

// String returns the name that the capture was opened under.
func (l *Link) String() string { return l.name }

// detect looks at the first octets and reads what comes before the first record.
func (l *Link) detect() error {
	start, err := l.source.fill(2)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(start, []byte{0x1F, 0x8B}) { // RFC 1952 clause 2.3.1
		z, err := gzip.NewReader(io.MultiReader(bytes.NewReader(bytes.Clone(l.source.rest())), l.source.r))
		if err != nil {
			return ErrNotCapture
		}
		l.source = source{r: z}
	}
	start, err = l.source.fill(pcapHeader)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	if isNG(start) {
		l.format = &pcapng{}
		return nil
	}
	f, whole, err := pcapFormat(start)
	if err != nil {
		return err
	}
	l.format = f
	if !whole {
		l.cut()
		return nil
	}
	l.source.take(pcapHeader)
	return nil
}

// Read implements link.Link. Frames are slices of one buffer.
func (l *Link) Read(frames []op.Frame) (n int, err error) {
	if l.closed.Load() {
		return 0, os.ErrClosed
	}
	if l.drained.Load() {
		return 0, io.EOF
	}
	if l.end != nil || len(frames) == 0 {
		return 0, l.end
	}
	l.source.compact()
	for n < len(frames) && l.end == nil {
		record := l.record(n == 0)
		if record == nil {
			break
		}
		count, ok, err := l.format.frame(record, &frames[n])
		if err != nil {
			l.end = fmt.Errorf("after frame %d: %w", l.number, err)
			break
		}
		l.number += count
		if ok {
			frames[n].Number = l.number
			n++
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, l.end
}

// record returns the next record, or nil when the capture has ended or, unless
// it may wait, when the record is not there yet.
func (l *Link) record(wait bool) []byte {
	for {
		if !l.source.discard() {
			if !wait {
				return nil
			}
			if err := l.source.more(0); err != nil {
				l.finish(err, false)
				return nil
			}
			continue
		}
		need, skip, err := l.format.measure(l.source.rest())
		if err != nil {
			l.end = fmt.Errorf("after frame %d: %w", l.number, err)
			return nil
		}
		if need <= len(l.source.rest()) {
			l.source.skip = skip
			return l.source.take(need)
		}
		if !wait {
			return nil
		}
		if err := l.source.more(need); err != nil {
			l.finish(err, len(l.source.rest()) == 0)
			return nil
		}
	}
}

// finish ends the link because the source did, between two records or not.
func (l *Link) finish(err error, between bool) {
	switch {
	case err == io.EOF && between:
		l.end = io.EOF
	case err == io.EOF || err == io.ErrUnexpectedEOF: // the latter from a compressed file
		l.cut()
	default:
		l.end = fmt.Errorf("after frame %d: %w", l.number, err)
	}
}

// cut ends the link at a record that is not there in full.
func (l *Link) cut() {
	l.end = io.EOF
	l.warnings = append(l.warnings, fmt.Sprintf("the capture ends in mid-packet; judged up to frame %d", l.number))
}

// Warnings returns what was odd about the capture so far and did not keep it
// from being read.
func (l *Link) Warnings() []string { return l.warnings }

// Apply implements link.Link: there is nothing to be done.
func (l *Link) Apply(b *op.Batch, rulings []op.Ruling) error {
	if l.closed.Load() {
		return os.ErrClosed
	}
	if len(rulings) != len(b.Messages) {
		return fmt.Errorf("%d rulings for %d messages", len(rulings), len(b.Messages))
	}
	return nil
}

// Drain implements link.Link: what has not been read is left.
func (l *Link) Drain() error {
	l.drained.Store(true)
	return nil
}

// Close implements link.Link.
func (l *Link) Close() error {
	if l.closed.Swap(true) || l.file == nil {
		return nil
	}
	return l.file.Close()
}
