package wire

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// chunkBatch is a message with the operations of chunks: type, start, length.
func chunkBatch(payload []byte, chunks ...[3]int) *op.Batch {
	b := &op.Batch{}
	b.AddMessage().Payload = payload
	for _, c := range chunks {
		addChunk(b, uint8(c[0]), c[1], c[2])
	}
	return b
}

func list(b *op.Batch) string {
	var s strings.Builder
	for _, x := range Elements(b, &b.Messages[0]) {
		fmt.Fprintf(&s, "%d %s%s [%d] %x\n", x.Offset, strings.Repeat("  ", x.Depth), x.Name, x.Length, x.Value)
	}
	return s.String()
}

// An INIT is listed down to its parameters, other chunks as one.
func TestElementsOfChunks(t *testing.T) {
	value, err := hex.DecodeString("cdbd5c88" + "00c00000" + "000a" + "ffff" + "01bf450c" + "000c000600050000" + "80000004" + "12340005ff000000")
	if err != nil {
		t.Fatal(err)
	}
	const want = `0 0x01 INIT [36] 
0   initiate tag [4] cdbd5c88
4   advertised receiver window [4] 00c00000
8   outbound streams [2] 000a
10   inbound streams [2] ffff
12   initial TSN [4] 01bf450c
16   0x000c Supported Address Types [2] 0005
24   0x8000 ECN Capable [0] 
28   0x1234 [1] ff
`
	if got := list(chunkBatch(value, [3]int{1, 0, len(value)})); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := list(chunkBatch(value, [3]int{14, 4, 8}, [3]int{0x3F, 20, 400})); got != "4 0x0e SHUTDOWN COMPLETE [8] 00c00000000affff\n20 0x3f not registered [16] "+hex.EncodeToString(value[20:])+"\n" {
		t.Errorf("several chunks:\n%s", got)
	}
	for n := range value { // wherever it ends, the list covers no more than there is
		if got := list(chunkBatch(value[:n], [3]int{2, 0, len(value)})); !strings.HasPrefix(got, fmt.Sprintf("0 0x02 INIT ACK [%d]", n)) {
			t.Errorf("%d octets:\n%s", n, got)
		}
	}
	if got := list(chunkBatch(append(value[:16:16], 0, 7, 0, 3), [3]int{1, 0, 20})); !strings.Contains(got, "16   octets that are no parameter [4] 00070003") {
		t.Errorf("a parameter of three octets:\n%s", got)
	}
}
