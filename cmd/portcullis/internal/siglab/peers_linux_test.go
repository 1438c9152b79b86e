package siglab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// goDiameter returns the path of an example of go-diameter, which .ci/siglab builds:
// this module does not require that one, and the guest has no network to fetch it.
func goDiameter(t testing.TB, name string) string {
	t.Helper()
	needsSCTP(t)
	dir := os.Getenv("PORTCULLIS_PEERS")
	if dir == "" {
		t.Skip("needs go-diameter's examples, which .ci/siglab builds: PORTCULLIS_PEERS is not set")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs go-diameter's %s, which could not be fetched or built: %v", name, err)
	}
	return path
}

// lenient lets go-diameter's examples be as they are: wherever they run they say that
// they are at 127.0.0.1; an AIA lacks Auth-Session-State (TS 29.272 7.2.6), and
// Subscription-Data of an ULA its vendor (7.3.2).
const lenient = `filters:
  - {name: opgate, module: "builtin:opgate"}
  - {name: spoofguard, module: "builtin:spoofguard", reasons: {host-address-not-theirs: {action: flag}}}
  - {name: homecheck, module: "builtin:homecheck"}
faults: {names: {diameter-avp-missing: flag, diameter-avp-mandatory: flag}}
`

// The client of go-diameter asks its server for authentication vectors and updates a
// location, through the appliance, and gets its answers.
func TestGoDiameter(t *testing.T) {
	client, server := goDiameter(t, "s6a_client"), goDiameter(t, "s6a_server")
	s := newSite(t)
	hss := s.Home.Launch(t, t.TempDir(), server, "-addr", homeA+":3868", "-network_type", "sctp4", "-pprof_addr", "",
		"-diam_host", "hss1."+homeRealm, "-diam_realm", homeRealm)
	s.start(fmt.Sprintf(diameterSite, outsideOne, insideOne, lenient))
	s.awaitListening(portDiameter)
	mme := s.Partner.Launch(t, t.TempDir(), client, "-addr", outsideA+":3868", "-network_type", "sctp4",
		"-diam_host", "mme1."+partnerRealm, "-diam_realm", partnerRealm, "-imsi", "001010000000001", "-plmnid", "\x99\xf9\x07", "-sleep", "6", "-watchdog", "2")
	code, err := mme.Wait(patience)
	if err != nil || code != 0 {
		t.Fatalf("the client ends with %d, %v\n%s%s\nserver:\n%s%s\nblocked: %q", code, err, mme.Stdout, mme.Stderr, hss.Stdout, hss.Stderr, s.blocked())
	}
	for _, what := range []string{"Unmarshaled Authentication-Information Answer", "Unmarshaled UL Answer"} {
		if !strings.Contains(mme.Stderr.String(), what) {
			t.Errorf("the client does not say %q:\n%s", what, mme.Stderr)
		}
	}
	if list := s.blocked(); len(list) > 0 {
		t.Errorf("blocked: %q", list)
	}
	if st := s.Status(); st.Counter("forwarded") < 10 {
		t.Errorf("only %d messages passed", st.Counter("forwarded"))
	}
}
