package mtp3

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func octets(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func faults(f *op.Faults) string {
	var s []string
	for _, x := range f.List() {
		s = append(s, fmt.Sprintf("%s@%d", x.Code, x.Offset))
	}
	return strings.Join(s, " ")
}

func TestDecode(t *testing.T) {
	for _, v := range []struct {
		name, b, want, bad string
	}{
		{"SCCP", "83 02c14020 0900", "opc 259 dpc 258 si 3 ni 2 sls 2 data 0900@25", ""},
		{"all ones", "cf ffffffff 00", "opc 16383 dpc 16383 si 15 ni 3 sls 15 data 00@25", ""},
		{"DPC alone", "03 ff3f0000 00", "opc 0 dpc 16383 si 3 ni 0 sls 0 data 00@25", ""},
		{"OPC alone", "03 00c0ff0f 00", "opc 16383 dpc 0 si 3 ni 0 sls 0 data 00@25", ""},
		{"SLS alone", "03 000000f0 00", "opc 0 dpc 0 si 3 ni 0 sls 15 data 00@25", ""},
		{"priority", "33 00000000 00", "opc 0 dpc 0 si 3 ni 0 sls 0 data 00@25", ""},
		{"nothing behind", "83 02c14020", "opc 259 dpc 258 si 3 ni 2 sls 2 data @25", ""},
		{"cut off", "83 02c140", "", "mtp3-label@24"},
		{"empty", "", "", "mtp3-label@20"},
	} {
		var s op.SS7
		var o op.Operation
		data, at, ok := Decode(octets(v.b), 20, &s, &o.Present, &o.Faults)
		got := ""
		if ok && o.IsPresent(op.ColOpc) && o.IsPresent(op.ColDpc) && o.IsPresent(op.ColServiceIndicator) && o.IsPresent(op.ColNetworkIndicator) {
			got = fmt.Sprintf("opc %d dpc %d si %d ni %d sls %d data %x@%d", s.OPC, s.DPC, s.ServiceIndicator, s.NetworkIndicator, s.SLS, data, at)
		}
		if got != v.want || faults(&o.Faults) != v.bad {
			t.Errorf("%s: got %s; %s", v.name, got, faults(&o.Faults))
		}
	}
}

func TestSignalUnit(t *testing.T) {
	long, longer := strings.Repeat("aa", 70), strings.Repeat("bb", 600)
	for _, v := range []struct {
		name    string
		framing Framing
		b       string
		want    string // message and offset
		bad     string
	}{
		{"message", Basic, "8180 07 83 02c14020 0900", "8302c140200900@3", ""},
		{"message with check sequence", Basic, "8180 07 83 02c14020 0900 dead", "8302c140200900@3", ""},
		{"spare bits", Basic, "8180 c7 83 02c14020 0900", "8302c140200900@3", ""},
		{"as long as the indicator says", Basic, "8180 3f" + long[:126], long[:126] + "@3", ""},
		{"longer than the indicator can say", Basic, "8180 3f" + long, long + "@3", ""},
		{"62 octets with check sequence", Basic, "8180 3e" + long[:124] + "dead", long[:124] + "@3", ""},
		{"fill-in", Basic, "8180 00", "@3", ""},
		{"fill-in with check sequence", Basic, "8180 00 dead", "@3", ""},
		{"link status", Basic, "8180 01 05", "@3", ""},
		{"link status of two octets", Basic, "8180 02 0500 dead", "@3", ""},
		{"one octet more", Basic, "8180 07 83 02c14020 0900 de", "@3", "mtp3-label@2"},
		{"one octet less", Basic, "8180 07 83 02c14020 09", "@3", "mtp3-label@2"},
		{"62 octets for 63", Basic, "8180 3f" + long[:124], "@3", "mtp3-label@2"},
		{"header cut off", Basic, "8180", "@2", "mtp3-label@2"},
		{"empty", Basic, "", "@0", "mtp3-label@0"},
		{"with pseudo-header", Pseudo, "0000 0001 8180 07 83 02c14020 0900", "8302c140200900@7", ""},
		{"format not known", Pseudo, "0102 0001 8180 07 83 02c14020 0900", "8302c140200900@7", ""},
		{"extended", Pseudo, "0001 0001 0180 0280 0700 83 02c14020 0900", "8302c140200900@10", ""},
		{"extended, 300 octets", Pseudo, "0001 0001 0180 0280 2c01" + longer[:600], longer[:600] + "@10", ""},
		{"extended, longer than the indicator can say", Pseudo, "0001 0001 0180 0280 ff01" + longer, longer + "@10", ""},
		{"extended, cut off", Pseudo, "0001 0001 0180 0280 07", "@9", "mtp3-label@9"},
		{"pseudo-header cut off", Pseudo, "0001 00", "@3", "mtp3-label@3"},
	} {
		var f op.Faults
		message, at, ok := SignalUnit(octets(v.b), v.framing, &f)
		if got := fmt.Sprintf("%x@%d", message, at); got != v.want || faults(&f) != v.bad || ok != (v.bad == "") {
			t.Errorf("%s: got %s; %s", v.name, got, faults(&f))
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	b, unit := octets("83 02c14020 0900"), octets("8180 07 83 02c14020 0900")
	var s op.SS7
	var o op.Operation
	if n := testing.AllocsPerRun(100, func() {
		Decode(b, 0, &s, &o.Present, &o.Faults)
		Decode(b[:3], 0, &s, &o.Present, &o.Faults)
		SignalUnit(unit, Basic, &o.Faults)
		SignalUnit(unit, Pseudo, &o.Faults)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzSignalUnit(f *testing.F) {
	f.Add(octets("8180 07 83 02c14020 0900"), false)
	f.Add(octets("0001 0001 0180 0280 0700 83 02c14020 0900"), true)
	f.Fuzz(func(t *testing.T, b []byte, pseudo bool) {
		framing := Basic
		if pseudo {
			framing = Pseudo
		}
		var s op.SS7
		var o op.Operation
		message, at, ok := SignalUnit(b, framing, &o.Faults)
		if ok == o.Faults.Any() || at > len(b) || at+len(message) > len(b) {
			t.Fatalf("%x: %d octets at %d, %s", b, len(message), at, faults(&o.Faults))
		}
		if data, off, ok := Decode(message, at, &s, &o.Present, &o.Faults); ok && off+len(data) != at+len(message) || s.OPC > 0x3FFF || s.DPC > 0x3FFF {
			t.Fatalf("%x: %d octets at %d", message, len(data), off)
		}
	})
}

// TestAgainstTshark reads generated messages from captures of the three link
// types.
func TestAgainstTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for linkType, front := range map[layers.LinkType]func(n int) []byte{
		141: func(int) []byte { return nil },
		140: func(n int) []byte { return []byte{0x81, 0x80, byte(min(n, 63))} },
		139: func(n int) []byte {
			if n%2 == 0 {
				return binary.LittleEndian.AppendUint16([]byte{0, 1, 0, 1, 1, 0x80, 2, 0x80}, uint16(n))
			}
			return []byte{0, 0, 0, 1, 0x81, 0x80, byte(min(n, 63))}
		},
	} {
		var frames [][]byte
		for range 300 {
			b := []byte{3 | byte(r.IntN(4))<<6, byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())}
			b = append(b, make([]byte, 1+r.IntN(200))...)
			frames = append(frames, append(front(len(b)), b...))
		}
		path := filepath.Join(t.TempDir(), "mtp3.pcap")
		write(t, path, linkType, frames)
		out, err := exec.Command("tshark", "-n", "-r", path, "-T", "fields", "-E", "separator=|", "-o", "mtp3.standard:ITU", "-e", "mtp3.opc",
			"-e", "mtp3.dpc", "-e", "mtp3.service_indicator", "-e", "mtp3.network_indicator", "-e", "mtp3.sls").Output()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(lines) != len(frames) {
			t.Fatalf("%d of %d frames", len(lines), len(frames))
		}
		for i, line := range lines {
			var s op.SS7
			var o op.Operation
			message, at := frames[i], 0
			switch linkType {
			case 140:
				message, at, _ = SignalUnit(frames[i], Basic, &o.Faults)
			case 139:
				message, at, _ = SignalUnit(frames[i], Pseudo, &o.Faults)
			}
			Decode(message, at, &s, &o.Present, &o.Faults)
			want := []uint32{s.OPC, s.DPC, uint32(s.ServiceIndicator), uint32(s.NetworkIndicator), uint32(s.SLS)}
			for k, v := range strings.Split(line, "|") {
				if n, _ := strconv.ParseUint(v, 0, 32); uint32(n) != want[k] || v == "" || o.Faults.Any() {
					t.Errorf("link type %d, %x: field %d is %q, ours %d; %s", linkType, frames[i], k, v, want[k], faults(&o.Faults))
				}
			}
		}
	}
}

func write(t *testing.T, path string, linkType layers.LinkType, frames [][]byte) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65536, linkType); err != nil {
		t.Fatal(err)
	}
	for i, b := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(b), Length: len(b)}, b); err != nil {
			t.Fatal(err)
		}
	}
}
