package firewall

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/encap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// auditPairs is how many associations there are on each side.
const auditPairs = 3

// UDP ports of an audit: of everybody's SCTP, of the firewall's other side, and of
// the paths in front of the partner and of home.
const auditPort, auditInside, auditPath = 9899, 9898, 9897

// audit is a firewall with a partner and a home node, who count what they hear.
type audit struct {
	*site
	subject *subject
	at      auditAddresses
	within  [2]func(func() error) error // of the partner's and home's network
	paths   [2]*assoctest.Path
	flows   [2][]*flow // from outside and from inside
	failed  chan error
}

// auditAddresses are the partner's, both of the firewall's, and home's.
type auditAddresses struct{ partner, outside, inside, home string }

// TestAudit plays 20,000 messages of the vectors through an appliance over paths
// that lose and reorder (TestAuditInNamespaces has more of them).
func TestAudit(t *testing.T) {
	const count = 20000 // two in a thousand have an answer
	for _, s := range subjects(t) {
		t.Run(s.name, func(t *testing.T) {
			here := func(f func() error) error { return f() }
			site := newSite(t)
			at := auditAddresses{partner: site.block + "3", outside: site.block + "1", inside: site.block + "5", home: site.block + "6"}
			a := &audit{site: site, subject: s, at: at, within: [2]func(func() error) error{here, here}}
			a.run(count/2, 0.02)
		})
	}
}

// run says count messages in all, over paths that drop and reorder, and audits what
// is heard.
func (a *audit) run(count int, drop float64) {
	a.failed = make(chan error, 4*auditPairs)
	outside, inside := a.subject.specimens(a.t)
	for k := range auditPairs {
		for i, say := range []specimens{outside, inside} {
			a.flows[i] = append(a.flows[i], newFlow(a.subject, say, a.subject.shares[i], 2*k+i, count/auditPairs/2))
		}
	}
	a.t.Logf("%d honest, %d large, %d blocked kinds of messages outside, %d, %d, %d inside", len(outside.honest), len(outside.large), len(outside.blocked),
		len(inside.honest), len(inside.large), len(inside.blocked))
	a.configure()
	a.layPaths(drop)
	a.awaitPartners()
	a.start()
	began := time.Now()
	a.connect()
	a.await()
	a.report(time.Since(began))
}

// configure writes the vectors' configuration with our addresses and the link.
func (a *audit) configure() {
	text := strings.ReplaceAll(a.subject.config, `"192.0.2.0/24"`, `"192.0.2.0/24", "`+a.at.home+`/32"`)
	text = strings.ReplaceAll(text, `"198.51.100.0/24"`, `"198.51.100.0/24", "`+a.at.partner+`/32"`)
	text += fmt.Sprintf(`links:
  - name: audit
    kind: sctp
    protocol: %[1]s
    backend: udp-encapsulation
    streams: %[2]d
    outside: {listen: ["%[3]s"], port: %[4]d, udp: {local: %[5]d}}
    inside: {dial: ["%[6]s"], local: ["%[7]s"], port: %[4]d, udp: {local: %[8]d, remote: %[9]d}}
    when_down: closed
events: {file: %[10]s/events.jsonl}
state_dir: %[10]s/state
admin: {socket: %[10]s/s.sock}
`, a.subject.name, a.subject.streams, a.at.outside, a.subject.service, auditPort, a.at.home, a.at.inside, auditInside, auditPath, a.dir)
	if err := os.WriteFile(filepath.Join(a.dir, "site.yaml"), []byte(text), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func udp(address string, port int) *net.UDPAddr {
	return net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), uint16(port)))
}

// layPaths puts a bad path between the partner and the firewall, and between the
// firewall and home.
func (a *audit) layPaths(drop float64) {
	for i, end := range [][2]*net.UDPAddr{{udp(a.at.partner, 0), udp(a.at.outside, auditPort)}, {udp(a.at.home, 0), udp(a.at.home, auditPort)}} {
		own := *end[0]
		own.Port = auditPath
		err := a.within[i](func() error {
			front, err := net.ListenUDP("udp", &own)
			if err != nil {
				return err
			}
			back, err := net.DialUDP("udp", end[0], end[1])
			if err == nil {
				a.paths[i] = assoctest.NewPath(front, back, drop, 0.02, uint64(i+1))
				a.t.Cleanup(a.paths[i].Close)
			}
			return err
		})
		if err != nil {
			a.t.Fatal(err)
		}
	}
}

func (a *audit) associations() assoc.Config {
	return assoc.Config{Streams: a.subject.streams, Pool: assoc.NewPool(4*auditPairs, 65536), Paths: assoc.Paths{RTOMax: 300 * time.Millisecond}}
}

func nodeAt(address string, port uint16) assoc.Endpoint {
	return assoc.Endpoint{Addresses: []netip.Addr{netip.MustParseAddr(address)}, Port: port}
}

// awaitPartners has home's node accept associations.
func (a *audit) awaitPartners() {
	c := a.associations()
	var l assoc.Listener
	err := a.within[1](func() (err error) {
		l, err = (&encap.Backend{Port: auditPort}).Listen(nodeAt(a.at.home, a.subject.service), c)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			x, err := l.Accept()
			if err != nil {
				return
			}
			a.t.Cleanup(x.Abort)
			go a.serve(x, c.Pool)
		}
	}()
}

