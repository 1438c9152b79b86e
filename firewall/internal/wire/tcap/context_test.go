package tcap

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tsharkSays are the names that tshark 4.0.17 has otherwise than TS 29.002 V16.3
// and TS 29.078 V16.0: it does not know later ones, nor the phase of CAP's, and
// still has what was withdrawn.
var tsharkSays = map[string]string{
	"resetContext-v3":                    "",
	"vcsgLocationUpdateContext-v3":       "",
	"vcsgLocationCancellationContext-v3": "",
	"04000001002803":                     "secureTransportHandlingContext-v3",
	"capssf-scfGenericAC-v3":             "capssf-scfGenericAC",
	"capssf-scfAssistHandoffAC-v3":       "capssf-scfAssistHandoffAC",
	"gsmSRF-gsmSCF-ac-v3":                "gsmSRF-gsmSCF-ac",
	"capssf-scfGenericAC-v4":             "capssf-scfGenericAC",
	"capssf-scfAssistHandoffAC-v4":       "capssf-scfAssistHandoffAC",
	"capscf-ssfGenericAC-v4":             "capscf-ssfGenericAC",
	"gsmSRF-gsmSCF-ac-v4":                "gsmSRF-gsmSCF-ac",
}

// TestContextNames: the names are tshark's, for every context that one octet
// each of identifier and version can name below 64 and 6.
func TestContextNames(t *testing.T) {
	var oids []string
	for ac := range 64 {
		for version := range 6 {
			oids = append(oids, fmt.Sprintf("0400000100%02x%02x", ac, version))
		}
	}
	for root := 20; root < 24; root++ {
		for last := range 64 {
			oids = append(oids, fmt.Sprintf("04000001%02x03%02x", root, last))
		}
	}
	var messages [][]byte
	for i, oid := range oids {
		id := tlv("48", binary.BigEndian.AppendUint32(nil, uint32(i+1)))
		messages = append(messages, tlv("62", id, portion(aarq(oid))))
	}
	out := string(shark.Run(t, "-r", capture(t, messages), "-O", "tcap"))
	found := regexp.MustCompile(`application-context-name: [0-9.]+(?: \(([^)]*)\))?`).FindAllStringSubmatch(out, -1)
	if len(found) != len(oids) {
		t.Fatalf("%d names for %d messages", len(found), len(oids))
	}
	for i, oid := range oids {
		b, _ := hex.DecodeString(oid)
		family, id, version := contextOf(b)
		got, want := ContextName(family, id, version), found[i][1]
		if strings.HasPrefix(want, "itu-t.") {
			want = "" // it knows the first arc only
		}
		if alias, listed := tsharkSays[cmp.Or(got, oid)]; listed {
			got = alias
		}
		if !strings.EqualFold(got, want) {
			t.Errorf("%s: %q, tshark says %q", oid, got, want)
		}
	}
}

func TestContextNameOfNothing(t *testing.T) {
	for _, c := range []op.ApplicationContext{{}, {Family: op.ContextOther, ID: 1, Version: 3}, {Family: op.ContextMAP, ID: 200, Version: 3}, {Family: op.ContextMAP, ID: 1, Version: 200},
		{Family: op.ContextMAP, ID: 29, Version: 4}, {Family: op.ContextMAP, ID: 30, Version: 3}, {Family: op.ContextCAP, ID: 4, Version: 2}} {
		if name := ContextName(c.Family, c.ID, c.Version); name != "" {
			t.Errorf("%+v: %s", c, name)
		}
	}
	if name := ContextName(op.ContextMAP, 33, 4); name != "gprsLocationInfoRetrievalContext-v4" {
		t.Error(name)
	}
}
