package gsmmap

import (
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcap"
)

// captures returns the captures that the tests may read.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = "../../../../../shared/captures"
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*/*tcap*.pcap"))
	if len(files) == 0 {
		t.Skip("needs the captures: set PORTCULLIS_CAPTURES")
	}
	return files
}

// recorded decodes the MAP components of one recorded TCAP message.
func recorded(b []byte) (all []decoded) {
	var x tcap.Transaction
	var common op.SS7
	var present [4]uint64
	var f op.Faults
	x.Decode(b, 0, &common, &present, &f)
	for c := x.Next(); c != nil; c = x.Next() {
		batch := &op.Batch{}
		batch.AddMessage().Payload = b
		o := batch.AddOp(op.ProtoMAP)
		s := batch.AddSS7(o, &common)
		c.Fill(o, s)
		if common.Context.Family != op.ContextCAP && common.Context.Family != op.ContextOther {
			Decode(&reader, batch, o, s, argument.Parameter{Octets: c.Parameter, At: c.ParameterAt, Depth: c.Depth})
			all = append(all, decoded{batch, o, s})
		}
	}
	return all
}

// TestCaptures: whom recorded messages name is read as tshark reads it, and
// honest traffic has no fault but the known ones.
func TestCaptures(t *testing.T) {
	raw := regexp.MustCompile(`"tcap_raw": \[\s*"([0-9a-f]+)"`)
	components := 0
	for _, file := range captures(t) {
		ours, theirs := map[string]bool{}, map[string]bool{}
		for _, m := range raw.FindAllSubmatch(shark.Run(t, "-r", file, "-Y", "tcap", "-T", "jsonraw"), -1) {
			b, err := hex.DecodeString(string(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range recorded(b) {
				components++
				if d.o.IMSI != 0 {
					ours[d.o.IMSI.String()] = true
				}
				for _, n := range d.numbers() {
					ours[n.Digits.String()] = true
				}
				if got := strings.Join(d.faults(), " "); got != "" && got != knownFaults[Name(d.o.Code)] {
					t.Errorf("%s: %s: %s in\n%s", filepath.Base(file), Name(d.o.Code), got, m[1])
				}
			}
		}
		for _, s := range lookAt(t, file) {
			for _, x := range append(s.imsi, s.numbers...) {
				theirs[x] = true
			}
		}
		for x := range ours {
			if !theirs[x] {
				t.Errorf("%s: %s, which tshark does not read", filepath.Base(file), x)
			}
		}
		for _, x := range slices.Sorted(maps.Keys(theirs)) {
			if !ours[x] && !elsewhere[x] {
				t.Errorf("%s: tshark alone reads %s", filepath.Base(file), x)
			}
		}
	}
	if components < 50 {
		t.Errorf("only %d components", components)
	}
}

// knownFaults are the faults that captured components do have, by operation: real
// HLRs use indefinite lengths; one cancelLocation was written by hand, its
// elements in the wrong order.
var knownFaults = map[string]string{
	"insertSubscriberData":   "ber-indefinite",
	"sendAuthenticationInfo": "ber-indefinite",
	"cancelLocation":         "map-version-form map-element-missing",
}

// elsewhere are identities that captured messages have in other places: in a
// destination reference, which package tcap reads, and as the sender of a short
// message, which is not kept.
var elsewhere = map[string]bool{"655011420096316": true, "123456789012345": true}
