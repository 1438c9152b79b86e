package sctp_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// pace calls f as often as something bad is to happen, in bursts, for most of the time
// that the good one speaks.
func (s *siege) pace(f func(i int)) {
	const bursts = 100
	goodTime, many := siegeSize()
	for i := range many {
		if f(i); i%(many/bursts) == 0 {
			time.Sleep(goodTime * 4 / 5 / bursts)
		}
	}
}

// socket opens a UDP socket at a host of the block towards the link.
func (s *siege) socket(host string) *net.UDPConn {
	s.t.Helper()
	from, to := netip.MustParseAddr(s.block+host), netip.MustParseAddr(s.block+hostLink)
	c, err := net.DialUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(from, 0)), net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, siegeUDP)))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

// packet is an SCTP packet with one chunk (RFC 9260 clause 3).
func packet(from uint16, tag uint32, kind byte, body []byte) []byte {
	p := binary.BigEndian.AppendUint16(nil, from)
	p = binary.BigEndian.AppendUint16(p, siegePort)
	p = binary.BigEndian.AppendUint32(p, tag)
	p = append(p, 0, 0, 0, 0, kind, 0)
	p = binary.BigEndian.AppendUint16(p, uint16(4+len(body)))
	p = append(p, body...)
	p = append(p, make([]byte, -len(body)&3)...)
	binary.LittleEndian.PutUint32(p[8:], crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)))
	return p
}

// Chunk types (RFC 9260 clause 3.2).
const chunkInit, chunkInitAck, chunkCookieEcho = 1, 2, 10

// begin is an INIT.
func begin(from uint16) []byte {
	body := []byte{1, 2, 3, 4, 0, 16, 0, 0, 0, 16, 0, 16, 0, 0, 0, 1} // tag, window, streams, TSN
	return packet(from, 0, chunkInit, body)
}

// goOn returns the COOKIE ECHO that answers an INIT ACK; nil if it is none.
func goOn(from uint16, ack []byte) []byte {
	if len(ack) < 40 || ack[12] != chunkInitAck {
		return nil
	}
	cookie := ack[32:] // behind the fixed part there is a cookie and nothing else
	length := int(binary.BigEndian.Uint16(cookie[2:]))
	return packet(from, binary.BigEndian.Uint32(ack[16:]), chunkCookieEcho, cookie[4:length])
}

// pools is what a link and its peers may need beside what is per association: batches
// are made when they are needed first.
const pools = 40 << 20

func TestInitsOfStrangers(t *testing.T) {
	s, good := lay(t, "encap", nil)
	_, many := siegeSize()
	var from []*net.UDPConn
	for i := range 100 {
		from = append(from, s.socket(fmt.Sprint(100+i)))
	}
	s.bounded(pools, 0, func() {
		s.hold(good, func() { s.pace(func(i int) { _, _ = from[i%100].Write(begin(uint16(1 + i))) }) })
	})
	if n := int(s.count("associations_unwanted")); n < many*9/10 {
		t.Errorf("%d of %d INITs are counted", n, many)
	}
}

// Half-open associations of an interconnect that may have some are nothing but work.
func TestHalfOpenAssociations(t *testing.T) {
	s, good := lay(t, "encap", nil)
	_, many := siegeSize()
	c := s.socket(hostBad)
	answers := make(chan int, 1)
	go func() {
		n, buffer := 0, make([]byte, 2048)
		for {
			_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
			if _, err := c.Read(buffer); err != nil {
				answers <- n
				return
			}
			n++
		}
	}()
	s.bounded(pools, 0, func() {
		s.hold(good, func() { s.pace(func(i int) { _, _ = c.Write(begin(uint16(1 + i))) }) })
	})
	if n := <-answers; n < many/2 || s.count("pairs_joined") != 1 {
		t.Errorf("%d of %d INITs were answered; %d pairs", n, many, s.count("pairs_joined"))
	}
}

