package linktest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Subject is a link under test, with the frames that it is going to deliver.
type Subject struct {
	Link   link.Link
	Frames []op.Frame // at least 3, in order; a zero TimeNS or Number is not compared

	// Live says that the link never ends by itself: its Frames have been sent
	// to it and nothing follows.
	Live bool
}

// Run checks what a lane relies on. open returns a fresh link each time.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, size := range []int{1, 2, 64} {
		t.Run(fmt.Sprintf("delivers by %d", size), func(t *testing.T) { testDelivery(t, open(t), size) })
	}
	t.Run("reads nothing into nothing", func(t *testing.T) { testEmptyRead(t, open(t)) })
	t.Run("applies what it is given", func(t *testing.T) { testApply(t, open(t)) })
	t.Run("drains", func(t *testing.T) { testDrain(t, open(t)) })
	t.Run("ends a wait by draining", func(t *testing.T) { testDrainWhileWaiting(t, open(t)) })
	t.Run("stays closed", func(t *testing.T) { testClose(t, open(t)) })
}

// testDelivery: every frame once, in order, numbered upwards, whole until the
// next Read; then the end, again and again.
func testDelivery(t *testing.T, s Subject, size int) {
	frames := make([]op.Frame, size)
	for got := 0; got < len(s.Frames); {
		n, err := s.Link.Read(frames)
		if n == 0 || err != nil {
			t.Fatalf("after %d of %d frames: %d, %v", got, len(s.Frames), n, err)
		}
		for i := range frames[:n] {
			same(t, &frames[i], &s.Frames[got], got)
			got++
		}
		apply(t, s.Link, frames[:n])
	}
	for range 2 {
		if s.Live {
			break
		}
		if n, err := s.Link.Read(frames); n != 0 || !errors.Is(err, io.EOF) {
			t.Fatalf("at the end: %d, %v", n, err)
		}
	}
	closeLink(t, s.Link)
}

func same(t *testing.T, got, want *op.Frame, index int) {
	t.Helper()
	if !bytes.Equal(got.Data, want.Data) || got.Encap != want.Encap || got.Truncated != want.Truncated || got.Side != want.Side ||
		got.Src != want.Src || got.Dst != want.Dst || got.SrcPort != want.SrcPort || got.DstPort != want.DstPort {
		t.Errorf("frame %d is %+v, want %+v", index+1, got, want)
	}
	number := int32(index + 1)
	if want.Number != 0 {
		number = want.Number
	}
	if got.Number != number {
		t.Errorf("frame %d has number %d, want %d", index+1, got.Number, number)
	}
	if want.TimeNS != 0 && got.TimeNS != want.TimeNS {
		t.Errorf("frame %d has time %d, want %d", index+1, got.TimeNS, want.TimeNS)
	}
}

// apply rules on one message per frame, and on one of which no frame is left.
func apply(t *testing.T, l link.Link, frames []op.Frame) {
	t.Helper()
	var b op.Batch
	b.AddMessage().Slot = op.NoSlot
	for i := range frames {
		b.AddMessage().Slot = int32(i)
	}
	if err := l.Apply(&b, make([]op.Ruling, len(b.Messages))); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func testEmptyRead(t *testing.T, s Subject) {
	if n, err := s.Link.Read(nil); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	frames := make([]op.Frame, 1)
	if n, err := s.Link.Read(frames); n != 1 || err != nil {
		t.Fatalf("the first frame after it: %d, %v", n, err)
	}
	same(t, &frames[0], &s.Frames[0], 0)
	closeLink(t, s.Link)
}

// testApply: a batch may be empty, and every action can be carried out.
func testApply(t *testing.T, s Subject) {
	frames := make([]op.Frame, 3)
	n, err := s.Link.Read(frames)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Link.Apply(&op.Batch{}, nil); err != nil {
		t.Errorf("an empty batch: %v", err)
	}
	for got := n; got < 3; got += n {
		if n, err = s.Link.Read(frames); err != nil {
			t.Fatal(err)
		}
	}
	var b op.Batch
	var rulings []op.Ruling
	for i := range n {
		b.AddMessage().Slot = int32(i)
		rulings = append(rulings, op.Ruling{Action: []op.Action{op.ActPass, op.ActReject, op.ActDrop}[i%3]})
	}
	if err := s.Link.Apply(&b, rulings); err != nil {
		t.Error(err)
	}
	closeLink(t, s.Link)
}

// testDrain: what has arrived still comes, in order and applied as ever; then
// the end, again and again. Of a link that reads by itself only so much has
// arrived as it likes.
func testDrain(t *testing.T, s Subject) {
	for range 2 {
		drainLink(t, s.Link)
	}
	frames, got := make([]op.Frame, 2), 0
	for {
		n, err := s.Link.Read(frames)
		if n == 0 && errors.Is(err, io.EOF) {
			break
		}
		if n == 0 || err != nil || got+n > len(s.Frames) {
			t.Fatalf("after %d of %d frames: %d, %v", got, len(s.Frames), n, err)
		}
		for i := range frames[:n] {
			same(t, &frames[i], &s.Frames[got], got)
			got++
		}
		apply(t, s.Link, frames[:n])
	}
	if s.Live && got != len(s.Frames) {
		t.Errorf("%d of the %d frames that had arrived", got, len(s.Frames))
	}
	if n, err := s.Link.Read(frames); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("read after the end: %d, %v", n, err)
	}
	closeLink(t, s.Link)
	drainLink(t, s.Link)
}

// testDrainWhileWaiting: draining comes from another goroutine and ends a Read
// that waits.
func testDrainWhileWaiting(t *testing.T, s Subject) {
	ended := make(chan error, 1)
	go func() {
		frames := make([]op.Frame, 64)
		for {
			if _, err := s.Link.Read(frames); err != nil {
				ended <- err
				return
			}
		}
	}()
	time.Sleep(5 * time.Millisecond) // most likely waiting by now; right either way
	drainLink(t, s.Link)
	select {
	case err := <-ended:
		if !errors.Is(err, io.EOF) {
			t.Errorf("read ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("read is still waiting")
	}
	closeLink(t, s.Link)
}

func drainLink(t *testing.T, l link.Link) {
	t.Helper()
	if err := l.Drain(); err != nil {
		t.Errorf("drain: %v", err)
	}
}

func testClose(t *testing.T, s Subject) {
	closeLink(t, s.Link)
	closeLink(t, s.Link)
	if n, err := s.Link.Read(make([]op.Frame, 1)); n != 0 || err == nil || errors.Is(err, io.EOF) {
		t.Errorf("read after close: %d, %v", n, err)
	}
	if err := s.Link.Apply(&op.Batch{}, nil); err == nil {
		t.Error("apply after close succeeds")
	}
}

func closeLink(t *testing.T, l link.Link) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
