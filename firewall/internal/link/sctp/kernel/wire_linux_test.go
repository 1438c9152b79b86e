package kernel

import (
	"encoding/binary"
	"iter"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// dataChunk is a DATA chunk (RFC 9260 clause 3.3.1) as it was on the wire.
type dataChunk struct {
	stream    uint16
	ppid      uint32
	unordered bool
	data      string
}

// sniff returns the DATA chunks that come to lo over IPv4 from a port, each once,
// however often it is retransmitted.
func sniff(t *testing.T, fd, wanted int, from uint16) (list []dataChunk) {
	t.Helper()
	packet := make([]byte, 65536)
	seen := map[uint32]bool{}
	for end := time.Now().Add(patience); len(list) < wanted && time.Now().Before(end); {
		n, at, err := unix.Recvfrom(fd, packet, 0)
		if err != nil {
			t.Fatalf("%d chunks: %v", len(list), err)
		}
		if at.(*unix.SockaddrLinklayer).Pkttype == unix.PACKET_OUTGOING {
			continue
		}
		header := int(packet[0]&15) * 4
		if packet[9] != unix.IPPROTO_SCTP || binary.BigEndian.Uint16(packet[header:]) != from {
			continue
		}
		for tsn, chunk := range dataChunks(packet[header+12 : n]) {
			if !seen[tsn] {
				list = append(list, chunk)
			}
			seen[tsn] = true
		}
	}
	return list
}

// dataChunks reads the DATA chunks behind a common header, with their TSNs.
func dataChunks(b []byte) iter.Seq2[uint32, dataChunk] {
	const fixed = 16
	return func(yield func(uint32, dataChunk) bool) {
		for len(b) >= 4 {
			length := int(binary.BigEndian.Uint16(b[2:]))
			if b[0] == 0 && length > fixed && !yield(binary.BigEndian.Uint32(b[4:]), dataChunk{
				stream:    binary.BigEndian.Uint16(b[8:]),
				ppid:      binary.BigEndian.Uint32(b[12:]),
				unordered: b[1]&4 != 0,
				data:      string(b[fixed:length]),
			}) {
				return
			}
			b = b[min(len(b), (length+3)&^3):]
		}
	}
}

// TestOnTheWire: numbers as the protocol has them, both ways.
func TestOnTheWire(t *testing.T) {
	here := newStation(t)
	fd := -1
	here.do(func() (err error) {
		fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM, int(ethertypeIPv4))
		return err
	})
	defer unix.Close(fd)
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 5}); err != nil {
		t.Fatal(err)
	}
	c := config()
	l := here.listen(endpoint(0, "127.0.0.1"), c)
	a := here.dial(assoc.Endpoint{}, l.Addr(), c)
	b := accept(t, l)
	list := []assoc.Message{
		{Data: []byte("M3UA"), PPID: 3, Stream: 1},
		{Data: []byte("Diameter"), PPID: 46, Stream: 15, Unordered: true},
		{Data: []byte("none"), Stream: 0},
		{Data: []byte("all"), PPID: 0x01020304, Stream: 0x0a},
	}
	for _, ends := range [][2]assoc.Association{{a, b}, {b, a}} {
		if n, err := ends[0].Send(list); n != len(list) || err != nil {
			t.Fatal(n, err)
		}
		chunks := sniff(t, fd, len(list), ends[0].Local()[0].Port())
		if len(chunks) != len(list) {
			t.Fatalf("%d chunks, want %d", len(chunks), len(list))
		}
		var got []assoc.Message
		for len(got) < len(list) {
			batch, err := ends[1].Receive()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, batch.Messages...)
		}
		for i, m := range list {
			if want := (dataChunk{m.Stream, m.PPID, m.Unordered, string(m.Data)}); chunks[i] != want {
				t.Errorf("on the wire: %+v, want %+v", chunks[i], want)
			}
			if g := got[i]; g.Stream != m.Stream || g.PPID != m.PPID || g.Unordered != m.Unordered || string(g.Data) != string(m.Data) {
				t.Errorf("received: %+v, want %+v", g, m)
			}
		}
	}
}

// ethertypeIPv4 is ETH_P_IP in network order.
var ethertypeIPv4 = binary.NativeEndian.Uint16([]byte{0x08, 0x00})
