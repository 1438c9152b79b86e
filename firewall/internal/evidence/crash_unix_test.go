//go:build unix

package evidence

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

const crashDir = "PORTCULLIS_TEST_LEDGER" // set in the child that is killed

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		appendUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// appendUntilKilled appends as fast as it can and acknowledges each entry on
// standard output.
func appendUntilKilled(dir string) {
	l, err := OpenLedger(dir)
	for err == nil {
		var n uint64
		if n, err = l.Append(severed("peer-" + strconv.FormatUint(l.sequence+1, 10))); err == nil {
			fmt.Println(n)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// kill -9 right after an acknowledgement: whoever was severed still is, a hundred
// times in a row on one ledger.
func TestLedgerSurvivesKill(t *testing.T) {
	dir, acknowledged := t.TempDir(), uint64(0)
	for round := range 100 {
		acknowledged = killAfterAcknowledgement(t, dir, round%3+1, acknowledged)
		l, err := OpenLedger(dir)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if l.sequence < acknowledged || uint64(len(l.Held().Peers)) != l.sequence {
			t.Fatalf("round %d: %d entries were acknowledged, %d are left", round, acknowledged, l.sequence)
		}
		acknowledged = l.sequence
		l.Close()
	}
}

// killAfterAcknowledgement returns the last sequence that the child has
// acknowledged before it was killed.
func killAfterAcknowledgement(t *testing.T, dir string, entries int, last uint64) uint64 {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(time.Minute, func() { _ = child.Process.Kill() })
	defer watchdog.Stop()
	lines := bufio.NewReader(out)
	for range entries {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the child ended: %v, %v", err, child.Wait())
		}
		if last, err = strconv.ParseUint(strings.TrimSpace(line), 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	return last
}
