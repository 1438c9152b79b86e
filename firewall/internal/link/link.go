// Package link says what a link is: where traffic enters the firewall and how
// a ruling is carried out. The kinds of links live in folders of their own;
// linktest holds the suite that each of them has to pass.
package link

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Link carries frames into one lane and the lane's rulings out. One goroutine
// calls Read and Apply in turn; Close may come from another and ends a Read
// that is waiting.
type Link interface {
	// Read fills frames from the start with what has arrived and returns how
	// many it filled. It waits for the first frame and never for a second. The
	// frames' octets are valid until the next Read.
	//
	// When n > 0 the error is nil; an error that follows comes with the next
	// call. io.EOF says that no frame will ever follow.
	Read(frames []op.Frame) (n int, err error)

	// Apply carries out rulings[i] on b.Messages[i], for a batch decoded from
	// the frames of the last Read. Message.Slot is the message's index in those
	// frames: of the frame that completed it, if it came in several. A negative
	// slot is a message of which no frame is left (op.NoSlot): there is nothing
	// to be done any more but to count it.
	//
	// A frame that yields no message is not for the lane to rule on; the link
	// treats it as its kind does.
	//
	// A rejection that the link could not answer becomes a drop in rulings, so
	// that records say what was done.
	Apply(b *op.Batch, rulings []op.Ruling) error

	// Drain says that no more frames are wanted. Read hands out what has
	// arrived by then and after that returns io.EOF. It may come from another
	// goroutine, also while Read is waiting; later calls do nothing.
	Drain() error

	// Close releases what the link holds. Later calls of Read and Apply fail,
	// later calls of Close do nothing.
	Close() error
}

// Counter is one of a link's own counters since it was opened, for status and
// metrics. Names are lower case with underscores.
type Counter struct {
	Name  string `json:"name"`
	Value uint64 `json:"value"`
}

// Counted is a link that counts. Counters may be called from any goroutine.
type Counted interface{ Counters() []Counter }

// Watched is implemented by links that may stop working without ending.
type Watched interface {
	// Problem says what keeps the link from its work at the moment; "" is
	// nothing. It may be called at any time from any goroutine.
	Problem() string
}

// Standing is how far a link itself lets somebody in, beside what is ruled on their
// messages.
type Standing uint8

const (
	Open    Standing = iota // rulings decide
	Severed                 // nothing passes, ruled on or not; associations stay
	Aborted                 // associations are torn down, and none come up
	Unknown                 // likewise: it is nobody's
)

// Enforcer is implemented by links that have associations to tear down.
type Enforcer interface {
	// Enforce makes the link act on standing, which tells an address' standing and
	// is asked from any goroutine, until the next call. It returns when it does.
	Enforce(standing func(op.Addr) Standing)
}
