package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wmnsk/go-gtp/gtpv2"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

func TestMain(m *testing.M) { os.Exit(RunTests(m)) }

// answering refuses with causes that are not the filters' own, so that a test
// knows the configuration at work.
var answering = Setup{
	Filters: `
filters:
  - {name: opgate, module: "builtin:opgate"}
  - name: spoofguard
    module: "builtin:spoofguard"
    reasons:
      imsi-not-theirs: {action: reject}
      apn-not-agreed: {action: reject, cause: 219}
      source-not-partner: {action: reject, cause: 209}
`,
	More: "unknown_source: reject\n",
}

// A subscriber's context is set up, carries pings and is taken down through the
// firewall between two programs that know nothing of it.
func TestOsmocomThroughTheLink(t *testing.T) {
	n := New(t)
	n.StartGGSN(t)
	a := n.Appliance(t, answering)
	s := NewIntSubscriber(1)
	out := n.RunSGSN(t, s, "internet", "Received delete PDP context response", "--pinghost", GGSNHost, "--pingcount", "3", "--pingrate", "10")
	if !strings.Contains(out, "3 packets received, 0% packet loss") || !strings.Contains(out, "delete PDP context response. Cause value: 128") {
		t.Errorf("sgsnemu:\n%s", out)
	}
	if leaks := a.Leaks(s); leaks != nil {
		t.Error(leaks)
	}
}

// What is forbidden gets the configured answer, and the GGSN never sees it.
func TestOsmocomRefused(t *testing.T) {
	n := New(t)
	n.StartGGSN(t)
	n.Appliance(t, answering)
	c := n.Home.Capture(t, "eth0")
	honest, stranger := NewIntSubscriber(1), NewIntSubscriber(2)
	stranger.IMSI = "99970" + stranger.IMSI[5:] // the partner's own: it has no business at our gateway
	for _, x := range []struct {
		what, cause string
		who         Subscriber
		apn         string
		needle      []byte
	}{
		{"IMSI", "205", stranger, "internet", tbcd(stranger.IMSI)[:7]},
		{"access point", "219", honest, "corporate", []byte("corporate")},
	} {
		out := n.RunSGSN(t, x.who, x.apn, "Received create PDP context response. Cause value: ")
		if want := "Cause value: " + x.cause; !strings.Contains(out, want) {
			t.Errorf("forbidden %s: no %q:\n%s", x.what, want, out)
		}
		if k := c.Count(x.needle); k != 0 {
			t.Errorf("forbidden %s: %d packets reached the GGSN", x.what, k)
		}
	}
	n.RunSGSN(t, honest, "internet", "Received create PDP context response")
	c.Await(t, "an honest request", tbcd(honest.IMSI)[:7])
}

// The same for messages that no ready-made peer sends, of both versions, over
// both address families, and from sources that are not allowed.
func TestRefusals(t *testing.T) {
	n := New(t)
	n.Appliance(t, answering)
	c := n.Home.Capture(t, "eth0")
	session := func(k int, from netip.Addr) *Session {
		mcc, mnc := network(PartnerA)
		return &Session{Subscriber: NewSubscriber(k), MCC: mcc, MNC: mnc, APN: "internet", Node: from, Gateway: Gateway, Control: 0x11, User: 0x12}
	}
	theirs := func(s *Session) *Session { s.IMSI = "99970" + s.IMSI[5:]; return s }
	corporate := func(s *Session) *Session { s.APN = "corporate"; return s }
	for i, x := range []struct {
		what  string
		from  netip.Addr
		msg   []byte
		kind  uint8
		cause uint8
	}{
		{"IMSI, version 1", PartnerA, theirs(session(20, PartnerA)).CreatePDP(), createPDPResponse, 205},
		{"IMSI, version 2", PartnerA, theirs(session(21, PartnerA)).CreateSession(), createSessionResponse, 93},
		{"IMSI, version 2 over IPv6", PartnerA6, theirs(session(22, PartnerA6)).CreateSession(), createSessionResponse, 93},
		{"access point, version 1", PartnerA, corporate(session(23, PartnerA)).CreatePDP(), createPDPResponse, 219},
		{"access point, version 2 over IPv6", PartnerA6, corporate(session(24, PartnerA6)).CreateSession(), createSessionResponse, 93},
		{"source of the carrier, of no operator", Roamer, session(25, Roamer).CreatePDP(), createPDPResponse, 209},
		{"source of nobody", Stranger, session(26, Stranger).CreatePDP(), createPDPResponse, 200},
	} {
		putSequence(x.msg, uint32(700+i))
		answer := n.Ask(t, x.from, x.msg, 5*time.Second)
		if kind, cause := Cause(answer); kind != x.kind || cause != x.cause {
			t.Errorf("forbidden %s: answered by type %d, cause %d; want %d, %d: %x", x.what, kind, cause, x.kind, x.cause, answer)
			continue
		}
		if _, sequence, _, _ := head(answer); sequence != uint32(700+i) {
			t.Errorf("forbidden %s: answered with sequence number %d", x.what, sequence)
		}
	}
	honest := session(27, PartnerA)
	n.Ask(t, PartnerA, honest.CreateSession(), time.Millisecond)
	c.Await(t, "an honest request", tbcd(honest.IMSI))
	for k := 20; k < 27; k++ {
		if c.Count(tbcd(NewSubscriber(k).IMSI)[3:]) != 0 {
			t.Errorf("request %d reached the gateway", k)
		}
	}
}

