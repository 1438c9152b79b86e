package firewall

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
)

// Diameter of the tests: what home takes, what is blocked, and answers.
const (
	homeRealm    = "epc.mnc001.mcc001.3gppnetwork.org"
	partnerRealm = "epc.mnc070.mcc999.3gppnetwork.org"

	commandULR = 316 // Update-Location, of our subscriber in the partner's network
	commandPUR = 321 // Purge-UE, of a subscriber who is not ours
)

// avp is one AVP (RFC 6733 clause 4.1).
func avp(code, vendor uint32, data ...byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, code)
	flags, length := uint32(0x40), 8+len(data)
	if vendor != 0 {
		flags, length = 0xC0, length+4
	}
	header = binary.BigEndian.AppendUint32(header, flags<<24|uint32(length))
	if vendor != 0 {
		header = binary.BigEndian.AppendUint32(header, vendor)
	}
	return append(append(header, data...), make([]byte, -length&3)...)
}

func number(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// s6a is a request of the partner's MME to our HSS.
func s6a(command, hop uint32) []byte {
	body := avp(263, 0, []byte(fmt.Sprintf("mme1.%s;1;%d", partnerRealm, hop))...)
	body = append(body, avp(277, 0, number(1)...)...)
	body = append(body, avp(264, 0, []byte("mme1."+partnerRealm)...)...)
	body = append(body, avp(296, 0, []byte(partnerRealm)...)...)
	body = append(body, avp(283, 0, []byte(homeRealm)...)...)
	imsi := "001010000000001"
	if command == commandPUR {
		imsi = "999700000000001"
	}
	body = append(body, avp(1, 0, []byte(imsi)...)...)
	if command == commandULR {
		body = append(body, avp(1032, 10415, number(1004)...)...)
		body = append(body, avp(1405, 10415, number(2)...)...)
		body = append(body, avp(1407, 10415, 0x99, 0xF9, 0x07)...)
	}
	return diameter(0xC0, command, 16777251, hop, body)
}

// updated is our HSS's answer to an Update-Location.
func updated(hop uint32) []byte {
	body := avp(263, 0, []byte(fmt.Sprintf("mme1.%s;1;%d", partnerRealm, hop))...)
	body = append(body, avp(268, 0, number(2001)...)...)
	body = append(body, avp(277, 0, number(1)...)...)
	body = append(body, avp(264, 0, []byte("hss1."+homeRealm)...)...)
	body = append(body, avp(296, 0, []byte(homeRealm)...)...)
	return diameter(0x40, commandULR, 16777251, hop, body)
}

func diameter(flags, command, application, hop uint32, body []byte) []byte {
	m := number(1<<24 | uint32(20+len(body)))
	for _, word := range []uint32{flags<<24 | command, application, hop, hop} {
		m = binary.BigEndian.AppendUint32(m, word)
	}
	return append(m, body...)
}

// diameterSite is a site whose link ends Diameter over TCP.
type diameterSite struct {
	*site
	server net.Listener
}

func newDiameterSite(t *testing.T, more string) *diameterSite {
	s := &diameterSite{site: newSite(t)}
	var err error
	if s.server, err = net.Listen("tcp4", s.block+"2:3868"); err != nil {
		t.Fatal(err)
	}
	if err := s.server.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.server.Close() })
	text := fmt.Sprintf(`version: 1
home: {plmns: ["001-01"], addresses: ["%[1]s2/32"], realms: [%[2]s], apns: [internet]}
interconnects:
  - {name: ipx-1, addresses: ["%[1]s3/32"]}
  - {name: ipx-2, addresses: ["%[1]s4/32"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], realms: [%[3]s]}
links:
  - name: dra
    kind: sctp
    protocol: diameter
    backend: tcp
    outside: {listen: ["%[1]s1"], port: 3868, present_as: {host: dea1.%[2]s, realm: %[2]s}}
    inside: {dial: ["%[1]s2"], port: 3868}
    when_down: closed
events: {file: %[4]s/events.jsonl}
state_dir: %[4]s/state
admin: {socket: %[4]s/s.sock}
%[5]s`, s.block, homeRealm, partnerRealm, s.dir, more)
	if err := os.WriteFile(filepath.Join(s.dir, "site.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// dial connects from an address of the block.
func (s *diameterSite) dial(host string) net.Conn {
	s.t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(s.block + host)}, Timeout: time.Second}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		conn, err := d.Dial("tcp4", s.block+"1:3868")
		if err == nil {
			s.t.Cleanup(func() { _ = conn.Close() })
			return conn
		}
		if time.Now().After(end) {
			s.t.Fatal(err)
		}
	}
}

// home returns the next connection to home's node that carries something, and its first message.
func (s *diameterSite) home() (net.Conn, []byte) {
	s.t.Helper()
	for {
		conn, err := s.server.Accept()
		if err != nil {
			s.t.Fatal(err)
		}
		s.t.Cleanup(func() { _ = conn.Close() })
		if m, err := message(conn); err == nil {
			return conn, m
		}
	}
}

// message reads one message.
func message(conn net.Conn) ([]byte, error) {
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	header := make([]byte, 20)
	if _, err := io.ReadFull(conn, header); err != nil {
		return nil, err
	}
	rest := make([]byte, binary.BigEndian.Uint32(header)&0xFFFFFF-20)
	_, err := io.ReadFull(conn, rest)
	return append(header, rest...), err
}