// serve listens to what comes to home, and answers in kind. Which flow it is, is
// known with the first message; who says nothing has only tried whether home is there.
func (a *audit) serve(x assoc.Association, pool *assoc.Pool) {
	b, err := x.Receive()
	if err != nil {
		return
	}
	for k, f := range a.flows[0] {
		if _, ok := f.numberOf(b.Messages[0].Data); ok {
			back := a.flows[1][k]
			go func() { a.failed <- back.send(x) }()
			a.listen(x, b, pool, f, back)
			return
		}
	}
	a.failed <- errors.New("home has heard something strange first")
}

// listen takes b and everything that follows.
func (a *audit) listen(x assoc.Association, b *assoc.Batch, pool *assoc.Pool, f, back *flow) {
	var err error
	for err == nil {
		for i := range b.Messages {
			f.hear(&b.Messages[i], back)
		}
		pool.Give(b)
		b, err = x.Receive()
	}
	if !errors.Is(err, assoc.ErrClosed) {
		a.failed <- fmt.Errorf("an association ended: %w", err)
	}
}

// connect has the partner open its associations and say everything.
func (a *audit) connect() {
	c := a.associations()
	from := &encap.Backend{Port: auditPort, RemotePort: auditPath, MTU: a.subject.mtu}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for k := range auditPairs {
		var x assoc.Association
		err := errors.New("not tried")
		for err != nil { // the firewall listens when it has found home, and INITs are lost
			if ctx.Err() != nil {
				a.t.Fatal(err)
			}
			err = a.within[0](func() (err error) {
				x, err = from.Dial(ctx, nodeAt(a.at.partner, 0), nodeAt(a.at.partner, a.subject.service), c)
				return err
			})
		}
		a.t.Cleanup(x.Abort)
		f, back := a.flows[0][k], a.flows[1][k]
		go func() { a.failed <- f.send(x) }()
		go func() {
			b, err := x.Receive()
			if err != nil {
				a.failed <- err
				return
			}
			a.listen(x, b, c.Pool, back, f)
		}()
	}
}

// auditPatience is how long nothing may be heard before all has been.
const auditPatience = 30 * time.Second

// await returns when everything has been heard, and what might follow has had time.
func (a *audit) await() {
	heard, since := 0, time.Now()
	for {
		select {
		case err := <-a.failed:
			if err != nil {
				a.t.Error(err)
				return
			}
			continue
		case <-time.After(50 * time.Millisecond):
		}
		now, complete := 0, true
		for _, list := range a.flows {
			for _, f := range list {
				t, done := f.result()
				now, complete = now+t.Heard+t.Answered, complete && done
			}
		}
		if now > heard {
			heard, since = now, time.Now()
		}
		if quiet := time.Since(since); complete && quiet > 500*time.Millisecond || quiet > auditPatience {
			return
		}
	}
}

// report fails for everything that was not as it has to be.
func (a *audit) report(took time.Duration) {
	said, blocked := 0, 0
	var sum auditTally
	for i, list := range a.flows {
		for _, f := range list {
			t, _ := f.result()
			said, blocked = said+f.count, blocked+f.count-f.honest
			sum.Heard += t.Heard
			sum.Answered += t.Answered
			want := auditTally{Heard: f.honest, Answered: t.Answered}
			if t != want {
				a.t.Errorf("from %s, of %d honest ones: %+v", sides[[]op.Side{op.SideOutside, op.SideInside}[i]], f.honest, t)
			}
		}
	}
	outer, inner := a.paths[0].Seen(), a.paths[1].Seen()
	a.t.Logf("%d said in %v, %d of them to be blocked; %d heard, %d answers; outside %+v, inside %+v", said, took.Round(time.Millisecond), blocked, sum.Heard, sum.Answered, outer, inner)
	if share := float64(blocked) / float64(said); share < 0.08 || share > 0.12 {
		a.t.Errorf("%.3f of the messages are to be blocked", share)
	}
	for _, p := range []assoctest.Seen{outer, inner} {
		if p.Late == 0 || p.Bundled == 0 {
			a.t.Errorf("a path is too good: %+v", p)
		}
	}
	if outer.Fragments == 0 || sum.Answered == 0 {
		a.t.Error("nothing was fragmented, or nothing answered")
	}
	a.counted(sum)
}

// counted compares what the link says with what was heard.
func (a *audit) counted(sum auditTally) {
	var all bytes.Buffer
	for _, n := range a.fw.running.Load().lanes() {
		for _, c := range n.Link.(link.Counted).Counters() {
			fmt.Fprintf(&all, "%s %d, ", c.Name, c.Value)
			if want, ok := map[string]uint64{"forwarded": uint64(sum.Heard), "rejected": uint64(sum.Answered), "lost": 0, "undeliverable": 0}[c.Name]; ok && c.Value != want {
				a.t.Errorf("the link counts %d %s, heard are %d", c.Value, c.Name, want)
			}
		}
	}
	a.t.Log(all.String())
}