// Two nodes of go-gtp, an SGW and a PGW, set up and take down sessions over IPv6.
func TestGoGTPOverIPv6(t *testing.T) {
	n := New(t)
	n.Appliance(t, Setup{})
	pgw := n.goGTP(t, n.Home, Gateway6, 7)
	pgw.AddHandler(v2msg.MsgTypeCreateSessionRequest, func(c *gtpv2.Conn, from net.Addr, msg v2msg.Message) error {
		s := &Session{Gateway: Gateway6, Control: msg.(*v2msg.CreateSessionRequest).SenderFTEIDC.MustTEID(), User: 1}
		answer, err := v2msg.Parse(s.SessionCreated())
		if err != nil {
			return err
		}
		return c.RespondTo(from, msg, answer)
	})
	sgw := n.goGTP(t, n.Partner, PartnerA6, 6)
	causes := make(chan uint8, 1)
	sgw.AddHandler(v2msg.MsgTypeCreateSessionResponse, func(_ *gtpv2.Conn, _ net.Addr, msg v2msg.Message) error {
		causes <- msg.(*v2msg.CreateSessionResponse).Cause.MustCause()
		return nil
	})
	to := net.UDPAddrFromAddrPort(netip.AddrPortFrom(Gateway6, ControlPort))
	for k := range 10 {
		s := Session{Subscriber: NewSubscriber(30 + k), MCC: "999", MNC: "70", APN: "internet", Node: PartnerA6, Control: uint32(0x100 + k), User: uint32(0x200 + k)}
		request, err := v2msg.ParseCreateSessionRequest(s.CreateSession())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := sgw.CreateSession(to, elements(request)...); err != nil {
			t.Fatal(err)
		}
		select {
		case cause := <-causes:
			if cause != accepted2 {
				t.Errorf("session %d: cause %d", k, cause)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("session %d: no answer", k)
		}
	}
}

func elements(m *v2msg.CreateSessionRequest) []*v2ie.IE {
	return append([]*v2ie.IE{
		m.IMSI, m.MSISDN, m.MEI, m.ULI, m.ServingNetwork, m.RATType, m.SenderFTEIDC, m.APN,
		m.SelectionMode, m.PDNType, m.PAA, m.APNRestriction, m.AMBR, m.Recovery,
	}, m.BearerContextsToBeCreated...)
}

// goGTP starts a node of go-gtp whose endpoints are of the given interface type
// (TS 29.274 clause 8.22).
func (n *Net) goGTP(t *testing.T, ns *Namespace, at netip.Addr, kind uint8) *gtpv2.Conn {
	t.Helper()
	c := gtpv2.NewConn(net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, ControlPort)), kind, 0)
	c.DisableValidation() // it knows sessions that it has opened itself only
	ctx, cancel := context.WithCancel(context.Background())
	if err := ns.Do(func() error { return c.Listen(ctx) }); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(fmt.Errorf("go-gtp at %s: %w", at, err))
		}
	})
	return c
}

// The gateway tester of go-gtp sets up sessions; its oddities are flagged, not
// dropped.
func TestGWTesterThroughTheLink(t *testing.T) {
	n := New(t)
	a := n.Appliance(t, Setup{})
	who := []Subscriber{NewSubscriber(41), NewSubscriber(42), NewSubscriber(43)}
	g := n.StartGWTester(t, who...)
	for _, s := range who {
		Eventually(t, 20*time.Second, "a session of the gateway tester", func() bool {
			return strings.Contains(g.MME.Stderr.String(), "Bearer modified with S-GW for Subscriber: "+s.IMSI)
		})
	}
	if leaks := a.Leaks(who...); leaks != nil {
		t.Error(leaks)
	}
}
