package firewall

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// envAudit says how many messages TestAuditInNamespaces plays; envInside that the
// process is in a namespace of its own already.
const envAudit, envInside = "PORTCULLIS_AUDIT", "PORTCULLIS_AUDIT_INSIDE"

// TestAuditInNamespaces plays 50,000 messages of the vectors, or as many as envAudit
// says, through an appliance in a network namespace of its own; the partner and home
// are in others, and lose 2 % of all packets in each direction. Everything of a
// process that is no thread of the test's has to be in one namespace: so the test
// runs itself again in a new one.
func TestAuditInNamespaces(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root: network namespaces")
	}
	if _, err := exec.LookPath("nft"); err != nil {
		t.Skip("needs nft: packets that are lost")
	}
	if os.Getenv(envInside) == "" {
		again(t)
		return
	}
	count := 50000
	if n, err := strconv.Atoi(os.Getenv(envAudit)); err == nil {
		count = n
	}
	for i, s := range subjects(t) {
		t.Run(s.name, func(t *testing.T) {
			a := &audit{site: &site{t: t, dir: t.TempDir()}, subject: s}
			// An association whose end was not heard of keeps its address for some seconds.
			at := func(net string, host int) string { return fmt.Sprint(net, 16*i+host) }
			a.at = auditAddresses{partner: at("198.51.100.", 2), outside: at("198.51.100.", 1), inside: at("192.0.2.", 1), home: at("192.0.2.", 2)}
			var networks []*network
			for k, ends := range [][2]string{{a.at.partner, a.at.outside}, {a.at.home, a.at.inside}} {
				n := newNetwork(t)
				n.join(fmt.Sprintf("audit%d%d", i, k), ends[0], ends[1])
				n.lose(2)
				a.within[k], networks = n.do, append(networks, n)
			}
			a.run(count/2, 0)
			for _, n := range networks {
				lost := n.lost()
				t.Logf("packets lost into and out of a network: %v", lost)
				if len(lost) != 2 || slices.Min(lost) < 10 {
					t.Error("it is too good")
				}
			}
		})
	}
}

// again runs the test in a process whose network is its own.
func again(t *testing.T) {
	c := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v", "-test.timeout", "60m", "-test.short="+strconv.FormatBool(testing.Short()))
	c.Env = append(os.Environ(), envInside+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // the signal comes when the thread ends
	defer runtime.UnlockOSThread()
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// network is a namespace that the test has made.
type network struct {
	t    *testing.T
	ns   netns.NsHandle
	jobs chan func()
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{t: t, jobs: make(chan func())}
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			n.ns, err = netns.Get()
		}
		made <- err
		for job := range n.jobs {
			job()
		}
	}()
	if err := <-made; err != nil {
		t.Fatalf("network namespace: %v", err)
	}
	t.Cleanup(func() {
		close(n.jobs)
		_ = n.ns.Close()
	})
	n.must(n.do(func() error { return up("lo") }))
	return n
}

func (n *network) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// do runs a function in the namespace.
func (n *network) do(f func() error) error {
	done := make(chan error)
	n.jobs <- func() { done <- f() }
	return <-done
}

func up(name string) error {
	dev, err := netlink.LinkByName(name)
	return errors.Join(err, netlink.LinkSetUp(dev))
}

// join puts a cable between the namespace and the process' own, with an address at
// each end.
func (n *network) join(name, there, here string) {
	n.t.Helper()
	n.must(netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: name}, PeerName: "eth0", PeerNamespace: netlink.NsFd(n.ns)}))
	n.t.Cleanup(func() { // the namespace goes when the last socket in it is closed, which may take some seconds
		if dev, err := netlink.LinkByName(name); err == nil {
			n.must(netlink.LinkDel(dev))
		}
	})
	n.must(address(name, here))
	n.must(n.do(func() error { return address("eth0", there) }))
}

func address(name, at string) error {
	dev, err := netlink.LinkByName(name)
	if err != nil {
		return err
	}
	a, err := netlink.ParseAddr(netip.PrefixFrom(netip.MustParseAddr(at), 24).String())
	return errors.Join(err, netlink.AddrAdd(dev, a), up(name))
}

// lose drops so many of a hundred packets of UDP on the cable, in each direction.
func (n *network) lose(percent int) {
	n.t.Helper()
	rules := "table inet lossy {\n"
	for hook, device := range map[string]string{"input": "iif", "output": "oif"} {
		rules += fmt.Sprintf("chain %[1]s {\ntype filter hook %[1]s priority 0;\n%[2]sname eth0 meta l4proto udp numgen random mod 100 < %[3]d counter drop\n}\n", hook, device, percent)
	}
	n.must(n.do(func() error {
		if out, err := exec.Command("nft", rules+"}").CombinedOutput(); err != nil {
			return fmt.Errorf("nft %s: %w\n%s", rules, err, out)
		}
		return nil
	}))
}

var counted = regexp.MustCompile(`counter packets (\d+)`)

// lost returns how many packets each direction has dropped.
func (n *network) lost() (list []int) {
	n.t.Helper()
	n.must(n.do(func() error {
		out, err := exec.Command("nft", "list", "table", "inet", "lossy").CombinedOutput()
		for _, m := range counted.FindAllSubmatch(out, -1) {
			packets, _ := strconv.Atoi(string(m[1]))
			list = append(list, packets)
		}
		return err
	}))
	return list
}