// Associations that come up too often, and those that are too many, are aborted; what
// the interconnect may have costs home as much as us, and is bounded.
func TestTooManyAssociations(t *testing.T) {
	const each = 1 << 20 // octets that an idle pair may cost, generously
	for name, v := range map[string]struct {
		rate   sctp.Rate
		most   int
		reason string
	}{
		"often": {sctp.Rate{}, 40, "refused bad: associations come up too often"},
		"many":  {sctp.Rate{Burst: 1 << 20, Every: time.Second}, 64, "refused bad: there are as many associations as may be"},
	} {
		t.Run(name, func(t *testing.T) {
			s, good := lay(t, "encap", func(c *sctp.Config) { c.Rate = v.rate })
			_, many := siegeSize()
			c := s.socket(hostBad)
			go func() {
				buffer := make([]byte, 2048)
				for {
					n, err := c.Read(buffer)
					if errors.Is(err, net.ErrClosed) {
						return
					}
					if n < 12 {
						continue
					}
					if echo := goOn(binary.BigEndian.Uint16(buffer[2:]), buffer[:n]); echo != nil {
						_, _ = c.Write(echo)
					}
				}
			}()
			s.bounded(pools+each*uint64(v.most), 32*v.most, func() {
				s.hold(good, func() { s.pace(func(i int) { _, _ = c.Write(begin(uint16(1 + i))) }) })
			})
			if n := int(s.count("pairs")); n > v.most+1 || int(s.count("associations_refused")) < many/4 || s.told(v.reason) == 0 {
				t.Errorf("%d pairs, %d refused, %d told", n, s.count("associations_refused"), s.told(v.reason))
			}
		})
	}
}

func TestGarbageOnThePort(t *testing.T) {
	s, good := lay(t, "encap", nil)
	random := rand.New(rand.NewPCG(6, 2026))
	from := []*net.UDPConn{s.socket(hostBad), s.socket("77"), s.socket(hostGood)}
	s.bounded(pools, 0, func() {
		s.hold(good, func() {
			s.pace(func(i int) {
				b := make([]byte, random.IntN(1400))
				for k := range b {
					b[k] = byte(random.Uint32())
				}
				if len(b) > 16 && i%2 == 0 { // an association of the good one's, a chunk that exists
					binary.BigEndian.PutUint16(b[2:], siegePort)
					b[12] = byte(i % 15)
				}
				_, _ = from[i%len(from)].Write(b)
			})
		})
	})
}

// told returns how many events begin like this.
func (s *siege) told(what string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e, count := range s.events {
		if strings.HasPrefix(e, what) {
			n += count
		}
	}
	return n
}

// bounded fails if f leaves more memory and goroutines behind than it may.
func (s *siege) bounded(octets uint64, goroutines int, f func()) {
	s.t.Helper()
	before, running := heapNow(), runtime.NumGoroutine()
	f()
	if now := heapNow(); now > before+octets {
		s.t.Errorf("the heap has grown by %d KiB, more than %d", (now-before)>>10, octets>>10)
	}
	eventually(s.t, "the goroutines end", func() bool { return runtime.NumGoroutine() <= running+goroutines+10 })
}

