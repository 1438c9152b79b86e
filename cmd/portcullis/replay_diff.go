package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
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
	if err := rereadable(captures); err != nil {
		return err
	}
	total, changed := 0, 0
	for _, capture := range captures {
		old, warnings, err := collect(c, before, capture)
		if err != nil {
			return err
		}
		warn(c, warnings)
		at := 0
		_, err = after.Replay(c.Context(), []firewall.Capture{capture}, func(r *firewall.Record) error {
			was := old[at]
			at++
			if reflect.DeepEqual(was, r) {
				return nil
			}
			changed++
			return writeChange(out, f.json, &change{r.Capture, r.Frame, r.Message, r.Component, was, r})
		})
		if err != nil {
			return err
		}
		total += len(old)
	}
	if !f.json {
		fmt.Fprintf(out, "%d operations: %d change\n", total, changed)
	}
	return nil
}

// rereadable keeps standard input in memory, because it is read twice.
func rereadable(captures []firewall.Capture) error {
	for i := range captures {
		if captures[i].Name != "-" {
			continue
		}
		in, err := captures[i].Open()
		if err != nil {
			return err
		}
		all, err := io.ReadAll(in)
		if err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
		captures[i].Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all)), nil }
	}
	return nil
}

func collect(c *cobra.Command, fw *firewall.Firewall, capture firewall.Capture) (list []*firewall.Record, warnings []string, err error) {
	warnings, err = fw.Replay(c.Context(), []firewall.Capture{capture}, func(r *firewall.Record) error {
		list = append(list, r)
		return nil
	})
	return list, warnings, err
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
