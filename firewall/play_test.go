package firewall

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// Play gives the records that Replay gives, frame by frame, those included that are
// due when a capture ends.
func TestPlayIsReplay(t *testing.T) {
	dir := filepath.Join("..", "testvectors", "ss7")
	cfg, _, err := LoadConfig(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	fw, err := New(t.Context(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	var captures []Capture
	for _, name := range []string{"combined", "e08-never", "e08-straddle", "handshake", "ul"} {
		captures = append(captures, CaptureFile(filepath.Join(dir, name+".pcap")))
	}
	var want, got []*Record
	if _, err := fw.Replay(t.Context(), captures, func(r *Record) error { want = append(want, r); return nil }); err != nil {
		t.Fatal(err)
	}
	silent, took := 0, time.Duration(0)
	_, err = fw.Play(t.Context(), captures, func(p *Played) error {
		if got = append(got, p.Records...); len(p.Records) == 0 {
			silent++
		}
		took += p.Took
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) || len(want) < 20 || silent < 20 || took <= 0 {
		t.Fatalf("%d records of %d, %d frames without one, in %v", len(got), len(want), silent, took)
	}
	for i := range want {
		if !got[i].Same(want[i]) {
			t.Errorf("record %d: %+v, not %+v", i, got[i], want[i])
		}
	}
}

func TestPlayEnds(t *testing.T) {
	fw, err := New(t.Context(), BuiltinConfig(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	capture := []Capture{CaptureFile(filepath.Join("..", "testvectors", "ss7", "ul.pcap"))}
	enough := errors.New("enough")
	if _, err := fw.Play(t.Context(), capture, func(*Played) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("the callback's error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := fw.Play(ctx, capture, func(*Played) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("the context's: %v", err)
	}
	if _, err := fw.Play(t.Context(), []Capture{CaptureFile("missing.pcap")}, nil); err == nil {
		t.Error("a capture that is not there is played")
	}
}
