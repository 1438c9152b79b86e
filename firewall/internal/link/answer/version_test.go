package answer_test

import (
	"bytes"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// A version to come is told that 2 is the latest one spoken here, whatever the
// cause of the ruling; nothing is said to older ones (TS 29.274 clause 7.7.2).
// go-gtp expects a TEID in the indication and cannot read it; tshark can.
func TestVersionNotSupported(t *testing.T) {
	body := octets("20 0004 00000001 00 00000000")
	want := octets("40 03 0004 000000 00")
	for version := range byte(8) {
		p := append([]byte{version << 5}, body...)
		for _, cause := range []uint32{0, 66, 198, 16, 1 << 20} {
			a := answered(t, asked(p), cause)
			if version > 2 != (a != nil) {
				t.Fatalf("version %d: %x", version, a)
			}
			if a != nil && !bytes.Equal(a, want) {
				t.Fatalf("version %d: %x, want %x", version, a, want)
			}
		}
	}
	o := &decoded(want, port, peerPort).Ops[0]
	if o.Faults.Any() || o.Code != 3 || o.Protocol != op.ProtoGTPv2 || o.IsPresent(op.ColTEID) {
		t.Errorf("type %d, %v", o.Code, o.Faults.List())
	}
}

// Answers of every version so far have the same numbers, so those of the next
// are not answered; nor is what was not sent to the port of GTP-C, or is too
// short for a header.
func TestVersionNotSupportedIsNotAnswered(t *testing.T) {
	message := octets("60 20 0004 00000001 00000000")
	for about, b := range map[string]*op.Batch{
		"Version Not Supported":        asked(edited(message, 1, 3)),
		"Echo Response":                asked(edited(message, 1, 2)),
		"seven octets":                 asked(message[:7]),
		"a message to another port":    decoded(message, port, peerPort),
		"a message from port 0":        decoded(message, 0, port),
		"GTPv3 behind a GTPv2 message": asked(append(octets("50 21 0008 00000001 000001 00"), message...)),
		"GTP' and GTPv0 to their port": decoded(edited(message, 0, 0x1E), peerPort, 3386),
		"GTPv3 to their port":          decoded(message, peerPort, 3386),
	} {
		if a := answered(t, b, 0); a != nil {
			t.Errorf("%s: %x", about, a)
		}
	}
}

// A Failure Indication names what failed (TS 29.274 tables 7.2.17.2-1, 7.2.6-1),
// as far as the command let it and never at greater length.
func TestFailureIndications(t *testing.T) {
	const head = "C0FFEE01 800001 00 02 0002 00 5E00"
	failed := func(ebi string) string { return "5D 000B 00 49 0001 00" + ebi + "02 0002 00 5E00" }
	for _, c := range []struct {
		about string
		p     []byte
		want  string
	}{
		{"Modify Bearer Command", message2(64, ourTEID, commandSign|1, "48 0008 00 0000000100000001", bearer5, sender2), "48 41 000E" + head},
		{"Delete Bearer Command", message2(66, ourTEID, commandSign|1, bearer5, sender2), "48 43 001D" + head + failed("05")},
		{"two bearers", message2(66, ourTEID, commandSign|1, bearer5, bearer6, sender2, padding2), "48 43 002C" + head + failed("05") + failed("06")},
		{"two bearers that would make it longer", message2(66, ourTEID, commandSign|1, bearer5, bearer6, sender2), ""},
		{"a bearer of another kind", message2(66, ourTEID, commandSign|1, bearer5, "5D 0005 01"+ebi2, sender2), "48 43 001D" + head + failed("05")},
		{"a bearer inside a bearer", message2(66, ourTEID, commandSign|1, "5D 000E 00"+ebi2+bearer6, sender2, padding2), "48 43 001D" + head + failed("05")},
		{"spare bits beside the identity", message2(66, ourTEID, commandSign|1, "5D 0005 00 49 0001 00 F5", sender2), "48 43 001D" + head + failed("05")},
		{"no bearer", message2(66, ourTEID, commandSign|1, ebi2, sender2, padding2), ""},
		{"a bearer without identity", message2(66, ourTEID, commandSign|1, bearer5, "5D 0006 00 61 0002 00 0000", sender2), ""},
		{"the first bearer without identity", message2(66, ourTEID, commandSign|1, "5D 0006 00 61 0002 00 0000", bearer5, sender2, padding2), ""},
		{"two identities of one bearer", message2(66, ourTEID, commandSign|1, "5D 000A 00"+ebi2+"49 0001 00 06", sender2), "48 43 001D" + head + failed("05")},
		{"an empty identity", message2(66, ourTEID, commandSign|1, "5D 0004 00 49 0000 00", sender2, padding2), ""},
		{"sixteen bearers", message2(66, ourTEID, commandSign|1, repeated(bearer5, 16), sender2, repeated(padding2, 12)), ""},
		{"Bearer Resource Command", message2(68, ourTEID, commandSign|1, ebi2, pti2, third2, padding2), "48 45 0018" + head + "49 0001 00 05 64 0001 00 07"},
		{"without a transaction", message2(68, ourTEID, commandSign|1, ebi2, third2, padding2), ""},
		{"without a bearer", message2(68, ourTEID, commandSign|1, pti2, third2, padding2), ""},
	} {
		if p := answered(t, asked(c.p), 0); !bytes.Equal(p, octets(c.want)) {
			t.Errorf("%s: %x, want %s", c.about, p, c.want)
		}
	}
	// Every bearer there is.
	p := answered(t, asked(message2(66, ourTEID, commandSign|1, repeated(bearer5, 15), sender2, repeated(padding2, 12))), 0)
	if len(p) != 18+15*15 {
		t.Errorf("15 bearers: %x", p)
	}
}
