package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// change is one operation on which two configurations differ.
type change struct {
	Capture   string           `json:"capture"`
	Frame     int              `json:"frame"`
	Message   int              `json:"message"`
	Component int              `json:"component"`
	Before    *firewall.Record `json:"before"`
	After     *firewall.Record `json:"after"`
}

// replayDiff judges the captures under both configurations and prints the
// operations on which they differ. Both see the same frames, so the records
// pair up one to one.
func replayDiff(c *cobra.Command, f *replayFlags, options firewall.Options, before *firewall.Firewall, captures []firewall.Capture, out io.Writer) error {
	after, err := open(c, f.diff, options)
	if err != nil {
		return err
	}
	defer after.Close()
	forget, err := rereadable(captures)
	defer forget()
	if err != nil {
		return err
	}
	total, changed := 0, 0
	for _, capture := range captures {
		old := follow(c.Context(), before, capture)
		_, err = after.Replay(c.Context(), []firewall.Capture{capture}, func(r *firewall.Record) error {
			was, more := <-old.records
			if !more {
				return old.unpaired()
			}
			total++
			if was.Same(r) {
				return nil
			}
			changed++
			return writeChange(out, f.json, &change{r.Capture, r.Frame, r.Message, r.Component, was, r})
		})
		if err := errors.Join(err, old.end(err != nil)); err != nil {
			return err
		}
		warn(c, old.warnings)
	}
	if !f.json {
		fmt.Fprintf(out, "%d operations: %d change\n", total, changed)
	}
	return nil
}

// followed is a replay that goes on as far as its records are taken, so that
// two of them side by side need no memory for a whole capture.
type followed struct {
	records  chan *firewall.Record
	cancel   context.CancelFunc
	warnings []string // valid when records is closed, as is err
	err      error
}

func follow(ctx context.Context, fw *firewall.Firewall, capture firewall.Capture) *followed {
	ctx, cancel := context.WithCancel(ctx)
	f := &followed{records: make(chan *firewall.Record, 256), cancel: cancel}
	go func() {
		defer close(f.records)
		f.warnings, f.err = fw.Replay(ctx, []firewall.Capture{capture}, func(r *firewall.Record) error {
			select {
			case f.records <- r:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	return f
}

// unpaired is why there is no record although the other side has one.
func (f *followed) unpaired() error {
	if f.err != nil {
		return f.err
	}
	return errors.New("the capture changed while it was read")
}

// end waits for the replay, which has nothing left to say unless the other side
// failed.
func (f *followed) end(failed bool) error {
	defer f.cancel()
	if failed {
		f.cancel()
	}
	more := false
	for range f.records {
		more = true
	}
	switch {
	case failed:
		return nil // and what the cancelled side says of it is of no interest
	case more:
		return f.unpaired()
	}
	return f.err
}

// rereadable keeps standard input in a temporary file, because it is read twice.
// forget removes it.
func rereadable(captures []firewall.Capture) (forget func(), err error) {
	var names []string
	forget = func() {
		for _, name := range names {
			os.Remove(name)
		}
	}
	for i := range captures {
		if captures[i].Name != "-" {
			continue
		}
		name, err := spool(captures[i])
		if name != "" {
			names = append(names, name)
		}
		if err != nil {
			return forget, fmt.Errorf("standard input: %w", err)
		}
		captures[i].Open = func() (io.ReadCloser, error) { return os.Open(name) }
	}
	return forget, nil
}

// spool copies a capture into a temporary file.
func spool(c firewall.Capture) (name string, err error) {
	in, err := c.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	file, err := os.CreateTemp("", "portcullis-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, in)
	return file.Name(), errors.Join(err, file.Close())
}

func writeChange(w io.Writer, asJSON bool, ch *change) error {
	if asJSON {
		line, err := json.Marshal(ch)
		if err != nil {
			return err
		}
		_, err = w.Write(append(line, '\n'))
		return err
	}
	if _, err := io.WriteString(w, "- "); err != nil {
		return err
	}
	if err := textRecord(w, ch.Before); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "+ "); err != nil {
		return err
	}
	return textRecord(w, ch.After)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
