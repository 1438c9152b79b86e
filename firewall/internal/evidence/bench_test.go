package evidence

import (
	"path/filepath"
	"runtime"
	"testing"
)

// What an acknowledged change costs: mostly the disk's sync.
func BenchmarkLedgerAppend(b *testing.B) {
	l := openLedger(b, b.TempDir())
	for b.Loop() {
		appendTo(b, l, severed("ipx-1"))
	}
}

// What a lane pays for a record that it has built.
func BenchmarkEventsRecord(b *testing.B) {
	e := openEvents(b, EventsConfig{File: filepath.Join(b.TempDir(), "events.jsonl"), MaxSize: 64 << 20, Keep: 1})
	r := exampleRecord()
	for b.Loop() {
		e.Record(r)
	}
	b.ReportMetric(float64(e.Lost())/float64(b.N), "lost/op")
}

// How fast the goroutine writes: every record ends in the file.
func BenchmarkEventsWritten(b *testing.B) {
	e := openEvents(b, EventsConfig{File: filepath.Join(b.TempDir(), "events.jsonl"), MaxSize: 64 << 20, Keep: 1})
	r := exampleRecord()
	for b.Loop() {
		for len(e.queue) >= recordQueue {
			runtime.Gosched()
		}
		e.Record(r)
	}
	if err := e.Close(); err != nil || e.Lost() > 0 {
		b.Fatal(err, e.Lost())
	}
}
