package wire

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// avp is an attribute-value pair of the base protocol, with its padding (RFC 6733
// clause 4.1).
func avp(code int, data []byte) []byte {
	return join(be(code, 4), []byte{0x40}, be(8+len(data), 3), data, make([]byte, -len(data)&3))
}

// command is a request of S6a (RFC 6733 clause 3).
func command(code int, avps ...[]byte) []byte {
	body := join(avps...)
	return join([]byte{1}, be(20+len(body), 3), []byte{0xC0}, be(code, 3), be(16777251, 4), be(1, 4), be(2, 4), body)
}

// avp3GPP is one of 3GPP's.
func avp3GPP(code int, data []byte) []byte {
	return join(be(code, 4), []byte{0xC0}, be(12+len(data), 3), be(10415, 4), data, make([]byte, -len(data)&3))
}

// location is an Update-Location-Request, with n octets in front of the first dot of
// its Origin-Host, and any further AVPs.
func location(n int, more ...[]byte) []byte {
	host := []byte(strings.Repeat("a", n) + ".epc.mnc070.mcc999.3gppnetwork.org")
	return command(316,
		avp(263, []byte("mme1;1;2")), avp(277, be(1, 4)), avp(264, host), avp(296, []byte("epc.mnc070.mcc999.3gppnetwork.org")),
		avp(283, []byte("epc.mnc001.mcc001.3gppnetwork.org")), avp(1, []byte("001010123456789")),
		avp3GPP(1032, be(1004, 4)), avp3GPP(1405, be(2, 4)), avp3GPP(1407, []byte{0x99, 0xF9, 0x07}), join(more...))
}

// longLocation is one of some 3,000 octets, which came through many agents.
func longLocation() []byte {
	var routes [][]byte
	for range 50 {
		routes = append(routes, avp(282, []byte("dra1."+strings.Repeat("b", 30)+".ipx.example")))
	}
	return location(40, routes...)
}

// tcpSegment is one of a connection to port 3868; at counts from the first octet of the
// stream, behind SYN.
func tcpSegment(at int, data []byte) *op.Frame {
	flags := 0x5010
	if at < 0 {
		flags = 0x5002
	}
	return frame(op.EncapRaw, ip4(ip.TCP, join(be(40000, 2), be(3868, 2), be(1000+at, 4), be(1, 4), be(flags, 2), be(8192, 2), be(0, 4), data)))
}

// stream cuts a stream into segments of these many octets, and the rest of it into full
// ones.
func stream(sizes []int, octets []byte) (frames []*op.Frame) {
	at := 0
	frames = append(frames, tcpSegment(-1, nil))
	for _, n := range sizes {
		n = min(n, len(octets)-at)
		frames = append(frames, tcpSegment(at, octets[at:at+n]))
		at += n
	}
	for ; at < len(octets); at += 1448 {
		frames = append(frames, tcpSegment(at, octets[at:min(at+1448, len(octets))]))
	}
	return frames
}

// read decodes frames and returns for each of its messages the slot, the octets of
// Origin-Host, and faults.
func read(t *testing.T, frames []*op.Frame) (b *op.Batch, hosts []int) {
	t.Helper()
	b = &op.Batch{}
	d := New(Config{})
	for i, f := range frames {
		d.Decode(b, i, f)
	}
	d.Flush(b)
	for i := range b.Messages {
		m := &b.Messages[i]
		if m.Transport != ip.TCP || m.SrcPort != 40000 || m.DstPort != 3868 || m.PPID != 0 {
			t.Errorf("message %d: transport %d, ports %d, %d, payload protocol identifier %d", i, m.Transport, m.SrcPort, m.DstPort, m.PPID)
		}
		host := -1
		if m.NumOps == 1 {
			o := &b.Ops[m.FirstOp]
			host = int(b.DiameterOf(o).OriginHost.Len) - len(".epc.mnc070.mcc999.3gppnetwork.org")
			if o.Protocol != op.ProtoDiameter || o.Code != 316 || o.IsPresent(op.ColPpid) {
				t.Errorf("message %d: %+v", i, o)
			}
		}
		hosts = append(hosts, host)
	}
	return b, hosts
}

