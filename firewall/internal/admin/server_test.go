package admin

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestReading(t *testing.T) {
	socket, _ := serve(t, &fake{}, "")
	c, ctx := connect(t, socket), t.Context()
	status, err := c.Status(ctx)
	if err != nil || status.PID != os.Getpid() || status.Links[0].Counters[0].Value != 7 || status.Problems == nil {
		t.Errorf("%+v, %v", status, err)
	}
	peers, err := c.Peers(ctx)
	if err != nil || len(peers) != 2 || peers[0].Messages != 12 || peers[1].Via[0] != "ipx-1" || !peers[1].Last.IsZero() {
		t.Errorf("%+v, %v", peers, err)
	}
	report, err := c.Report(ctx)
	if err != nil || report.Operations != 9 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestChanging(t *testing.T) {
	needsCredentials(t)
	f := &fake{}
	socket, _ := serve(t, f, "")
	c, ctx := connect(t, socket), t.Context()
	asked := LevelChange{Name: "ipx-1", Level: "severed", Reason: "scans our HLR: \x1b[2J ü"}
	done, err := c.SetLevel(ctx, asked)
	if err != nil || done.Sequence != 7 || !done.Durable || done.Changed[0].After != "severed" || done.Problems == nil {
		t.Errorf("%+v, %v", done, err)
	}
	if done, err = c.ObserveAll(ctx, true, "is it us?"); err != nil || done.Sequence != 8 {
		t.Errorf("%+v, %v", done, err)
	}
	if r, err := c.Reload(ctx); err != nil || r.ConfigHash != "abc" || r.Difference == nil {
		t.Errorf("%+v, %v", r, err)
	}
	if len(f.changes) != 1 || f.changes[0] != asked || !f.on[0] {
		t.Errorf("asked %+v, %v", f.changes, f.on)
	}
	for _, by := range f.by {
		if by.UID != uint32(os.Geteuid()) || by.PID != int32(os.Getpid()) {
			t.Errorf("by %+v", by)
		}
	}
}

// What is wrong with a request is said before the appliance hears of it.
func TestBadRequests(t *testing.T) {
	f := &fake{}
	socket, _ := serve(t, f, "")
	c := connect(t, socket)
	good := LevelChange{Name: "ipx-1", Level: "severed", Reason: "r"}
	for _, x := range []struct {
		change func(*LevelChange)
		want   string
	}{
		{func(l *LevelChange) { l.Level = "throttle" }, "the level throttle is not offered yet; there are open, observe, severed, aborted"},
		{func(l *LevelChange) { l.Level = "requests-blocked" }, "not offered yet"},
		{func(l *LevelChange) { l.Level = "requests-blocked" }, "not offered yet"},
		{func(l *LevelChange) { l.Level = "SEVERED" }, `there is no level "SEVERED"`},
		{func(l *LevelChange) { l.Level = "" }, `there is no level ""`},
		{func(l *LevelChange) { l.Name = "" }, "a name is needed"},
		{func(l *LevelChange) { l.Reason = " \t" }, "a reason is needed"},
		{func(l *LevelChange) { l.Reason = strings.Repeat("ü", 501) }, "the reason has 501 characters; allowed are 500"},
		{func(l *LevelChange) { l.Reason = strings.Repeat("x", maxBody) }, "the request is larger than 16384 octets"},
	} {
		asked := good
		x.change(&asked)
		_, err := c.SetLevel(t.Context(), asked)
		var r *Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Text, x.want) || r.Status < 400 || r.Status >= 500 {
			t.Errorf("%+v: %v, want %q", asked, err, x.want)
		}
	}
	if _, err := c.ObserveAll(t.Context(), true, ""); err == nil || !strings.Contains(err.Error(), "a reason is needed") {
		t.Error(err)
	}
	if f.asked() != 0 {
		t.Errorf("the appliance was asked %v", f.changes)
	}
}

// raw sends octets and returns the answer's status line and all that follows.
func raw(t *testing.T, socket, request string) string {
	t.Helper()
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	go io.WriteString(conn, request) // the other end may close before it has read all
	answer, err := io.ReadAll(conn)
	if err != nil && len(answer) == 0 {
		t.Fatal(err)
	}
	return string(answer)
}