func say(t *testing.T, conn net.Conn, messages ...[]byte) {
	t.Helper()
	for _, m := range messages {
		if _, err := conn.Write(m); err != nil {
			t.Fatal(err)
		}
	}
}

func mustRead(t *testing.T, conn net.Conn) []byte {
	t.Helper()
	m, err := message(conn)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// hop is the Hop-by-Hop Identifier.
func hop(m []byte) uint32 { return binary.BigEndian.Uint32(m[12:]) }

func TestATerminatingLinkJudgesDiameter(t *testing.T) {
	s := newDiameterSite(t, "filters:\n  - {name: spoofguard, module: builtin:spoofguard, mode: enforce, on_failure: closed, reasons: {diameter-imsi-not-ours: {action: reject, cause: 5004}}}\n")
	s.start()
	partner := s.dial("3")
	say(t, partner, s6a(commandULR, 1), s6a(commandPUR, 2), s6a(commandULR, 3))
	home, first := s.home()
	if third := mustRead(t, home); hop(first) != 1 || hop(third) != 3 {
		t.Errorf("home has got %d and %d", hop(first), hop(third))
	}
	answer := mustRead(t, partner)
	if hop(answer) != 2 || answer[4]&0x80 != 0 || !strings.Contains(string(answer), "dea1."+homeRealm) {
		t.Errorf("answered with %q", answer)
	}
	say(t, home, updated(1))
	if back := mustRead(t, partner); hop(back) != 1 || back[4]&0x80 != 0 {
		t.Errorf("home's answer came as %q", back)
	}
}

// Who is aborted loses the connection and does not get another one, whoever else goes
// on; a restore lets them in again.
func TestAbortedByCommand(t *testing.T) {
	s := newDiameterSite(t, "filters: []\n")
	s.start()
	a := s.fw.running.Load()
	one := s.dial("3")
	say(t, one, s6a(commandULR, 1))
	s.home()
	two := s.dial("4")
	say(t, two, s6a(commandULR, 2))
	s.home()
	if _, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "ipx-1", Level: "aborted", Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := message(one); err == nil || os.IsTimeout(err) {
		t.Errorf("the connection stays: %v", err)
	}
	if _, err := message(s.dial("3")); err == nil || os.IsTimeout(err) {
		t.Errorf("another one comes up: %v", err)
	}
	say(t, two, s6a(commandULR, 3))
	if _, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "ipx-1", Level: "open", Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	say(t, s.dial("3"), s6a(commandULR, 4))
	if _, m := s.home(); hop(m) != 4 {
		t.Errorf("home has got %d", hop(m))
	}
	states := s.associations()
	if states["up"] < 3 || states["down"] < 1 || states["refused"] < 1 {
		t.Errorf("events of associations: %v", states)
	}
}

// Who is taken off the configuration loses the connection with the reload, and who
// stays keeps it.
func TestTakenOffTheConfiguration(t *testing.T) {
	s := newDiameterSite(t, "filters: []\n")
	s.start()
	one := s.dial("3")
	say(t, one, s6a(commandULR, 1))
	s.home()
	two := s.dial("4")
	say(t, two, s6a(commandULR, 2))
	s.home()
	path := filepath.Join(s.dir, "site.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	without := strings.Replace(string(text), fmt.Sprintf("  - {name: ipx-2, addresses: [\"%s4/32\"]}\n", s.block), "", 1)
	if err := os.WriteFile(path, []byte(without), 0o600); err != nil {
		t.Fatal(err)
	}
	if changes, err := s.fw.Reload(context.Background()); err != nil || len(changes) != 1 {
		t.Fatal(changes, err)
	}
	if _, err := message(two); err == nil || os.IsTimeout(err) {
		t.Errorf("the connection stays: %v", err)
	}
	_ = one.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := one.Read(make([]byte, 1)); !os.IsTimeout(err) {
		t.Errorf("the other one: %v", err)
	}
}

// associations counts events of associations by state, once the last is there.
func (s *diameterSite) associations() map[string]int {
	s.t.Helper()
	states := map[string]int{}
	text, err := os.ReadFile(filepath.Join(s.dir, "events.jsonl"))
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if !strings.HasSuffix(line, "\n") { // it is being written
			break
		}
		var e struct{ Event, State string }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			s.t.Fatal(err)
		}
		if e.Event == "association" {
			states[e.State]++
		}
	}
	return states
}

// An address of nobody's does not get a connection, and neither does anybody while
// home cannot be reached.
func TestWhoGetsAnAssociation(t *testing.T) {
	s := newDiameterSite(t, "filters: []\n")
	s.start()
	if _, err := message(s.dial("9")); err == nil || os.IsTimeout(err) {
		t.Errorf("a stranger stays: %v", err)
	}
	_ = s.server.Close()
	_, _ = message(s.dial("3"))
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(s.block + "3")}}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		conn, err := d.Dial("tcp4", s.block+"1:3868")
		if err != nil {
			break
		}
		_ = conn.Close()
		if time.Now().After(end) {
			t.Fatal("the link still listens")
		}
	}
}
