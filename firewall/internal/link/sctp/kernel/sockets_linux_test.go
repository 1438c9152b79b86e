package kernel

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// TestThreads: who waits holds no thread.
func TestThreads(t *testing.T) {
	here := newStation(t)
	c := config()
	l := here.listen(endpoint(0, "127.0.0.1"), c)
	before := threads(t)
	for range 50 {
		go here.dial(assoc.Endpoint{}, l.Addr(), c).Receive()
		go accept(t, l).Receive()
	}
	time.Sleep(50 * time.Millisecond)
	if n := threads(t) - before; n > 20 {
		t.Errorf("%d threads for 100 ends of associations that wait", n)
	}
}

func threads(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(string(regexp.MustCompile(`Threads:\s+(\d+)`).FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSettings reads back what an association was made with. Times are in ticks of the
// kernel, of up to 10 ms.
func TestSettings(t *testing.T) {
	c := config()
	c.Streams, c.Buffer = 7, 1<<20
	c.Paths = assoc.Paths{
		RTOInitial: 320 * time.Millisecond, RTOMin: 120 * time.Millisecond, RTOMax: 3 * time.Second, Heartbeat: 4 * time.Second,
		PathMaxRetrans: 3, AssociationMaxRetrans: 6, SACKDelay: 20 * time.Millisecond,
	}
	here := newStation(t)
	here.do(func() error { return os.WriteFile("/proc/sys/net/sctp/addip_enable", []byte("1"), 0) })
	a, b := here.pair(c)
	for _, end := range []assoc.Association{a, b} {
		if in, out := end.Streams(); in != 7 || out != 7 {
			t.Errorf("%d and %d streams, want 7", in, out)
		}
		_ = end.(*association).raw.Control(func(fd uintptr) { checkSettings(t, int(fd)) })
	}
}

func checkSettings(t *testing.T, fd int) {
	var rto sctpRTOInfo
	read(t, fd, sctp.SCTP_RTOINFO, unsafe.Pointer(&rto), unsafe.Sizeof(rto))
	if rto.Initial != 320 || rto.Min != 120 || rto.Max != 3000 {
		t.Errorf("timeouts: %+v", rto)
	}
	var params sctpAssocParams
	read(t, fd, sctp.SCTP_ASSOCINFO, unsafe.Pointer(&params), unsafe.Sizeof(params))
	if params.AssociationMaxRetrans != 6 {
		t.Errorf("association: %+v", params)
	}
	var sack sctp.SackTimer
	read(t, fd, sctp.SCTP_DELAYED_SACK, unsafe.Pointer(&sack), unsafe.Sizeof(sack))
	if sack.SackDelay != 20 {
		t.Errorf("SACK: %+v", sack)
	}
	var path peerParameters
	read(t, fd, sctp.SCTP_PEER_ADDR_PARAMS, unsafe.Pointer(&path), unsafe.Sizeof(path))
	if path.heartbeat() != 4000 || path.maxRetrans() != 3 {
		t.Errorf("heartbeat %d ms, %d retransmissions", path.heartbeat(), path.maxRetrans())
	}
	var changes sctpAssocValue
	read(t, fd, asconfSupported, unsafe.Pointer(&changes), unsafe.Sizeof(changes))
	if changes.Value != 0 {
		t.Error("the peer may change its addresses")
	}
	if n, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF); err != nil || n != 2<<20 {
		t.Errorf("receive buffer: %d, %v", n, err)
	}
	if n, err := unix.GetsockoptInt(fd, sctp.SOL_SCTP, sctp.SCTP_NODELAY); err != nil || n != 1 {
		t.Errorf("nodelay: %d, %v", n, err)
	}
}

func read(t *testing.T, fd, name int, value unsafe.Pointer, size uintptr) {
	t.Helper()
	if _, err := option(fd, name, value, int(size)); err != nil {
		t.Fatalf("option %d: %v", name, err)
	}
}

// TestNoMoreSockets: accepting waits for file descriptors, and does not spin.
func TestNoMoreSockets(t *testing.T) {
	c := config()
	here := newStation(t)
	l := here.listen(endpoint(0, "127.0.0.1"), c)
	here.dial(assoc.Endpoint{}, l.Addr(), c)
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	free, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	unix.Close(free)
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: uint64(free), Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	accepted := make(chan error, 1)
	busy := cpu(t)
	go func() { _, err := l.Accept(); accepted <- err }()
	time.Sleep(500 * time.Millisecond)
	busy = cpu(t) - busy
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	if err := <-accepted; err != nil {
		t.Fatal(err)
	}
	if busy > 250*time.Millisecond {
		t.Errorf("%v of processor time in 500 ms of waiting", busy)
	}
}

// cpu returns the processor time of this process.
func cpu(t testing.TB) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestAnyAddress: a listener without addresses takes both families, and the smaller
// number of streams holds.
func TestAnyAddress(t *testing.T) {
	here := newStation(t)
	c, d := config(), config()
	c.Streams, d.Streams = 10, 4
	l := here.listen(assoc.Endpoint{}, c)
	for _, to := range []string{"127.0.0.1", "::1"} {
		a := here.dial(assoc.Endpoint{}, endpoint(l.Addr().Port, to), d)
		b := accept(t, l)
		if in, out := a.Streams(); in != 4 || out != 4 {
			t.Errorf("%d and %d streams, want 4", in, out)
		}
		exchange(t, a, b, c.Pool)
		exchange(t, b, a, d.Pool)
	}
}

// TestFailedDials leave nothing behind.
func TestFailedDials(t *testing.T) {
	here, void := newStation(t), newStation(t)
	wire(here, void, "void")
	here.address("void", "192.0.2.1/24") // and the other end of the wire has none
	before := files(t)
	for _, to := range []string{"127.0.0.1", "192.0.2.2", "198.51.100.1"} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		for range 5 {
			if a, err := (stationed{here}).Dial(ctx, assoc.Endpoint{}, endpoint(1, to), config()); err == nil {
				a.Abort()
				t.Errorf("somebody is at %s", to)
			}
		}
		cancel()
	}
	if n := files(t); n != before {
		t.Errorf("%d open files, %d before", n, before)
	}
}

func files(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestUnavailable: there is one clear error where the kernel has no SCTP.
func TestUnavailable(t *testing.T) {
	_, err := Backend{}.Listen(endpoint(0, "127.0.0.1"), config())
	if err == nil {
		t.Skip("needs a kernel without SCTP, this one has it")
	}
	if !regexp.MustCompile(`kernel SCTP is not available: modprobe sctp`).MatchString(err.Error()) {
		t.Error(err)
	}
}