// One segment brings many commands, one command takes many segments, and a header
// may be cut anywhere: each command is one message, and none is malformed.
func TestDiameterStream(t *testing.T) {
	long := longLocation()
	want := []int{5, 40, 17, 1, 2, 9}
	all := join(location(5), long, location(17), location(1), location(2), location(9))
	for name, sizes := range map[string][]int{
		"one segment":              {len(all)},
		"headers in two":           {3, len(location(5)) + 16, len(long), len(location(17))},
		"segments of a link":       {1448, 1448, 1448},
		"single octets at first":   {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		"a command for each":       {len(location(5)), len(long), len(location(17)), len(location(1)), len(location(2))},
		"the last one in segments": {len(all) - len(location(9)), 20, 20, 20, 20},
	} {
		t.Run(name, func(t *testing.T) {
			b, hosts := read(t, stream(sizes, all))
			if !slices.Equal(hosts, want) {
				t.Errorf("hosts of %v octets, want %v", hosts, want)
			}
			for i := range b.Messages {
				m := &b.Messages[i]
				if m.Faults.Any() || b.Ops[m.FirstOp].Faults.Any() {
					t.Errorf("message %d: %v, %v", i, m.Faults.List(), b.Ops[m.FirstOp].Faults.List())
				}
			}
		})
	}
}

// Every place where a stream of two commands can be cut gives the same two messages.
func TestDiameterCutAnywhere(t *testing.T) {
	all := join(location(2), location(6))
	for cut := 1; cut < len(all); cut++ {
		if _, hosts := read(t, stream([]int{cut}, all)); !slices.Equal(hosts, []int{2, 6}) {
			t.Fatalf("cut at %d: %v", cut, hosts)
		}
	}
}

// What is lost, or was never a command, is a fault, and the next command is found:
// by its length if that is known, else by its looks.
func TestDiameterResynchronised(t *testing.T) {
	first, second, third := location(40), location(50), location(60)
	all := join(first, second, third)
	for _, v := range []struct {
		name   string
		frames []*op.Frame
		want   []int
		fault  op.FaultCode
	}{
		{"a capture begins within a command", []*op.Frame{tcpSegment(0, first[30:]), tcpSegment(len(first)-30, join(second, third))}, []int{-1, 50, 60}, op.TCPMidstream},
		{"a segment is lost", []*op.Frame{tcpSegment(-1, nil), tcpSegment(0, all[:60]), tcpSegment(len(first)+60, all[len(first)+60:])}, []int{-1, 60}, op.TCPGap},
		{"octets between commands", stream(nil, join(first, []byte("\x00\x07 no command, and no version either"), second, third)), []int{40, -1, 50, 60}, op.TCPFraming},
		{"a command longer than any", stream([]int{200}, join(first, join([]byte{1}, be(80000, 3), make([]byte, 79996)), second)), []int{40, -1, 50}, op.TCPLimit},
	} {
		t.Run(v.name, func(t *testing.T) {
			b, hosts := read(t, v.frames)
			found, at := false, 0
			for i := range b.Messages {
				if found = found || b.Messages[i].Faults.Has(v.fault); hosts[i] >= 0 || at == 0 || hosts[i] != hosts[at-1] {
					hosts[at] = hosts[i]
					at++
				}
			}
			if !found || !slices.Equal(hosts[:at], v.want) {
				t.Errorf("hosts of %v octets, want %v; %v is there: %v", hosts[:at], v.want, v.fault, found)
			}
		})
	}
}

// The codes of AVPs above 255 have the octet of the version in them.
func TestDiameterIsFoundBehindAVPs(t *testing.T) {
	first := join(avp(264, []byte("mme1")), avp(296, []byte("epc")), avp(283, be(1, 4)), avp(277, be(1, 4)), avp(260, join(avp(266, be(10415, 4)), avp(258, be(16777251, 4)))))
	for cut := range first {
		_, hosts := read(t, []*op.Frame{tcpSegment(0, join(first[cut:], location(8)))})
		if hosts[len(hosts)-1] != 8 || slices.ContainsFunc(hosts[:len(hosts)-1], func(n int) bool { return n >= 0 }) {
			t.Fatalf("from octet %d: %v", cut, hosts)
		}
	}
}

// A flood of commands costs no memory: whole ones in a segment, and one over several.
func TestDiameterStreamDoesNotAllocate(t *testing.T) {
	many := join(location(5), location(6), location(7), location(8))
	long := longLocation()
	d, at := New(Config{}), 0
	var b op.Batch
	d.Decode(&b, 0, tcpSegment(-1, nil))
	send := func() (frames [4]*op.Frame) {
		for i, data := range [][]byte{many, long[:1400], long[1400:2800], long[2800:]} {
			frames[i] = tcpSegment(at, data)
			at += len(data)
		}
		return frames
	}
	rounds := make([][4]*op.Frame, 102) // AllocsPerRun runs once before it counts
	for i := range rounds {
		rounds[i] = send()
	}
	i := 0
	decode := func() {
		b.Reset()
		for slot, f := range rounds[i] {
			d.Decode(&b, slot, f)
		}
		i++
	}
	decode() // and what the decoder has with the first
	if n := testing.AllocsPerRun(100, decode); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if len(b.Messages) != 5 || len(b.Ops) != 5 {
		t.Errorf("%d messages with %d operations", len(b.Messages), len(b.Ops))
	}
}

// BenchmarkDiameterStream is the cost of a command in a segment of its own, against
// that of a datagram's headers.
func BenchmarkDiameterStream(b *testing.B) {
	d, at := New(Config{}), 0
	var batch op.Batch
	d.Decode(&batch, 0, tcpSegment(-1, nil))
	data := location(5)
	f := tcpSegment(0, data)
	for n := 0; b.Loop(); n++ {
		if n%64 == 0 {
			batch.Reset()
		}
		copy(f.Data[24:], be(1000+at, 4))
		at = (at + len(data)) & 0x7FFFFFFF
		d.Decode(&batch, 0, f)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/headersAlone(frame(op.EncapEthernet, benched[0].data), b.N), "x-headers")
}
