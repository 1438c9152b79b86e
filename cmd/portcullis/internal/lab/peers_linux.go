package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ggsnConfig is what the GGSN of Osmocom needs for one APN with a tunnel
// interface of its own.
const ggsnConfig = `log stderr
 logging level all info
line vty
 no login
ggsn ggsn0
 gtp state-dir %s
 gtp bind-ip %s
 apn internet
  gtpu-mode tun
  tun-device tun4
  type-support v4
  ip prefix dynamic 172.16.222.0/24
  ip dns 0 192.0.2.53
  ip ifconfig 172.16.222.0/24
  no shutdown
 default-apn internet
 no shutdown ggsn
`

// GGSNHost answers pings inside the GGSN's tunnels: its end of them.
const GGSNHost = "172.16.222.0"

// StartGGSN starts osmo-ggsn at the gateway's address.
func (n *Net) StartGGSN(t testing.TB) *Process {
	t.Helper()
	Need(t, "osmo-ggsn")
	needDevice(t, "/dev/net/tun")
	dir := t.TempDir()
	config := filepath.Join(dir, "ggsn.cfg")
	write(t, config, fmt.Sprintf(ggsnConfig, dir, Gateway))
	p := n.Home.Launch(t, dir, "osmo-ggsn", "-c", config)
	Eventually(t, 10*time.Second, "osmo-ggsn listens", func() bool {
		if p.Ended() {
			t.Fatalf("osmo-ggsn ended: %s", p.Stderr)
		}
		return strings.Contains(p.Stderr.String(), "Successfully started") || n.Home.listens(ControlPort)
	})
	return p
}

// RunSGSN lets sgsnemu set up a PDP context from the partner's node, for a
// subscriber who roams there, until it has printed a text, and returns all that
// it printed.
func (n *Net) RunSGSN(t testing.TB, s Subscriber, apn, until string, more ...string) string {
	t.Helper()
	Need(t, "sgsnemu", "stdbuf")
	dir := t.TempDir()
	args := append([]string{
		"-oL", "sgsnemu", // by lines: it lingers for 20 s after its work
		"--listen", PartnerA.String(), "--remote", Gateway.String(), "--pidfile", filepath.Join(dir, "pid"), "--statedir", dir,
		"--imsi", s.IMSI, "--msisdn", s.MSISDN, "--imeisv", s.IMEISV, "--apn", fullAPN(apn),
		"--rai", "999.70.257.1", "--userloc", "1.999.70.257.1", "--selmode", "0",
	}, more...)
	p := n.Partner.Launch(t, dir, "stdbuf", args...)
	defer p.Kill()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(p.Stdout.String(), until); time.Sleep(5 * time.Millisecond) {
		if p.Ended() || time.Now().After(deadline) {
			t.Fatalf("sgsnemu did not get as far as %q:\n%s%s", until, p.Stdout, p.Stderr)
		}
	}
	return p.Stdout.String()
}

// listens reports whether a UDP port is taken inside (proc(5), /proc/net/udp).
func (n *Namespace) listens(port uint16) (yes bool) {
	_ = n.Do(func() error {
		for _, table := range []string{"udp", "udp6"} {
			text, err := os.ReadFile("/proc/thread-self/net/" + table)
			if err != nil {
				return err
			}
			yes = yes || strings.Contains(string(text), fmt.Sprintf(":%04X ", port))
		}
		return nil
	})
	return yes
}

func needDevice(t testing.TB, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Skipf("needs %s: %v", path, err)
	}
	_ = f.Close()
}
