package sctp_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/encap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/tcp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// siege is a link over a real backend on loopback addresses of its own, with home, a
// good interconnect that says something all the time, and whoever attacks. Only Linux
// has so many loopback addresses without being asked.
type siege struct {
	*sctp.Link
	t     *testing.T
	block string // the first three octets of its addresses
	peers assoc.Backend
	own   assoc.Config

	mu     sync.Mutex
	events map[string]int // by kind, interconnect and reason
	delays []time.Duration

	flooding atomic.Bool // home answers the bad interconnect without end
}

// Hosts of a siege, and the ports of its SCTP.
const (
	hostLink, hostHome, hostGood, hostBad = "1", "2", "3", "4"
	siegeUDP, siegePort                   = 9899, 3868
)

var sieges atomic.Uint32

// framing is Diameter's (RFC 6733 clause 3).
var framing = assoc.Framing{Header: 4, PPID: 46, Length: func(h []byte) int {
	if n := int(binary.BigEndian.Uint32(h) & 0xFFFFFF); h[0] == 1 && n >= 20 {
		return n
	}
	return 0
}}

// lay opens a link over tcp or encap, and awaits the good interconnect's association.
func lay(t *testing.T, backend string, change func(*sctp.Config)) (s *siege, good assoc.Association) {
	t.Helper()
	n := uint32(os.Getpid())*16 + sieges.Add(1)
	s = &siege{t: t, block: fmt.Sprintf("127.%d.%d.", 192+n%56, n/56%256), events: map[string]int{}}
	// Peers have small buffers, so that the memory that is measured is the link's.
	s.own = assoc.Config{Pool: assoc.NewPool(512, 65536), Framing: &framing, Buffer: 256 << 10}
	ends := [2]assoc.Backend{tcp.Backend{}, tcp.Backend{}}
	encapsulation := op.EncapTCPMessage
	s.peers = tcp.Backend{}
	if backend == "encap" {
		ends = [2]assoc.Backend{&encap.Backend{Port: siegeUDP}, &encap.Backend{Port: siegeUDP + 1, RemotePort: siegeUDP}}
		s.peers, encapsulation = &encap.Backend{Port: siegeUDP}, op.EncapUserMessage
	}
	home, err := s.peers.Listen(s.at(hostHome), s.own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = home.Close() })
	go s.homeOf(home)
	c := sctp.Config{
		Outside: sctp.End{Backend: ends[0], Listen: true, Local: s.at(hostLink), Assoc: assoc.Config{Framing: &framing}},
		Inside:  sctp.End{Backend: ends[1], Remote: s.at(hostHome), Local: assoc.Endpoint{Addresses: s.at(hostLink).Addresses}, Assoc: assoc.Config{Framing: &framing}},
		Encap:   encapsulation, Service: siegePort, Vet: s.vet, Tell: s.tell,
	}
	if change != nil {
		change(&c)
	}
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go s.pass(ended)
	t.Cleanup(func() {
		_ = s.Close()
		<-ended
	})
	eventually(t, "the good one is let in", func() bool {
		good, err = s.dial(hostGood)
		return err == nil
	})
	eventually(t, "it is joined", func() bool { return s.count("pairs") == 1 })
	return s, good
}

func (s *siege) at(host string) assoc.Endpoint { return at(siegePort, s.block+host) }

func (s *siege) vet(peer []netip.AddrPort) (string, error) {
	switch peer[0].Addr().String() {
	case s.block + hostGood:
		return "good", nil
	case s.block + hostBad:
		return "bad", nil
	}
	return "", errors.New("a stranger")
}

func (s *siege) tell(e sctp.Event) {
	s.mu.Lock()
	s.events[fmt.Sprintf("%s %s: %s", e.Kind, e.Who, e.Why)]++
	s.mu.Unlock()
}

// pass is a lane that lets everything pass.
func (s *siege) pass(ended chan struct{}) {
	defer close(ended)
	frames := make([]op.Frame, 64)
	for {
		if _, err := s.Read(frames); err != nil {
			return
		}
		if err := s.Apply(&op.Batch{}, nil); err != nil {
			return
		}
	}
}

func (s *siege) count(name string) uint64 {
	for _, c := range s.Counters() {
		if c.Name == name {
			return c.Value
		}
	}
	s.t.Fatalf("no counter %s", name)
	return 0
}

