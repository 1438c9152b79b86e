package rivals

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/bench"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// way is something between partner and home.
type way struct {
	name    string
	traffic *traffic
	start   func(*place, *way) (*program, *flow)
	rounds  []outcome
}

func ways(t testing.TB) (list []*way) {
	for _, x := range []*traffic{mapOverM3UA(t), s6aOverDiameter(t)} {
		list = append(list,
			&way{name: "portcullis", traffic: x, start: appliance("")},
			&way{name: "portcullis, no filters", traffic: x, start: appliance("filters: []\n")},
		)
		if x.port == 2905 {
			list = append(list, &way{name: "osmo-stp", traffic: x, start: stp})
		} else {
			list = append(list, &way{name: "freeDiameter", traffic: x, start: relay})
		}
	}
	return list
}

// appliance starts portcullis, which PORTCULLIS_BINARY names.
func appliance(more string) func(*place, *way) (*program, *flow) {
	return func(p *place, w *way) (*program, *flow) {
		binary := os.Getenv("PORTCULLIS_BINARY")
		if binary == "" {
			p.Skip("needs portcullis, run .ci/rivals: PORTCULLIS_BINARY is not set")
		}
		protocol := map[uint16]string{2905: "m3ua", 3868: "diameter"}[w.traffic.port]
		text := bench.Configuration() + more + fmt.Sprintf(`mode: enforce
events: {file: events.jsonl}
state_dir: state
admin: {socket: portcullis.sock}
links:
  - name: lab
    kind: sctp
    protocol: %s
    outside: {listen: ["%s"], port: %[3]d}
    inside: {dial: ["%s"], local: ["%s"], port: %[3]d}
    when_down: closed
`, protocol, middleAddress, w.traffic.port, homeAddress, innerAddress)
		l := p.listen(at(homeAddress, w.traffic.port))
		defer l.Close()
		g := p.launch(map[string]string{"portcullis.yaml": text}, binary, "run", "--config", "portcullis.yaml")
		return g, w.through(p, g, l)
	}
}

// through lets partner and home meet through a program that passes greetings on.
func (w *way) through(p *place, g *program, l assoc.Listener) *flow {
	t := w.traffic
	greetings := asp(partnerContext)
	if t.port == 3868 {
		greetings = peer(carrierHost, carrierRealm, partnerAddress)
	}
	outer := config()
	met := make(chan assoc.Association, 1)
	go func() {
		home, err := t.meet(l, p.pool, greetings)
		if err != nil {
			p.Error(err)
		}
		met <- home
	}()
	partner := p.dial(at(partnerAddress, t.port), at(middleAddress, t.port), outer)
	for late := time.Now().Add(patience); t.greet(partner, outer.Pool, greetings) != nil; {
		if _ = partner.Close(); time.Now().After(late) {
			p.Fatalf("greetings get no answer\n%s", &g.said)
		}
		partner = p.dial(at(partnerAddress, t.port), at(middleAddress, t.port), outer) // it came while portcullis tried its addresses
	}
	return newFlow(t, partner, <-met, [2]*assoc.Pool{outer.Pool, p.pool})
}

func stp(p *place, w *way) (*program, *flow) {
	g := p.launch(map[string]string{"stp.cfg": stpConfig}, "osmo-stp", "-c", "stp.cfg")
	return g, w.between(p, g, asp(partnerContext), asp(homeContext))
}

// between lets partner and home each greet a program.
func (w *way) between(p *place, g *program, partner, home []greeting) *flow {
	t := w.traffic
	var ends [2]assoc.Association
	var pools [2]*assoc.Pool
	for i, e := range []struct {
		address   string
		greetings []greeting
	}{{partnerAddress, partner}, {homeAddress, home}} {
		c := config()
		pools[i] = c.Pool
		ends[i] = p.dial(at(e.address, t.port), at(middleAddress, t.port), c)
		if err := t.greet(ends[i], c.Pool, e.greetings); err != nil {
			p.Fatalf("%s: %v\n%s", e.address, err, &g.said)
		}
	}
	return newFlow(t, ends[0], ends[1], pools)
}

