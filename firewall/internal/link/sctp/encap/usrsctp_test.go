package encap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// output is what a program has written until now.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// usrsctp starts a program of the independent stack usrsctp, which ends with the
// test.
func usrsctp(t *testing.T, name string, arguments ...string) *output {
	t.Helper()
	path := "/usr/lib/usrsctp/" + name // where Debian's libusrsctp-examples has it
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s of Debian's libusrsctp-examples is not installed", name)
	}
	out := new(output)
	c := exec.Command(path, arguments...)
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
		if t.Failed() {
			text := out.String()
			t.Logf("%s says at the end: %s", name, text[max(0, len(text)-2000):])
		}
	})
	return out
}

// TestLoadToUsrsctp dials usrsctp's traffic sink, sends messages on all streams, some
// of them in fragments, and shuts down; the sink says how many came.
func TestLoadToUsrsctp(t *testing.T) {
	const messages = 3000
	ours, theirs := freePort(t), freePort(t)
	out := usrsctp(t, "tsctp", "-E", strconv.Itoa(theirs), "-U", strconv.Itoa(ours), "-L", "127.0.0.1", "-p", "5001")
	c := assoc.Config{Pool: assoc.NewPool(4, 65536)}
	a := dialPatiently(t, &Backend{Port: ours, RemotePort: theirs}, assoc.Endpoint{Addresses: loopback, Port: 5001}, c)
	in, streams := a.Streams()
	if in < 2 || streams < 2 {
		t.Fatalf("%d streams in and %d out", in, streams)
	}
	octets := 0
	for i := range messages {
		m := assoc.Message{Data: make([]byte, 1+i%1000), PPID: 3, Stream: uint16(i) % streams}
		if i%20 == 0 {
			m.Data = make([]byte, 5000)
		}
		octets += len(m.Data)
		for n := 0; n == 0; {
			var err error
			if n, err = a.Send([]assoc.Message{m}); err == nil && n == 0 {
				err = a.AwaitRoom()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	a.Shutdown()
	a.Close()
	want := fmt.Sprintf(", %d, %d, %d, ", messages, messages, octets) // messages, reads, octets
	for end := time.Now().Add(20 * time.Second); !strings.Contains(out.String(), want); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the sink does not say %q", want)
		}
	}
}

// dialPatiently dials until the peer has started.
func dialPatiently(t *testing.T, b *Backend, to assoc.Endpoint, c assoc.Config) assoc.Association {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		a, err := b.Dial(ctx, assoc.Endpoint{Addresses: loopback}, to, c)
		if err == nil {
			t.Cleanup(a.Abort)
			return a
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestLoadOfUsrsctp is dialled by usrsctp's traffic generator, which sends and shuts
// down.
func TestLoadOfUsrsctp(t *testing.T) {
	const messages, length = 3000, 300
	ours, theirs := freePort(t), freePort(t)
	c := assoc.Config{Pool: assoc.NewPool(4, 65536)}
	l, err := (&Backend{Port: ours, RemotePort: theirs}).Listen(assoc.Endpoint{Addresses: loopback, Port: 5001}, c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	usrsctp(t, "tsctp", "-E", strconv.Itoa(theirs), "-U", strconv.Itoa(ours), "-L", "127.0.0.1", "-D", "-p", "5001",
		"-n", strconv.Itoa(messages), "-l", strconv.Itoa(length), "127.0.0.1")
	limit := time.AfterFunc(30*time.Second, func() { l.Close() })
	defer limit.Stop()
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Abort()
	got := 0
	for err == nil {
		var b *assoc.Batch
		if b, err = a.Receive(); err != nil {
			break
		}
		for i := range b.Messages {
			if m := &b.Messages[i]; len(m.Data) != length || m.Cut || m.Unordered {
				t.Fatalf("message %d has %d octets", got, len(m.Data))
			}
			got++
		}
		c.Pool.Give(b)
	}
	if got != messages || !errors.Is(err, assoc.ErrShutdown) {
		t.Errorf("%d messages of %d, then %v", got, messages, err)
	}
}
