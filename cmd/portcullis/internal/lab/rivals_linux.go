package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const hubConfig = `log stderr
 logging level set-all fatal
line vty
 no login
gtphub
 bind-to-sgsns %s
 bind-to-ggsns %s
 ggsn-proxy %s
`

// StartHub starts osmo-gtphub, which stands for the gateway towards partners.
func (n *Net) StartHub(t testing.TB) *Process {
	t.Helper()
	Need(t, "osmo-gtphub")
	dir := t.TempDir()
	config := filepath.Join(dir, "gtphub.cfg")
	write(t, config, fmt.Sprintf(hubConfig, FirewallOutside, FirewallInside, Gateway))
	p := n.Firewall.Launch(t, dir, "osmo-gtphub", "-c", config, "-r", filepath.Join(dir, "restart"))
	n.awaitProxy(t, p)
	return p
}

const guardConfig = `!
access-point-name internet.mnc001.mcc001.gprs
!
gtp-proxy lab
 force-pgw-selection %s
 gtpc-tunnel-endpoint %s port 2123
 gtpc-egress-tunnel-endpoint %s port 2123
!
line vty
 no login
 listen 127.0.0.1 8888
!
`

// StartGuard starts the GTP-Guard that the environment variable GTP_GUARD names.
// No distribution has it; it is built from its own source.
func (n *Net) StartGuard(t testing.TB) *Process {
	t.Helper()
	program := os.Getenv("GTP_GUARD")
	if program == "" {
		t.Skip("needs GTP-Guard: build it from its source and set GTP_GUARD to the program")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "gtp-guard.conf")
	write(t, config, fmt.Sprintf(guardConfig, Gateway, FirewallOutside, FirewallInside))
	p := n.Firewall.Launch(t, dir, "env", "GTP_GUARD_PID_FILE="+filepath.Join(dir, "pid"), program, "--dont-fork", "-f", config)
	n.awaitProxy(t, p)
	return p
}

func (n *Net) awaitProxy(t testing.TB, p *Process) {
	t.Helper()
	Eventually(t, 10*time.Second, p.cmd.Path+" listens", func() bool {
		if p.Ended() {
			t.Fatalf("%s ended:\n%s%s", p.cmd.Path, p.Stdout, p.Stderr)
		}
		return n.Firewall.listens(ControlPort)
	})
}