func post(path, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: p\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

func TestRawRequests(t *testing.T) {
	f := &fake{}
	socket, _ := serve(t, f, "")
	const body = `{"name":"a","level":"severed","reason":"r"}`
	for _, x := range []struct{ request, status, text string }{
		{post(pathLevel, ""), "400", "the request: EOF"},
		{post(pathLevel, "nonsense"), "400", "the request: invalid character"},
		{post(pathLevel, strings.Replace(body, "}", `,"until":"tomorrow"}`, 1)), "400", `unknown field`},
		{post(pathLevel, `{"name":7}`), "400", "cannot unmarshal number"},
		{post("/v1/nothing", body), "404", ""},
		{strings.Replace(post(pathLevel, body), "POST", "GET", 1), "405", ""},
		{post(pathStatus, body), "405", ""},
		{"GET " + pathStatus + " HTTP/1.1\r\nHost: p\r\nX: " + strings.Repeat("x", 4*maxHeader) + "\r\n\r\n", "431", ""},
		{"hello\r\n\r\n", "400", ""},
	} {
		answer := raw(t, socket, x.request)
		if !strings.HasPrefix(answer, "HTTP/1.1 "+x.status) || !strings.Contains(answer, x.text) {
			t.Errorf("%.60q: %s", x.request, answer)
		}
	}
	if f.asked() != 0 {
		t.Errorf("the appliance was asked %v", f.changes)
	}
}

func TestRefusals(t *testing.T) {
	needsCredentials(t)
	held := Outcome{Changed: []Changed{{Kind: "interconnect", Name: "a", Before: "open", After: "severed"}}, Problems: []string{"the ledger: no space left on device"}}
	f := &fake{}
	socket, _ := serve(t, f, "")
	c := connect(t, socket)
	ask := func(err error, done Outcome) (Outcome, *Refusal) {
		f.set = func(context.Context, LevelChange) (Outcome, error) { return done, err }
		got, refused := c.SetLevel(t.Context(), LevelChange{Name: "a", Level: "severed", Reason: "r"})
		r := &Refusal{}
		if !errors.As(refused, &r) {
			t.Fatalf("%v: %v", err, refused)
		}
		return got, r
	}
	if done, r := ask(fmt.Errorf("%w %q", ErrUnknownName, "a"), Outcome{}); r.Status != http.StatusNotFound || r.Outcome != nil || len(done.Changed) != 0 || r.Text != `no interconnect or operator has the name "a"` {
		t.Errorf("%+v %+v", done, r)
	}
	if done, r := ask(errors.New("in force, but not durable"), held); r.Status != http.StatusInternalServerError || len(done.Changed) != 1 || done.Problems[0] != held.Problems[0] {
		t.Errorf("%+v %+v", done, r)
	}
	f.reload = func() (Reloaded, error) { return Reloaded{}, errors.New("f.yaml:1:1: no") }
	if _, err := c.Reload(t.Context()); err == nil || err.Error() != "f.yaml:1:1: no" {
		t.Error(err)
	}
}

// A change is finished although its caller has hung up.
func TestCallerHangsUp(t *testing.T) {
	needsCredentials(t)
	entered, leave, left := make(chan bool), make(chan bool), make(chan error, 1)
	f := &fake{set: func(ctx context.Context, _ LevelChange) (Outcome, error) {
		close(entered)
		<-leave
		left <- ctx.Err()
		return Outcome{}, nil
	}}
	socket, _ := serve(t, f, "")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-entered
		cancel()
	}()
	if _, err := connect(t, socket).SetLevel(ctx, LevelChange{Name: "a", Level: "severed", Reason: "r"}); !errors.Is(err, context.Canceled) || !errors.Is(err, ErrNotReachable) {
		t.Error(err)
	}
	close(leave)
	if err := <-left; err != nil {
		t.Errorf("the change was told to stop: %v", err)
	}
}

// Callers who connect and say nothing, or do not read, keep nobody else out, and go.
func TestHangingClients(t *testing.T) {
	socket, _ := serve(t, &fake{}, "")
	var hanging []net.Conn
	for n := range maxConnsOfUser - 1 {
		conn, err := net.Dial("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if n%2 == 0 {
			_, _ = io.WriteString(conn, "GET "+pathStatus+" HTTP/1.1\r\nHost:")
		}
		hanging = append(hanging, conn)
	}
	if _, err := connect(t, socket).Status(t.Context()); err != nil {
		t.Errorf("beside hanging clients: %v", err)
	}
	for _, conn := range hanging {
		_ = conn.SetReadDeadline(time.Now().Add(headerTime + 20*time.Second))
		_, err := bufio.NewReader(conn).ReadString(0)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a client that says nothing is never let go")
		}
	}
}

// Beyond the limit of a user, connections are closed at once and the others work on.
func TestTooManyConnections(t *testing.T) {
	needsCredentials(t)
	socket, _ := serve(t, &fake{}, "")
	c := connect(t, socket)
	if _, err := c.Status(t.Context()); err != nil { // keeps its connection
		t.Fatal(err)
	}
	for range maxConnsOfUser - 1 {
		conn, err := net.Dial("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	if _, err := connect(t, socket).Status(t.Context()); !errors.Is(err, ErrNotReachable) {
		t.Errorf("one more: %v", err)
	}
	if _, err := c.Status(t.Context()); err != nil {
		t.Errorf("who was there before: %v", err)
	}
}

// What is in work when the appliance stops is finished, and the socket is gone.
func TestServeStops(t *testing.T) {
	needsCredentials(t)
	entered := make(chan bool)
	f := &fake{set: func(context.Context, LevelChange) (Outcome, error) {
		close(entered)
		time.Sleep(100 * time.Millisecond)
		return Outcome{Sequence: 9}, nil
	}}
	socket, stop := serve(t, f, "")
	result := make(chan error, 1)
	go func() {
		done, err := connect(t, socket).SetLevel(context.Background(), LevelChange{Name: "a", Level: "severed", Reason: "r"})
		if err == nil && done.Sequence != 9 {
			err = fmt.Errorf("%+v", done)
		}
		result <- err
	}()
	<-entered
	stop()
	if err := <-result; err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	if _, err := connect(t, socket).Status(t.Context()); !errors.Is(err, ErrNotReachable) {
		t.Error(err)
	}
}

func TestNotReachable(t *testing.T) {
	dir := shortDir(t)
	for _, path := range []string{dir + "/none", dir, dir + "/" + strings.Repeat("x", 200)} {
		if _, err := NewClient(path).Status(t.Context()); !errors.Is(err, ErrNotReachable) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
