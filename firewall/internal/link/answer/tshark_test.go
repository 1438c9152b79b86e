package answer_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// exchange is a request and its answer, with what tshark is to say of the
// answer.
type exchange struct {
	request, answer []byte
	want            string // type, sequence number, TEID, cause
}

// exchanges are one of every type and some of every cause.
func exchanges(t *testing.T) (all []exchange) {
	add := func(p []byte, cause uint32, want string) {
		if a := answered(t, asked(p), cause); a != nil {
			all = append(all, exchange{p, bytes.Clone(a), want})
		}
	}
	for code := range 256 {
		c, sequence := uint8(code), uint16(1000+code)
		r1, r2 := rejection.ResponseType(op.ProtoGTPv1, c), rejection.ResponseType(op.ProtoGTPv2, c)
		add(request1(c, sequence), 0, fmt.Sprintf("%#02x %#04x %#08x 200", r1, sequence, peerTEID))
		o := &asked(request2(c, uint32(sequence))).Ops[0]
		add(request2(c, uint32(sequence)), 0, fmt.Sprintf("%d %#06x %#08x %s", r2, o.GTP.Sequence, peerTEID, causes2(r2, "94")))
		if refuses1(uint32(c)) && c != 0 {
			add(request1(16, 2000+uint16(c)), uint32(c), fmt.Sprintf("%#02x %#04x %#08x %d", 17, 2000+uint16(c), peerTEID, c))
		}
		if refuses2(uint32(c)) && c != 0 {
			add(request2(32, 2000+uint32(c)), uint32(c), fmt.Sprintf("%d %#06x %#08x %d", 33, 2000+uint32(c), peerTEID, c))
		}
	}
	add(octets("60 20 0008 00000001 00000100"), 0, "3 0x000000  ")
	return all
}

// causes2: the Delete Bearer Failure Indication has one more in its bearer.
func causes2(response uint8, cause string) string {
	if response == rejection.DeleteBearerFailureIndication {
		return cause + "," + cause
	}
	return cause
}

// tshark reads every answer without a mark, with the values meant, and as the
// answer to the request before it.
func TestTsharkReadsAnswers(t *testing.T) {
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("needs tshark")
	}
	all := exchanges(t)
	args := []string{"-r", capture(t, all), "-T", "fields", "-E", "separator=|"}
	for _, f := range []string{"_ws.malformed", "_ws.expert.message", "gtp.message", "gtp.seq_number", "gtp.teid", "gtp.cause",
		"gtpv2.message_type", "gtpv2.seq", "gtpv2.teid", "gtpv2.cause", "gtp.response_to", "gtpv2.response_to"} {
		args = append(args, "-e", f)
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	if len(rows) != 2*len(all) || len(all) < 200 {
		t.Fatalf("%d rows for %d exchanges", len(rows), len(all))
	}
	for i, e := range all {
		c := strings.Split(rows[2*i+1], "|")
		if c[0] != "" || c[1] != "" {
			t.Errorf("%x: %s %s", e.answer, c[0], c[1])
		}
		got := strings.Join(c[2:6], " ")
		if e.answer[0]>>5 == 2 {
			got = strings.Join(c[6:10], " ")
		}
		if got != e.want {
			t.Errorf("%x: tshark says %q, want %q", e.answer, got, e.want)
		}
		if to := c[10] + c[11]; to != fmt.Sprint(2*i+1) && (to != "" || paired(e.answer)) {
			t.Errorf("%x: tshark takes it for the response to %q, not to %d", e.answer, to, 2*i+1)
		}
	}
}

// paired reports whether tshark 4.0 looks for the request to a response of this
// type: those of contexts and sessions, not every other.
func paired(answer []byte) bool {
	of := []byte{17, 19, 21}
	if answer[0]>>5 == 2 {
		of = []byte{33, 35, 37, 96, 98, 100}
	}
	return bytes.IndexByte(of, answer[1]) >= 0
}

// capture writes the exchanges, each a request and its answer.
func capture(t *testing.T, all []exchange) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "answers.pcap")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65535, layers.LinkTypeIPv4); err != nil {
		t.Fatal(err)
	}
	write := func(src, dst op.Addr, srcPort, dstPort uint16, payload []byte) {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IP(src.NetIP().AsSlice()), DstIP: net.IP(dst.NetIP().AsSlice())}
		udp := &layers.UDP{SrcPort: layers.UDPPort(srcPort), DstPort: layers.UDPPort(dstPort)}
		if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
			t.Fatal(err)
		}
		b := gopacket.NewSerializeBuffer()
		if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ip, udp, gopacket.Payload(payload)); err != nil {
			t.Fatal(err)
		}
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(0, 0), CaptureLength: len(b.Bytes()), Length: len(b.Bytes())}, b.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range all {
		write(partner, home, peerPort, port, e.request)
		write(home, partner, port, peerPort, e.answer)
	}
	return name
}
