package mutate

import (
	"bytes"
	"testing"
)

// TestFollowsFromSeed: message i is the same alone and in a longer run, and another
// seed gives others.
func TestFollowsFromSeed(t *testing.T) {
	i, same := 0, 0
	for m := range Messages(7, 2000) {
		alone := One(7, i)
		if !bytes.Equal(m.Payload, alone.Payload) || m.Kind != alone.Kind || m.Port != alone.Port || m.Mutated != alone.Mutated {
			t.Fatalf("message %d differs from itself: %q and %q", i, m.Kind, alone.Kind)
		}
		if bytes.Equal(m.Payload, One(8, i).Payload) {
			same++
		}
		i++
	}
	if i != 2000 || same > 20 {
		t.Errorf("%d messages, %d of them equal under another seed", i, same)
	}
}

// TestCoversTypes: a run of ordinary length holds every message type, valid and
// mutated, and every kind of change.
func TestCoversTypes(t *testing.T) {
	valid, mutated := map[string]bool{}, map[string]bool{}
	changes := map[string]bool{}
	for m := range Messages(1, 20000) {
		kind, rest, _ := bytes.Cut([]byte(m.Kind), []byte(" "))
		if m.Mutated != (len(rest) > 0) {
			t.Fatalf("%q says mutated %v", m.Kind, m.Mutated)
		}
		for _, c := range bytes.Fields(rest) {
			changes[string(c)] = true
		}
		if m.Mutated {
			mutated[string(kind)] = true
		} else {
			valid[string(kind)] = true
		}
	}
	for _, family := range []struct {
		name  string
		types []byte
	}{{"gtpv2/", types2}, {"gtpv1/", types1}, {"gtpu/", []byte{1, 2, 26, 31, 254, 255}}} {
		for _, n := range family.types {
			if k := family.name + number(n); !valid[k] || !mutated[k] {
				t.Errorf("%s: valid %v, mutated %v", k, valid[k], mutated[k])
			}
		}
	}
	if !valid["gtpv2/33+95"] || !valid["gtpv2/96+34"] {
		t.Error("no piggybacked messages")
	}
	if len(changes) < 17 {
		t.Errorf("only %d kinds of change: %v", len(changes), changes)
	}
}
