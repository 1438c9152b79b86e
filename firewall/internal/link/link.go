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
	Apply(b *op.Batch, rulings []op.Ruling) error

	// Close releases what the link holds. Later calls of Read and Apply fail,
	// later calls of Close do nothing.
	Close() error
}
