package siglab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

// Nodes of Osmocom. Both the BSC and the MSC are ASPs of home's STP and come to it from
// outside; they talk to each other through it, so that every message crosses the
// appliance twice.
const (
	osmoCommon = `log stderr
 logging level lss7 info
 logging level lm3ua debug
 logging level lsccp debug
line vty
 no login
`
	stpConfig = osmoCommon + `cs7 instance 0
 xua rkm routing-key-allocation dynamic-permitted
 listen m3ua 2905
  accept-asp-connections dynamic-permitted
  local-ip ` + homeA + `
`
	mscConfig = osmoCommon + `network
 network country code 1
 mobile network code 1
cs7 instance 0
 point-code 0.23.1
 asp asp-clnt-OsmoMSC-A-Iu 2905 0 m3ua
  remote-ip ` + outsideA + `
  local-ip ` + partnerA + `
 as as-clnt-OsmoMSC-A-Iu m3ua
  asp asp-clnt-OsmoMSC-A-Iu
  routing-key 23 0.23.1
msc
 mgw remote-ip 127.0.0.1
`
	bscConfig = osmoCommon + `e1_input
 e1_line 0 driver ipa
network
 network country code 001
 mobile network code 01
cs7 instance 0
 point-code 0.23.3
 asp asp-clnt-msc-0 2905 0 m3ua
  remote-ip ` + outsideA + `
  local-ip ` + partnerB + `
 as as-clnt-msc-0 m3ua
  asp asp-clnt-msc-0
  routing-key 24 0.23.3
 sccp-address my-msc
  routing-indicator PC
  point-code 0.23.1
msc 0
 mgw remote-ip 127.0.0.1
 allow-emergency allow
 msc-addr my-msc
`
)

// osmo starts a node of Osmocom.
func osmo(t testing.TB, ns *lab.Namespace, program, config string) *lab.Process {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, program+".cfg")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return ns.Launch(t, dir, program, "-c", path)
}

// osmoSite is a configuration for the A interface, which is national: no rule of
// roaming fits it. What it takes to enforce all the same: the nodes' point codes, routing
// keys and contexts; destinations that are not ours, since the STP relays; parties that
// are addressed by point code; and BSSMAP, which is not TCAP.
const osmoSite = `version: 1
home: {plmns: ["001-01"], addresses: ["192.0.2.0/24"], point_codes: ["0-23-2"]}
interconnects:
  - {name: ran, addresses: ["198.51.100.0/24"], point_codes: ["0-23-1", "0-23-3"], routing_contexts: [23, 24]}
operators:
  - {name: radio, via: [ran], plmns: ["001-02"], agreements: [routing-key]}
links:
  - name: stp
    kind: sctp
    protocol: m3ua
    outside: {` + outsideOne + `, port: 2905}
    inside: {` + insideOne + `, port: 2905}
    when_down: closed
`

// A BSC and an MSC register routing keys with an STP through the appliance, learn that
// they can reach each other, and reset the interface between them.
func TestOsmocom(t *testing.T) {
	needsSCTP(t)
	lab.Need(t, "osmo-stp", "osmo-msc", "osmo-bsc")
	for _, mode := range []struct{ name, configuration string }{
		{"observe", fmt.Sprintf(m3uaSite, outsideOne, insideOne, "mode: observe\n")},
		{"enforce", osmoSite + `filters:
  - {name: opgate, module: "builtin:opgate"}
  - {name: spoofguard, module: "builtin:spoofguard", reasons: {dpc-not-ours: {action: flag}, calling-party-form: {action: flag}}}
  - {name: homecheck, module: "builtin:homecheck"}
faults: {names: {tcap-package: flag}}
`},
	} {
		t.Run(mode.name, func(t *testing.T) {
			s := newSite(t)
			stp := osmo(t, s.Home, "osmo-stp", stpConfig)
			s.start(mode.configuration)
			s.awaitListening(portM3UA)
			msc := osmo(t, s.Partner, "osmo-msc", mscConfig)
			bsc := osmo(t, s.Partner, "osmo-bsc", bscConfig)
			defer func() {
				if t.Failed() {
					t.Logf("blocked: %q\nevents: %s\nSTP:\n%s\nMSC:\n%s\nBSC:\n%s", s.blocked(), strings.Join(s.events(), ""), stp.Stderr, msc.Stderr, bsc.Stderr)
				}
			}()
			said := func(p *lab.Process, what string) bool { return strings.Contains(p.Stderr.String(), what) }
			s.await("the BSC has reset", func() bool { return said(bsc, "RESET ACK from MSC") })
			// The STP tells whoever is there already that the other one can be reached.
			if !said(msc, "Rx DAVA() for 0.23.3") && !said(bsc, "Rx DAVA() for 0.23.1") {
				t.Error("neither has learnt that the other can be reached")
			}
			for _, what := range []string{"State Change:AS Active", "N-UNITDATA.indication to SCCP User 'OsmoMSC-A'"} {
				if !said(msc, what) {
					t.Errorf("the MSC does not say %q", what)
				}
			}
			if list := s.blocked(); len(list) > 0 {
				t.Errorf("blocked: %q", list)
			}
			if up, down := s.associations("up"), s.associations("down"); len(up) != 2 || len(down) != 0 {
				t.Errorf("%d associations came up and %d ended", len(up), len(down))
			}
		})
	}
}