// dial opens an association with the link from a host.
func (s *siege) dial(host string) (assoc.Association, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	a, err := s.peers.Dial(ctx, assoc.Endpoint{Addresses: s.at(host).Addresses}, s.at(hostLink), s.own)
	if err == nil {
		s.t.Cleanup(a.Abort)
	}
	return a, err
}

// text is a message of a kind, g or b, with the time in it.
func text(kind byte, octets int) []byte {
	b := make([]byte, octets)
	binary.BigEndian.PutUint32(b, 1<<24|uint32(octets))
	b[4] = kind
	binary.BigEndian.PutUint64(b[8:], uint64(time.Now().UnixNano()))
	return b
}

// homeOf is home's node: it notes how long messages of the good interconnect took,
// and answers the first message of the bad one without end if that is asked for.
func (s *siege) homeOf(l assoc.Listener) {
	for {
		a, err := l.Accept()
		if err != nil {
			return
		}
		s.t.Cleanup(a.Abort)
		go s.hear(a)
	}
}

func (s *siege) hear(a assoc.Association) {
	isAnswering := false
	for {
		b, err := a.Receive()
		if err != nil {
			_ = a.Close()
			return
		}
		for i := range b.Messages {
			switch data := b.Messages[i].Data; {
			case data[4] == 'g':
				s.mu.Lock()
				s.delays = append(s.delays, time.Since(time.Unix(0, int64(binary.BigEndian.Uint64(data[8:])))))
				s.mu.Unlock()
			case s.flooding.Load() && !isAnswering:
				isAnswering = true
				go answerForEver(a)
			}
		}
		s.own.Pool.Give(b)
	}
}

func answerForEver(a assoc.Association) {
	list := make([]assoc.Message, 16)
	for i := range list {
		list[i].Data = text('b', 1000)
	}
	for {
		if _, err := a.Send(list); err != nil {
			return
		}
		if err := a.AwaitRoom(); err != nil {
			return
		}
		time.Sleep(time.Millisecond) // it is about memory, and the processors are everybody's
	}
}

// goodRate is how many messages a second the good interconnect says.
const goodRate = 500

// late is what takes longer than a message may. Short tests run with the race
// detector, where nothing can be said of time.
func late() time.Duration {
	if testing.Short() {
		return time.Minute
	}
	return time.Second
}

// siegeSize tells how long it speaks, and how many of everything bad there are
// meanwhile.
func siegeSize() (goodTime time.Duration, many int) {
	if testing.Short() {
		return time.Second, 2000
	}
	return 3 * time.Second, 10000
}

// hold has the good interconnect speak while it is under siege, and fails unless 99
// of 100 messages arrive in time, the others later, and its association stays up.
func (s *siege) hold(good assoc.Association, attack func()) {
	s.t.Helper()
	before := heapNow()
	over := make(chan struct{})
	go func() {
		defer close(over)
		attack()
	}()
	offered, taken := s.speak(good)
	<-over
	eventually(s.t, "everything arrives", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.delays) == taken
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	inTime, most := 0, time.Duration(0)
	for _, d := range s.delays {
		most = max(most, d)
		if d <= late() {
			inTime++
		}
	}
	share := float64(inTime) / float64(offered)
	s.t.Logf("goodput %.4f of %d, the slowest took %v; heap +%d KiB; %d goroutines; events %v", share, offered, most.Round(time.Millisecond),
		(int64(heapNow())-int64(before))>>10, runtime.NumGoroutine(), s.events)
	if share < 0.99 {
		s.t.Errorf("goodput is %.4f", share)
	}
	for e, n := range s.events {
		if len(e) > 9 && e[:9] == "down good" {
			s.t.Errorf("%d times %s", n, e)
		}
	}
}

// speak sends the load and returns how many messages it was, and for how many of them
// there was room.
func (s *siege) speak(good assoc.Association) (offered, taken int) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	goodTime, _ := siegeSize()
	for end := time.Now().Add(goodTime); time.Now().Before(end); <-tick.C {
		for range goodRate / 100 {
			m := []assoc.Message{{Data: text('g', 200), PPID: 46}}
			n, err := good.Send(m)
			if err != nil {
				s.t.Fatal(err)
			}
			offered, taken = offered+1, taken+n
		}
	}
	return offered, taken
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // pools are emptied in two steps
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
