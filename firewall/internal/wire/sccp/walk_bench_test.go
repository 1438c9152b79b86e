package sccp_test

import (
	"encoding/hex"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
)

// BenchmarkWalk is what a message costs from M3UA to the octets of TCAP: with
// network appearance and routing context, a UDT between two global titles.
func BenchmarkWalk(b *testing.B) {
	p, err := hex.DecodeString("01000101" + "00000054" + "0200000800000001" + "0006000800000007" +
		"0210003c" + "00000102" + "00000203" + "0300000f" +
		"0900030f1b0c1206001204999010000000100c12070011049979000000000110" + "620e4804000000016c06a10402010102")
	if err != nil {
		b.Fatal(err)
	}
	p[7], p[27] = byte(len(p)), byte(len(p)-24)
	b.ReportAllocs()
	for b.Loop() {
		var s op.SS7
		var present, invalid [4]uint64
		var f op.Faults
		var m m3ua.Message
		m.Decode(p, &s, &present, &f)
		var u sccp.Unit
		if !u.Decode(m.Data, m.At, &s, &present, &invalid, &f) || f.Any() || len(u.Data) != 16 {
			b.Fatalf("%d octets", len(u.Data))
		}
	}
}