// connections opens many connections from a host, says something on each, and keeps
// those that the link keeps. It returns how many these are, when they are no more than
// may be or have not become fewer for long.
func (s *siege) connections(host string, say []byte, most int) (kept int) {
	var open []net.Conn
	defer func() {
		for _, c := range open {
			_ = c.Close()
		}
	}()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(s.block + host)}, Timeout: 2 * time.Second}
	s.pace(func(int) {
		c, err := d.Dial("tcp4", net.JoinHostPort(s.block+hostLink, fmt.Sprint(siegePort)))
		if err != nil {
			return
		}
		_ = c.(*net.TCPConn).SetLinger(0)
		_, _ = c.Write(say)
		if open = append(open, c); len(open) == 1000 { // the oldest have been refused long ago
			open = s.alive(open)
		}
	})
	for range 50 {
		if open = s.alive(open); len(open) <= most {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return len(open)
}

// alive closes the connections that the other end has closed, and returns the rest.
func (s *siege) alive(list []net.Conn) (rest []net.Conn) {
	one := make([]byte, 1)
	for _, c := range list {
		_ = c.SetReadDeadline(time.Now().Add(time.Millisecond))
		var timeout net.Error
		if _, err := c.Read(one); err == nil || errors.As(err, &timeout) && timeout.Timeout() {
			rest = append(rest, c)
			continue
		}
		_ = c.Close()
	}
	return rest
}

func TestConnections(t *testing.T) {
	for name, v := range map[string]struct {
		host    string
		say     []byte
		most    int
		counter string
	}{
		"of strangers":     {"77", nil, 0, "associations_unwanted"},
		"that say nothing": {hostBad, nil, 64, "associations_refused"},
		"of half a header": {hostBad, []byte{1, 0}, 64, "associations_refused"},
		"of garbage":       {hostBad, []byte("GET / HTTP/1.1\r\n\r\n"), 0, "associations_refused"},
	} {
		t.Run(name, func(t *testing.T) {
			_, many := siegeSize()
			s, good := lay(t, "tcp", func(c *sctp.Config) { c.Rate = sctp.Rate{Burst: many / 2, Every: time.Second} })
			kept := -1
			s.bounded(pools, 64, func() { s.hold(good, func() { kept = s.connections(v.host, v.say, v.most) }) })
			t.Logf("%d kept; %d unwanted, %d refused, %d joined", kept, s.count("associations_unwanted"), s.count("associations_refused"), s.count("pairs_joined"))
			if kept > v.most || int(s.count(v.counter)) < many/4 {
				t.Errorf("%d connections are kept", kept)
			}
		})
	}
}

// A peer that never reads holds up its own pair, which is ended after some time, and
// costs no more than the buffers of both associations, as much as pion needs for them.
func TestPeersThatNeverRead(t *testing.T) {
	const stalled = 4
	for name, most := range map[string]uint64{"encap": 12 << 20, "tcp": 6 << 20} {
		t.Run(name, func(t *testing.T) {
			s, good := lay(t, name, func(c *sctp.Config) {
				c.Stall = 3 * time.Second
				c.Outside.Assoc.Buffer, c.Inside.Assoc.Buffer = 1<<20, 1<<20 // soon full
			})
			s.flooding.Store(true)
			before, full := heapNow(), uint64(0)
			s.hold(good, func() {
				for range stalled {
					a, err := s.dial(hostBad)
					if err != nil {
						t.Error(err)
						return
					}
					if n, err := a.Send([]assoc.Message{{Data: text('b', 20), PPID: 46}}); n != 1 {
						t.Error(err)
					}
				}
				time.Sleep(2 * time.Second)
				full = heapNow() - before
			})
			t.Logf("%d KiB of heap for a pair that is stalled, %d messages waited", full/stalled>>10, s.count("waited"))
			if full/stalled > most {
				t.Errorf("that is more than %d", most>>10)
			}
			eventually(t, "they are ended", func() bool { return s.count("associations_stalled") == stalled && s.count("pairs") == 1 })
		})
	}
}

// When a link and its peers are gone, over a real backend and with a peer that has
// never read, no goroutine stays.
func TestBackendsLeaveNothing(t *testing.T) {
	for _, name := range []string{"encap", "tcp"} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			t.Run("carry", func(t *testing.T) {
				s, good := lay(t, name, nil)
				s.flooding.Store(true)
				bad, err := s.dial(hostBad)
				if err != nil {
					t.Fatal(err)
				}
				for kind, a := range map[byte]assoc.Association{'g': good, 'b': bad} {
					if n, err := a.Send([]assoc.Message{{Data: text(kind, 40), PPID: 46}}); n != 1 {
						t.Fatal(err)
					}
				}
				eventually(t, "the pair is full", func() bool { return s.count("waited") > 0 })
			})
			eventually(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before })
		})
	}
}
