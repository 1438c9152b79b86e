package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// GWTester is the gateway tester of go-gtp: a radio node, an MME and an SGW at
// the partner, a PGW at home. Only S5/S8 crosses the firewall.
type GWTester struct {
	Subscribers        []Subscriber
	PGW, SGW, MME, ENB *Process
}

const (
	pgwConfig = `local_addresses: {s5c_ip: %[1]q, s5u_ip: %[1]q, sgi_ip: "127.0.1.254"}
sgi_if_name: "lo"
route_subnet: "192.168.101.0/24"
use_kernel_gtp: false
prom_addr: "127.0.10.4:58080"
`
	sgwConfig = `local_addresses: {s11_ip: "127.0.1.13", s1u_ip: "127.0.0.13", s5c_ip: %[1]q, s5u_ip: %[1]q}
use_kernel_gtp: false
prom_addr: "127.0.10.3:58080"
`
	mmeConfig = `mcc: "999"
mnc: "70"
apn: %q
local_addresses: {s1c_addr: "127.0.1.12:36412", s11_ip: "127.0.1.12"}
sgw_s11_ip: "127.0.1.13"
pgw_s5c_ip: %q
prom_addr: "127.0.10.2:58080"
`
	enbConfig = `mcc: "999"
mnc: "70"
rat_type: 6
tai: 0x0001
eci: 0x00000001
local_addresses: {s1c_ip: "127.0.1.11", s1u_ip: "127.0.0.11"}
mme_addr: "127.0.1.12:36412"
use_kernel_gtp: false
prom_addr: "127.0.10.1:58080"
subscribers:
`
	enbSubscriber = `  - {imsi: %q, msisdn: %q, imeisv: %q, src_ip: "192.168.101.%d", i_tei: 0, type: "http_get", euu_if_name: "lo", http_url: "http://172.16.0.102/", reattach_on_reload: false}
`
)

// StartGWTester starts the four nodes and lets each subscriber attach.
func (n *Net) StartGWTester(t testing.TB, who ...Subscriber) *GWTester {
	t.Helper()
	Need(t)
	bin := buildGWTester(t)
	g := &GWTester{Subscribers: who}
	radio := enbConfig
	for i, s := range who {
		radio += fmt.Sprintf(enbSubscriber, s.IMSI, s.MSISDN, s.IMEISV, 101+i)
	}
	launch := func(ns *Namespace, name, config string) *Process {
		dir := t.TempDir()
		path := filepath.Join(dir, name+".yml")
		write(t, path, config)
		return ns.Launch(t, dir, filepath.Join(bin, name), "-config", path)
	}
	g.PGW = launch(n.Home, "pgw", fmt.Sprintf(pgwConfig, Gateway))
	g.SGW = launch(n.Partner, "sgw", fmt.Sprintf(sgwConfig, PartnerA))
	Eventually(t, 10*time.Second, "the gateways listen", func() bool {
		return n.Home.listens(ControlPort) && n.Home.listens(UserPort) && n.Partner.listens(ControlPort) && n.Partner.listens(UserPort)
	})
	g.MME = launch(n.Partner, "mme", fmt.Sprintf(mmeConfig, fullAPN("internet"), Gateway))
	Eventually(t, 10*time.Second, "the MME listens", func() bool { return n.Partner.accepts(36412) })
	g.ENB = launch(n.Partner, "enb", radio)
	return g
}

// accepts reports whether a TCP port is listened on.
func (n *Namespace) accepts(port uint16) (yes bool) {
	_ = n.Do(func() error {
		text, err := os.ReadFile("/proc/thread-self/net/tcp")
		yes = strings.Contains(string(text), fmt.Sprintf(":%04X 00000000:0000 0A", port))
		return err
	})
	return yes
}

var gwTester struct {
	once   sync.Once
	dir    string
	reason string // why it is not there
}

// buildGWTester builds the tester from the source that go.mod names, with its
// own module's dependencies. A machine that cannot fetch those skips the test.
func buildGWTester(t testing.TB) (dir string) {
	t.Helper()
	b := &gwTester
	b.once.Do(func() {
		source, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/wmnsk/go-gtp").Output()
		if err != nil {
			b.reason = err.Error()
			return
		}
		if b.dir, err = workDir(); err != nil {
			b.reason = err.Error()
			return
		}
		c := exec.Command("go", "build", "-mod=mod", "-o", b.dir+string(filepath.Separator))
		for _, node := range []string{"pgw", "sgw", "mme", "enb"} {
			c.Args = append(c.Args, "./examples/gw-tester/"+node)
		}
		c.Dir, c.Env = strings.TrimSpace(string(source)), append(os.Environ(), "GOWORK=off")
		if out, err := c.CombinedOutput(); err != nil {
			b.reason = fmt.Sprintf("%v\n%s", err, out)
		}
	})
	if b.reason != "" {
		t.Skipf("needs go-gtp's gateway tester, which does not build: %s", b.reason)
	}
	return b.dir
}
