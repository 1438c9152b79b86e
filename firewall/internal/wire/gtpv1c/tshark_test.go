package gtpv1c

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// aliases are the names in which Wireshark 4.0 departs from TS 29.060 V19.0
// table 1, by our names; "" for what the table reserves, or Wireshark does not
// know.
var aliases = map[string]string{
	"supportedextensionheadersnotification": "supportedextensionheadernotification",
	"sendrouteinginformationforgprsrequest": "sendroutinginformationforgprsrequest", "sendrouteinginformationforgprsresponse": "sendroutinginformationforgprsresponse",
	"sgsncontextacknowledge": "sgsncontextacknowledgement", "gpdu": "tpdu",
	"deleteaapdpcontextrequest": "", "deleteaapdpcontextresponse": "", // 24, 25: GTP version 0
	"forfutureuse": "", "tunnelstatus": "",
}

// plain drops spaces, punctuation and case, and the aliases.
func plain(s string) string {
	s = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "'", "").Replace(s))
	if alias, is := aliases[s]; is {
		return alias
	}
	return s
}

func TestNamesAreTsharks(t *testing.T) {
	theirs := shark.Names(shark.Values(t, "gtp.message")["gtp.message"])
	if len(theirs) < 60 {
		t.Fatalf("tshark lists %d messages", len(theirs))
	}
	for code := range uint32(256) {
		if got, want := plain(Name(uint8(code))), plain(theirs[code]); got != want {
			t.Errorf("message %d: %q, tshark %q", code, Name(uint8(code)), theirs[code])
		}
	}
}

// reading is what a decoder makes of a message, as text; "" is absent.
type reading struct{ code, teid, sequence, imsi, apn, cause, nsapi, recovery, control, user, addresses string }

// sharkFields print where a message is, its octets, and then a reading.
var sharkFields = []string{"frame.number", "udp.srcport", "udp.dstport", "udp.payload",
	"gtp.message", "gtp.teid", "gtp.seq_number", "e212.imsi", "gtp.apn", "gtp.cause", "gtp.nsapi", "gtp.recovery", "gtp.teid_cp", "gtp.teid_data", "gtp.gsn_ipv4", "gtp.gsn_ipv6"}

// decimal returns the first value of a field as a decimal number.
func decimal(s string) string {
	s, _, _ = strings.Cut(s, ",")
	if n, err := strconv.ParseUint(s, 0, 32); err == nil {
		return fmt.Sprint(n)
	}
	return s
}

// ours is the decoder's reading.
func ours(p []byte, src, dst uint16) (r reading, o *op.Operation) {
	b, o := decodePorts(p, src, dst)
	g := &o.GTP
	text := func(col int, v any) string {
		if !o.IsPresent(col) {
			return ""
		}
		return fmt.Sprint(v)
	}
	var labels []string
	for v := b.Bytes(o, g.APN); len(v) > 0; v = v[1+v[0]:] {
		labels = append(labels, string(v[1:1+v[0]]))
	}
	r = reading{
		fmt.Sprint(o.Code), text(op.ColTEID, g.TEID), text(op.ColSequence, g.Sequence), text(op.ColIMSI, o.IMSI),
		strings.Join(labels, "."), text(op.ColCause, g.Cause), text(op.ColEBI, g.EBI), text(op.ColRecovery, g.Recovery), "", "", "",
	}
	var addresses []string
	for _, f := range b.FTEIDs {
		addresses = append(addresses, f.Addr4.String()+f.Addr6.String())
		if f.Interface == op.FTEIDv1Control {
			r.control = fmt.Sprint(f.TEID)
		} else {
			r.user = fmt.Sprint(f.TEID)
		}
	}
	r.addresses = strings.Join(addresses, ",")
	return r, o
}

// sharkReads compares every GTPv1-C message of a capture and returns how many
// there are, and the malformations that we see in them.
func sharkReads(t *testing.T, path string) (n int, malformed []string) {
	t.Helper()
	args := []string{"-n", "-r", path, "-Y", "gtp.flags.version == 1 && gtp.flags.payload == 1 && udp.port == 2123", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"}
	for _, f := range sharkFields {
		args = append(args, "-e", f)
	}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if strings.Contains(f[3], ",") {
			continue // in another tunnel
		}
		p, err := hex.DecodeString(f[3])
		if err != nil {
			t.Fatal(err)
		}
		src, _ := strconv.ParseUint(f[1], 10, 16)
		dst, _ := strconv.ParseUint(f[2], 10, 16)
		got, o := ours(p, uint16(src), uint16(dst))
		for i := 4; i < 14; i++ {
			f[i] = decimal(f[i])
		}
		want := reading{f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14] + f[15]}
		if got != want {
			t.Errorf("%s, frame %s: we read\n\t%+v, tshark\n\t%+v", path, f[0], got, want)
		}
		n++
		for _, x := range o.Faults.List() {
			if x.Code.Info().Class != op.Unknown {
				malformed = append(malformed, fmt.Sprintf("%s, frame %s: %s", filepath.Base(path), f[0], x.Code))
			}
		}
	}
	return n, malformed
}

// TestCapturesAgainstTshark reads every GTPv1-C message of every capture. They
// are of real nodes: none is malformed.
func TestCapturesAgainstTshark(t *testing.T) {
	shark.Need(t)
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	total, files := 0, 0
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && slices.Contains([]string{".pcap", ".pcapng", ".cap"}, filepath.Ext(path)) {
			n, malformed := sharkReads(t, path)
			for _, m := range malformed {
				t.Error(m)
			}
			total += n
			files++
		}
		return nil
	})
	if files == 0 {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	if total == 0 {
		t.Error("no GTPv1-C in the captures")
	}
	t.Logf("%d messages", total)
}
