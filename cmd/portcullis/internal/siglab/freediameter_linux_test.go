package siglab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

// freeDiameterConfig is what a node of freeDiameter needs: its identity, realm, address,
// certificate, and what else it loads or connects to. It insists on a certificate even
// where no peer uses TLS. Six seconds is the least that it takes for the watchdog.
const freeDiameterConfig = `Identity = "%[1]s.%[2]s";
Realm = "%[2]s";
Port = 3868; SecPort = 0;
No_TCP; No_IPv6;
ListenOn = "%[3]s";
AppServThreads = 1;
TwTimer = 6;
TLS_Cred = "%[4]s/cert.pem", "%[4]s/key.pem";
TLS_CA = "%[4]s/cert.pem";
LoadExtension = "dbg_msg_dumps.fdx" : "0x0080";
%[5]s
`

// certificate puts a key and a certificate of its own into a folder.
func certificate(t testing.TB, ns *lab.Namespace, dir, name string) {
	t.Helper()
	out, err := ns.Output(t.Context(), "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN="+name,
		"-keyout", filepath.Join(dir, "key.pem"), "-out", filepath.Join(dir, "cert.pem"))
	if err != nil {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
}

// freeDiameter starts a node.
func freeDiameter(t testing.TB, ns *lab.Namespace, host, realm, address, more string) *lab.Process {
	t.Helper()
	dir := t.TempDir()
	certificate(t, ns, dir, host+"."+realm)
	more = strings.ReplaceAll(more, "DIR", dir)
	if err := os.WriteFile(filepath.Join(dir, "acl.conf"), []byte("ALLOW_IPSEC mme1."+partnerRealm+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "node.conf")
	if err := os.WriteFile(path, fmt.Appendf(nil, freeDiameterConfig, host, realm, address, dir, more), 0o600); err != nil {
		t.Fatal(err)
	}
	return ns.Launch(t, dir, "freeDiameterd", "-c", path, "-d")
}

// A partner that comes and goes does not take home's node with it: freeDiameter 1.2.1
// ends itself over an association that has gone before it has asked for its status.
func TestFreeDiameterOutlivesAFlappingPeer(t *testing.T) {
	needsSCTP(t)
	lab.Need(t, "freeDiameterd", "openssl")
	s := newSite(t)
	hss := freeDiameter(t, s.Home, "hss1", homeRealm, homeA, `LoadExtension = "acl_wl.fdx" : "DIR/acl.conf";`)
	s.start(fmt.Sprintf(diameterSite, outsideOne, insideOne, ""))
	for range 20 {
		s.reach(s.Partner, at(0, partnerA), at(portDiameter, outsideA)).close()
	}
	s.await("all of them are over", func() bool { return s.Status().Counter("pairs") == 0 })
	time.Sleep(300 * time.Millisecond) // for the last to reach home
	if hss.Ended() || strings.Contains(hss.Stdout.String()+hss.Stderr.String(), "FATAL") {
		t.Errorf("home's node has ended:\n%s%s", hss.Stdout, hss.Stderr)
	}
}

// Two nodes of freeDiameter exchange capabilities through the appliance, watch each
// other, and part in order.
func TestFreeDiameter(t *testing.T) {
	needsSCTP(t)
	lab.Need(t, "freeDiameterd", "openssl")
	s := newSite(t)
	hss := freeDiameter(t, s.Home, "hss1", homeRealm, homeA, `LoadExtension = "acl_wl.fdx" : "DIR/acl.conf";`)
	s.start(fmt.Sprintf(diameterSite, outsideOne, insideOne, ""))
	s.awaitListening(portDiameter)
	mme := freeDiameter(t, s.Partner, "mme1", partnerRealm, partnerA,
		fmt.Sprintf("ConnectPeer = %q { ConnectTo = %q; No_TLS; No_IPv6; No_TCP; Realm = %q; };", "hss1."+homeRealm, outsideA, homeRealm))
	defer func() {
		if t.Failed() {
			t.Logf("blocked: %q\nMME:\n%s%s\nHSS:\n%s%s", s.blocked(), mme.Stdout, mme.Stderr, hss.Stdout, hss.Stderr)
		}
	}()
	said := func(p *lab.Process, what string) int { return strings.Count(p.Stdout.String()+p.Stderr.String(), what) }
	s.await("the peer is open", func() bool { return said(mme, "STATE_OPEN") > 0 && said(hss, "STATE_OPEN") > 0 })
	s.await("both watch each other", func() bool {
		return said(mme, "'Device-Watchdog-Answer'") > 1 && said(hss, "'Device-Watchdog-Answer'") > 1
	})
	_ = mme.Signal(syscall.SIGTERM)
	if code, err := mme.Wait(patience); err != nil || code != 0 {
		t.Errorf("the MME ends with %d, %v", code, err)
	}
	for _, what := range []string{"RCV from 'hss1", "'Capabilities-Exchange-Answer'", "'Disconnect-Peer-Answer'"} {
		if said(mme, what) == 0 {
			t.Errorf("the MME does not say %q", what)
		}
	}
	if list := s.blocked(); len(list) > 0 {
		t.Errorf("blocked: %q", list)
	}
}
