package rivals

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/kernel"
)

// The addresses of the plan.
const (
	partnerAddress = "198.51.100.7"
	middleAddress  = "192.0.2.1"
	innerAddress   = "192.0.2.2" // of portcullis, towards home
	homeAddress    = "192.0.2.10"
)

// patience is how long anything may take that has to happen, in a guest on a busy
// machine.
const patience = 15 * time.Second

// place is a network namespace and the thread that lives in it.
type place struct {
	testing.TB
	calls chan func()
	pool  *assoc.Pool // of home where it listens
}

func newPlace(t testing.TB) *place {
	t.Helper()
	needs(t)
	p := &place{TB: t, calls: make(chan func()), pool: assoc.NewPool(4, longest)}
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		for call := range p.calls {
			call()
		}
	}()
	t.Cleanup(func() { close(p.calls) })
	p.do(func() error { return unix.Unshare(unix.CLONE_NEWNET) })
	p.do(addresses)
	return p
}

// needs skips where the kernel has no SCTP. In the guest of .ci/uml it has, and
// PORTCULLIS_KERNEL_SCTP makes a missing one a failure.
func needs(t testing.TB) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, unix.IPPROTO_SCTP)
	switch {
	case err == nil:
		_ = unix.Close(fd)
	case os.Getenv("PORTCULLIS_KERNEL_SCTP") != "":
		t.Fatalf("kernel SCTP: %v", err)
	default:
		t.Skipf("needs kernel SCTP, run .ci/rivals: %v", err)
	}
	if os.Geteuid() != 0 {
		t.Skip("needs root: a network namespace")
	}
}

// addresses puts all addresses of the plan on lo, with an Ethernet's MTU.
func addresses() error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	for _, a := range []string{partnerAddress, middleAddress, innerAddress, homeAddress} {
		if err := netlink.AddrAdd(lo, &netlink.Addr{IPNet: netlink.NewIPNet(netip.MustParseAddr(a).AsSlice())}); err != nil {
			return err
		}
	}
	if err := netlink.LinkSetMTU(lo, 1500); err != nil {
		return err
	}
	return netlink.LinkSetUp(lo)
}

// do runs f on the thread.
func (p *place) do(f func() error) {
	p.Helper()
	done := make(chan error)
	p.calls <- func() { done <- f() }
	if err := <-done; err != nil {
		p.Fatal(err)
	}
}

// at is an endpoint of one address.
func at(address string, port uint16) assoc.Endpoint {
	return assoc.Endpoint{Addresses: []netip.Addr{netip.MustParseAddr(address)}, Port: port}
}

func config() assoc.Config {
	return assoc.Config{MaxMessage: longest, Pool: assoc.NewPool(4, longest)}
}

func (p *place) listen(local assoc.Endpoint) (l assoc.Listener) {
	p.Helper()
	c := config()
	c.Pool = p.pool
	p.do(func() (err error) { l, err = kernel.Backend{}.Listen(local, c); return err })
	return l
}

// dial tries until somebody listens.
func (p *place) dial(local, remote assoc.Endpoint, c assoc.Config) assoc.Association {
	p.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		var a assoc.Association
		var err error
		p.do(func() error { a, err = kernel.Backend{}.Dial(ctx, local, remote, c); return nil })
		if err == nil {
			return a
		}
		if ctx.Err() != nil {
			p.Fatalf("%v cannot be reached: %v", remote, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// program is a running process.
type program struct {
	cmd  *exec.Cmd
	said bytes.Buffer
}

// launch starts a program in a folder with some files, until end is called or the
// place goes.
func (p *place) launch(files map[string]string, name string, args ...string) *program {
	p.Helper()
	if _, err := exec.LookPath(name); err != nil {
		p.Skipf("needs %s: %v", name, err)
	}
	g := &program{cmd: exec.Command(name, args...)}
	g.cmd.Dir = p.TempDir()
	for file, text := range files {
		if err := os.WriteFile(filepath.Join(g.cmd.Dir, file), []byte(text), 0o600); err != nil {
			p.Fatal(err)
		}
	}
	g.cmd.Stdout, g.cmd.Stderr = &g.said, &g.said
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.do(g.cmd.Start)
	return g
}

func (g *program) end() {
	_ = g.cmd.Process.Kill()
	_ = g.cmd.Wait()
}

// cpu is the processor time of all threads of the program so far, in user and kernel
// mode (clock_getcpuclockid(3)).
func (g *program) cpu() time.Duration {
	const scheduler = 2 // CPUCLOCK_SCHED
	return clock(int32(^g.cmd.Process.Pid<<3 | scheduler))
}

// machine is the time that the processor has not been idle so far, in which kernel
// threads and interrupts of nobody are (proc(5), /proc/stat).
func machine() (busy time.Duration) {
	const tick = time.Second / 100
	text, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(text), "\n")
	for i, field := range strings.Fields(line) {
		const name, idle, iowait, steal = 0, 4, 5, 8
		if n, err := strconv.Atoi(field); err == nil && i != name && i != idle && i != iowait && i < steal {
			busy += time.Duration(n) * tick
		}
	}
	return busy
}

func clock(id int32) time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(id, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
