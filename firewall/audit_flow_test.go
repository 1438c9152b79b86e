package firewall

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// flow is what one end of an association says, and what the other one has heard of
// it. Everything about message i follows from i.
type flow struct {
	subject *subject
	say     specimens
	share   shareOut
	tag     uint32 // of the flow among all, in bits 24 to 30 of its numbers
	count   int
	honest  int // of them, what has to arrive

	mu      sync.Mutex
	tally   auditTally
	seen    []bool
	next    []int // by stream: the honest message that has to come next
	expects []byte
}

// auditTally is what has been heard of a flow.
type auditTally struct {
	Heard, Blocked, Duplicated, Disordered, Strange int
	Answered                                        int // attacks, instead of being passed
}

// markBlocked is in the numbers of messages that nobody must hear.
const markBlocked = 1 << 31

func newFlow(s *subject, say specimens, share shareOut, tag, count int) *flow {
	f := &flow{subject: s, say: say, share: share, tag: uint32(tag) << 24, count: count, seen: make([]bool, count), next: make([]int, s.streams)}
	for i := range count {
		if _, blocked := f.specimen(i); !blocked {
			f.honest++
		}
	}
	for stream := range f.next {
		f.next[stream] = f.after(stream-int(s.first)-f.width(), uint16(stream))
	}
	return f
}

// width is how many streams there are for messages.
func (f *flow) width() int { return int(f.subject.streams - f.subject.first) }

// stream is where message i goes.
func (f *flow) stream(i int) uint16 { return f.subject.first + uint16(i%f.width()) }

// after returns the honest message that follows i on its stream.
func (f *flow) after(i int, stream uint16) int {
	if stream < f.subject.first {
		return f.count
	}
	for i += f.width(); i < f.count; i += f.width() {
		if _, blocked := f.specimen(i); !blocked {
			return i
		}
	}
	return f.count
}

// specimen returns what message i is, and whether it is to be blocked.
func (f *flow) specimen(i int) (s *specimen, blocked bool) {
	x := (uint64(i) + 1) * 0x9E3779B97F4A7C15
	x ^= x >> 29
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 32
	roll, pick := x%100, x/100
	list := f.say.honest
	switch {
	case roll < f.share.blocked:
		list, blocked = f.say.blocked, true
	case roll < f.share.blocked+f.share.large:
		list = f.say.large
	}
	return &list[pick%uint64(len(list))], blocked
}

// compose writes message i into m, in m's memory.
func (f *flow) compose(m *assoc.Message, i int) {
	s, blocked := f.specimen(i)
	number := f.tag | uint32(i)
	if blocked {
		number |= markBlocked
	}
	m.Data, m.PPID, m.Stream = s.compose(m.Data[:0], number), s.ppid, f.stream(i)
}

// send says everything, as many messages at once as there is room for: short ones
// are bundled.
func (f *flow) send(a assoc.Association) error {
	var list [32]assoc.Message
	for from := 0; from < f.count; from += len(list) {
		n := min(len(list), f.count-from)
		for i := range n {
			f.compose(&list[i], from+i)
		}
		for rest := list[:n]; len(rest) > 0; {
			taken, err := a.Send(rest)
			if err != nil {
				return fmt.Errorf("message %d of %d: %w", from+n-len(rest), f.count, err)
			}
			if rest = rest[taken:]; len(rest) > 0 {
				if err := a.AwaitRoom(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// hear takes what has arrived where the flow ends. back is what is said there.
func (f *flow) hear(m *assoc.Message, back *flow) {
	if !f.take(m) && !back.isAnswer(m) {
		f.mu.Lock()
		f.tally.Strange++
		f.mu.Unlock()
	}
}

// take takes a message of the flow.
func (f *flow) take(m *assoc.Message) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if int(m.Stream) >= len(f.next) || m.Unordered || m.PPID != f.subject.ppid {
		return false
	}
	want := assoc.Message{Data: f.expects}
	if i := f.next[m.Stream]; i < f.count {
		f.compose(&want, i)
		f.expects = want.Data
		if bytes.Equal(want.Data, m.Data) {
			f.heard(i)
			return true
		}
	}
	number, ok := f.numberOf(m.Data)
	switch i := int(number & 0xFFFFFF); {
	case !ok || i >= f.count || f.stream(i) != m.Stream:
		return false
	case number&markBlocked != 0:
		f.tally.Blocked++
	case f.seen[i]:
		f.tally.Duplicated++
	default:
		f.tally.Disordered++
		f.heard(i)
	}
	return true
}

func (f *flow) heard(i int) {
	f.tally.Heard++
	f.seen[i] = true
	stream := f.stream(i)
	f.next[stream] = f.after(i, stream)
}

// numberOf reads the number of a message of the flow.
func (f *flow) numberOf(data []byte) (number uint32, ok bool) {
	for _, list := range [][]specimen{f.say.honest, f.say.large, f.say.blocked} {
		for i := range list {
			if number, ok = list[i].has(data); ok && number&0x7F000000 == f.tag {
				return number, true
			}
		}
	}
	return 0, false
}

// isAnswer takes what may be an answer to an attack of the flow, on its stream.
func (f *flow) isAnswer(m *assoc.Message) bool {
	number, ok := uint32(0), false
	if f.subject.ppid == 46 {
		ok = len(m.Data) >= 20 && m.Data[4]&0x80 == 0 // no request
		number = binary.BigEndian.Uint32(m.Data[12:])
	} else if at := bytes.Index(m.Data, []byte{0x49, 4}); at > 0 && at+6 <= len(m.Data) { // Destination Transaction ID
		number, ok = binary.BigEndian.Uint32(m.Data[at+2:]), true
	}
	i := int(number & 0xFFFFFF)
	if !ok || number&markBlocked == 0 || number&0x7F000000 != f.tag || i >= f.count || f.stream(i) != m.Stream {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[i] { // answered twice
		return false
	}
	f.seen[i] = true
	f.tally.Answered++
	return true
}

// result returns the tally so far, and whether all has been heard.
func (f *flow) result() (t auditTally, complete bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tally, f.tally.Heard == f.honest
}