func relay(p *place, w *way) (*program, *flow) {
	dir := p.TempDir()
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=dra."+homeRealm,
		"-keyout", filepath.Join(dir, "own.key"), "-out", filepath.Join(dir, "own.crt")).CombinedOutput()
	if err != nil {
		p.Fatalf("openssl: %v\n%s", err, out)
	}
	files := map[string]string{"relay.conf": relayConfig, "peers.conf": relayPeers}
	for _, name := range []string{"own.key", "own.crt"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			p.Fatal(err)
		}
		files[name] = string(text)
	}
	g := p.launch(files, "freeDiameterd", "-c", "relay.conf")
	return g, w.between(p, g, peer(carrierHost, carrierRealm, partnerAddress), peer(homeHost, homeRealm, homeAddress))
}

// round starts a program anew and measures it.
func (w *way) round(t testing.TB, count int) {
	p := newPlace(t)
	g, f := w.start(p, w)
	defer g.end()
	defer f.partner.Abort()
	defer f.home.Abort()
	err := f.carry(count / 10) // what happens once is over
	var o outcome
	if err == nil {
		o, err = f.measure(g, count)
	}
	if err != nil {
		t.Fatalf("%s, %s: %v\n%s", w.traffic.name, w.name, err, &g.said)
	}
	t.Logf("%s, %s: %.0f messages/s, %.1f us", w.traffic.name, w.name, o.perSecond, o.middle/1e3)
	w.rounds = append(w.rounds, o)
}

// TestRivals sends a few messages each way: all arrive.
func TestRivals(t *testing.T) {
	for _, w := range ways(t) {
		t.Run(w.traffic.name+"/"+w.name, func(t *testing.T) {
			w.round(t, 2000)
		})
	}
}

// BenchmarkRivals carries PORTCULLIS_MESSAGES (default 30,000) a round, of which
// PORTCULLIS_WINDOW (default 256) may be on their way, in PORTCULLIS_ROUNDS (default 5)
// rounds in turn, and prints medians with the least and the most; of programs whose names contain PORTCULLIS_WAY, if that is set.
func BenchmarkRivals(b *testing.B) {
	count, rounds := setting("PORTCULLIS_MESSAGES", 30_000), setting("PORTCULLIS_ROUNDS", 5)
	for b.Loop() {
		list := slices.DeleteFunc(ways(b), func(w *way) bool { return !strings.Contains(w.name, os.Getenv("PORTCULLIS_WAY")) })
		for range rounds {
			for _, w := range list {
				w.round(b, count)
			}
		}
		b.Log("\n" + table(list))
	}
}

func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func table(list []*way) string {
	var s strings.Builder
	t := tabwriter.NewWriter(&s, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| load\t| through\t| messages/s\t| us of processor a message\t| messages per processor second\t| us of partner and home\t| us of the machine\t|")
	fmt.Fprintln(t, "|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	for _, w := range list {
		fmt.Fprintf(t, "| %s\t| %s\t| %s\t| %s\t| %s\t| %s\t| %s\t|\n", w.traffic.name, w.name,
			w.median("%.0f", func(o outcome) float64 { return o.perSecond }),
			w.median("%.1f", func(o outcome) float64 { return o.middle / 1e3 }),
			w.median("%.0f", func(o outcome) float64 { return 1e9 / o.middle }),
			w.median("%.1f", func(o outcome) float64 { return o.ends / 1e3 }),
			w.median("%.1f", func(o outcome) float64 { return o.machine / 1e3 }))
	}
	_ = t.Flush()
	return s.String()
}

// median is the median of a figure and in brackets the least and the most.
func (w *way) median(format string, of func(outcome) float64) string {
	var list []float64
	for _, o := range w.rounds {
		list = append(list, of(o))
	}
	if len(list) == 0 {
		return "-"
	}
	slices.Sort(list)
	return fmt.Sprintf(format+" ["+format+", "+format+"]", list[len(list)/2], list[0], list[len(list)-1])
}
