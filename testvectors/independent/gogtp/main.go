// Command gogtp writes the vectors that go-gtp v0.8.12 encodes, framed and filed
// by gopacket: no octet of them was laid out by this project's own encoders. The
// world is that of testvectors/gtp/config.yaml. Run it in testvectors/independent:
//
//	go run ./gogtp
package main

import (
	"bytes"
	"hash/fnv"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	gtpv2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	gtpv2message "github.com/wmnsk/go-gtp/gtpv2/message"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// encoded is a message of go-gtp's, of either version.
type encoded interface {
	Marshal() ([]byte, error)
	MessageTypeName() string
	MessageType() uint8
}

// entry is one vector: a message from one node to another.
type entry struct {
	name, rules, about string
	from, to           string
	protocol           string
	message            encoded
	reason, twin       string // attacks
	flag               string
	wire               string
}

func main() {
	folder := "gogtp/vectors"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		log.Fatal(err)
	}
	for _, e := range append(entries2(), entries1()...) {
		save(filepath.Join(folder, e.name+".pcap"), e.capture())
		save(filepath.Join(folder, e.name+".txt"), e.expectation())
	}
}

func save(path string, octets []byte) {
	if err := os.WriteFile(path, octets, 0o644); err != nil {
		log.Fatal(err)
	}
}

func (e *entry) expectation() []byte {
	v := vector.Vector{
		Name: e.name, Rules: strings.Fields(e.rules), Kind: vector.Honest, About: e.about, Config: "../../../gtp/config.yaml",
		Reasons: strings.Fields(e.reason), Twin: e.twin, Wire: e.wire,
	}
	o := vector.Op{Frame: 1, Protocol: e.protocol, Code: int(e.message.MessageType()), Operation: operationName(e.message), Verdict: "pass"}
	switch {
	case e.reason != "":
		v.Kind, o.Verdict, o.Reasons = vector.Attack, "block", v.Reasons
	case e.flag != "":
		o.Verdict, o.Reasons = "flag", []string{e.flag}
	}
	v.Ops = []vector.Op{o}
	return v.Format()
}

// operationName is go-gtp's name without spaces, where it follows the
// specification's.
func operationName(m encoded) string {
	name := strings.ReplaceAll(m.MessageTypeName(), " ", "")
	if name == "T-PDU" {
		return "G-PDU"
	}
	return name
}

// capture writes a pcap file with one Ethernet frame.
func (e *entry) capture() []byte {
	payload, err := e.message.Marshal()
	if err != nil {
		log.Fatalf("%s: %v", e.name, err)
	}
	frame := e.frame(payload)
	var file bytes.Buffer
	w := pcapgo.NewWriter(&file)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		log.Fatal(err)
	}
	info := gopacket.CaptureInfo{Timestamp: e.begin(), CaptureLength: len(frame), Length: len(frame)}
	if err := w.WritePacket(info, frame); err != nil {
		log.Fatal(err)
	}
	return file.Bytes()
}

// begin is the time of the frame: New Year, but an own ten minutes of 2026 for an
// Echo Request, whose rate matters.
func (e *entry) begin() time.Time {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if e.message.MessageType() != 1 {
		return begin
	}
	h := fnv.New32a()
	h.Write([]byte("gogtp/" + e.name))
	return begin.Add(time.Duration(1+h.Sum32()%52_000) * 10 * time.Minute)
}

func (e *entry) frame(payload []byte) []byte {
	port := layers.UDPPort(2123)
	if e.protocol == "gtpu" {
		port = 2152
	}
	udp := &layers.UDP{SrcPort: port, DstPort: port}
	link := &layers.Ethernet{
		SrcMAC: net.HardwareAddr{2, 0, 0x5E, 0, 0x53, 1}, DstMAC: net.HardwareAddr{2, 0, 0x5E, 0, 0x53, 2}, EthernetType: layers.EthernetTypeIPv4,
	}
	src, dst := net.ParseIP(e.from), net.ParseIP(e.to)
	var network gopacket.SerializableLayer
	if src.To4() != nil {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: src.To4(), DstIP: dst.To4()}
		network = ip
		check(udp.SetNetworkLayerForChecksum(ip))
	} else {
		link.EthernetType = layers.EthernetTypeIPv6
		ip := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolUDP, SrcIP: src, DstIP: dst}
		network = ip
		check(udp.SetNetworkLayerForChecksum(ip))
	}
	out := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	check(gopacket.SerializeLayers(out, options, link, network, udp, gopacket.Payload(payload)))
	return out.Bytes()
}

// innerPacket is what a subscriber sends: to GTP-C's port a GTPv2 Echo Request.
func innerPacket(port layers.UDPPort) []byte {
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IP{10, 45, 0, 2}, DstIP: net.IP{203, 0, 113, 80}}
	udp := &layers.UDP{SrcPort: 40000, DstPort: port}
	check(udp.SetNetworkLayerForChecksum(ip))
	payload := []byte("GET / HTTP/3")
	if port == 2123 {
		var err error
		payload, err = gtpv2message.NewEchoRequest(1, gtpv2ie.NewRecovery(7)).Marshal()
		check(err)
	}
	out := gopacket.NewSerializeBuffer()
	check(gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ip, udp, gopacket.Payload(payload)))
	return out.Bytes()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
