package answer_test

import (
	"fmt"
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

// tshark reads every answer of SS7 without a mark, with the values meant.
func TestTsharkReadsAnswersOfSS7(t *testing.T) {
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("needs tshark")
	}
	answers, want := answersOfSS7(t)
	args := []string{"-r", captureOf(t, answers, 2905, 3), "-T", "fields", "-E", "separator=|", "-o", "sccp.defragment_xudt:TRUE"}
	for _, f := range []string{"_ws.malformed", "_ws.expert.message", "m3ua.protocol_data_opc", "m3ua.protocol_data_dpc", "sccp.message_type", "sccp.called.digits", "sccp.return_cause",
		"tcap.dtid", "tcap.p_abortCause", "gsm_old.localValue", "gsm_old.generalProblem", "gsm_old.invokeProblem"} {
		args = append(args, "-e", f)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rows := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	rows = rows[len(rows)-len(answers):]
	for i, row := range rows {
		c := strings.Split(row, "|")
		if c[0] != "" || c[1] != "" && !strings.HasPrefix(c[1], "Dissector is not implemented") {
			t.Errorf("%x: %s %s", answers[i], c[0], c[1])
		}
		if got := strings.Join(c[2:], "|"); got != want[i] {
			t.Errorf("%x:\ntshark says %q, want\n%q", answers[i], got, want[i])
		}
	}
	if len(answers) < 150 {
		t.Errorf("%d answers", len(answers))
	}
}

// answersOfSS7 are those with every cause, and what tshark is to say of them.
func answersOfSS7(t *testing.T) (answers [][]byte, want []string) {
	for _, data := range []string{begin(tlv("6c", update)), begin(aarq, tlv("6c", update))} {
		b := sent(data)
		for cause := uint32(1); cause < 1<<16; cause++ {
			if !rejection.RefusesSS7(cause) {
				continue
			}
			answers = append(answers, refusal(t, b, op.Ruling{Cause: cause}))
			value := fmt.Sprint(cause & 0xFF)
			fields := [...]string{"1", "2", "0x09", "99970000001", "", "2f3b4602", "", "", "", ""}
			switch cause >> 8 {
			case rejection.RefusedReturned:
				fields[2], fields[4], fields[5], fields[7] = "0x0a", fmt.Sprintf("0x%02x", cause&0xFF), "", "2" // the operation that comes back
			case rejection.RefusedAbort:
				fields[6] = value
			case rejection.RefusedGeneral:
				fields[8] = value
			case rejection.RefusedInvoke:
				fields[9] = value
			default:
				fields[7] = value
			}
			want = append(want, strings.Join(fields[:], "|"))
		}
	}
	return answers, want
}

// captureOf writes messages of an SCTP port and payload protocol identifier.
func captureOf(t *testing.T, messages [][]byte, port uint16, ppid uint32) (name string) {
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
	for i, m := range messages {
		p := packet(m, port, port, ppid, uint32(i+1))
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(p), Length: len(p)}, p); err != nil {
			t.Fatal(err)
		}
	}
	return name
}
