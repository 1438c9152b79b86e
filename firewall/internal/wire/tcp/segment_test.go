package tcp

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

func TestSegment(t *testing.T) {
	const head = "9c40 0007 00000001 00000002"
	for _, v := range []struct {
		name, b   string
		length    int // 0: as many octets as there are
		truncated bool
		want, bad string
	}{
		{"data", head + "5018 0100 0000 0000 aabb", 0, false, "40000 > 7, 1, 2, 18, aabb@30", ""},
		{"options", head + "8018 0100 0000 0000 0101080a00000001 00000002 aabb", 0, false, "40000 > 7, 1, 2, 18, aabb@42", ""},
		{"SYN", head + "5002 0100 0000 0000", 0, false, "40000 > 7, 1, 2, 02, @30", ""},
		{"reserved bits", head + "5fd8 0100 0000 0000", 0, false, "40000 > 7, 1, 2, d8, @30", ""},
		{"cut off by the capture", head + "5018 0100 0000 0000 aa", 25, true, "40000 > 7, 1, 2, 18, aa@30 and 4", ""},
		{"urgent", head + "5038 0100 0000 0001 aa", 0, false, "40000 > 7, 1, 2, 38, aa@30", "urgent@28"},
		{"urgent, of nothing", head + "5038 0100 0000 0000", 0, false, "40000 > 7, 1, 2, 38, @30", ""},
		{"no flags", head + "5000 0100 0000 0000", 0, false, "40000 > 7, 1, 2, 00, @30", "header@23"},
		{"SYN and FIN", head + "5003 0100 0000 0000", 0, false, "40000 > 7, 1, 2, 03, @30", "header@23"},
		{"RST without ACK", head + "5004 0100 0000 0000", 0, false, "40000 > 7, 1, 2, 04, @30", ""},
		{"data offset 4", head + "4018 0100 0000 0000", 0, false, "40000 > 7", "header@10"},
		{"data offset beyond the segment", head + "6018 0100 0000 0000", 0, false, "40000 > 7", "header@10"},
		{"options cut off", head + "6018 0100 0000 0000", 24, false, "40000 > 7", "header@30"},
		{"options cut off by the capture", head + "6018 0100 0000 0000", 24, true, "40000 > 7", "frame-truncated@30"},
		{"header cut off", head, 0, false, "40000 > 7", "header@10"},
		{"header cut off by the capture", head, 20, true, "40000 > 7", "frame-truncated@22"},
		{"three octets", "9c4000", 0, false, "0 > 0", "header@10"},
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(v.b, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if v.length == 0 {
			v.length = len(b)
		}
		var s Segment
		ok := s.Decode(b, 10, v.length, v.truncated)
		got := fmt.Sprintf("%d > %d", s.SrcPort, s.DstPort)
		if ok {
			got += fmt.Sprintf(", %d, %d, %02x, %x@%d", s.Sequence, s.Acknowledgment, s.Flags, s.Payload, s.At)
			if s.Missing > 0 {
				got += fmt.Sprint(" and ", s.Missing)
			}
		}
		var bad []string
		for _, f := range s.Faults.List() {
			bad = append(bad, fmt.Sprintf("%s@%d", strings.TrimPrefix(f.Code.String(), "tcp-"), f.Offset))
		}
		if got != v.want || strings.Join(bad, " ") != v.bad {
			t.Errorf("%s: got %s; %v", v.name, got, bad)
		}
	}
}
