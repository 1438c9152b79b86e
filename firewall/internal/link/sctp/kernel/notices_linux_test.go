package kernel

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// slots stands for a kernel: it fills slots of a reception by hand, so that what
// seldom happens can be tested, also where there is no SCTP.
type slots struct {
	*reception
	t    *testing.T
	told events
}

func newSlots(t *testing.T, longest int) *slots {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSocket(fd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.file.Close() })
	a := &association{socket: s}
	k := &slots{reception: &a.in, t: t}
	a.config = assoc.Config{MaxMessage: longest, Pool: assoc.NewPool(2, longest), Notify: k.told.notify}
	k.link(a)
	k.batch = a.config.Pool.Take()
	k.offer()
	return k
}

// put fills the next slot.
func (k *slots) put(flags int32, data []byte) {
	h := &k.headers[k.count]
	h.hdr.Flags = flags
	h.len = uint32(copy(k.batch.Slot(k.count), data))
	c := &k.control[k.count]
	c.header.Level, c.header.Type = sctp.SOL_SCTP, sctp.SCTP_CMSG_RCVINFO
	c.info.SID = uint16(data[0])
	k.count++
}

func notice(kind sctp.SCTPNotificationType, flags uint16, length int, fields map[int]uint16) []byte {
	b := make([]byte, length)
	binary.NativeEndian.PutUint16(b, uint16(kind))
	binary.NativeEndian.PutUint16(b[2:], flags)
	for at, value := range fields {
		binary.NativeEndian.PutUint16(b[at:], value)
	}
	return b
}

func pathNotice(state uint16) []byte {
	b := notice(sctp.SCTP_PEER_ADDR_CHANGE, 0, pathEnd, map[int]uint16{pathState: state, pathError: 2})
	copy(b[pathAddress:], appendSockaddrs(nil, []netip.Addr{netip.MustParseAddr("2001:db8::7")}, 2905))
	return b
}

// TestNotices: what happens to an association is told, also when it comes in pieces.
func TestNotices(t *testing.T) {
	failed := notice(sctp.SCTP_SEND_FAILED, failedSent, failedEnd+5000, nil)
	for _, c := range []struct {
		data []byte
		want assoc.Event
	}{
		{pathNotice(pathAvailable), assoc.Event{Kind: assoc.PathUp}},
		{pathNotice(pathUnreachable), assoc.Event{Kind: assoc.PathDown}},
		{pathNotice(pathAdded), assoc.Event{Kind: assoc.PathAdded}},
		{pathNotice(pathRemoved), assoc.Event{Kind: assoc.PathGone}},
		{failed, assoc.Event{Kind: assoc.SendFailed, Text: "sent, and not acknowledged"}},
		{notice(sctp.SCTP_SEND_FAILED, 0, failedEnd, nil), assoc.Event{Kind: assoc.SendFailed, Text: "not sent"}},
	} {
		if c.want.Kind != assoc.SendFailed {
			c.want.Path, c.want.Text = netip.MustParseAddr("2001:db8::7"), "a HEARTBEAT was answered"
		}
		for _, piece := range []int{len(c.data), 60, 7} {
			k := newSlots(t, len(c.data))
			for rest := c.data; len(rest) > 0; {
				n := min(piece, len(rest))
				k.observe(rest[:n], n == len(rest))
				rest = rest[n:]
			}
			if len(k.told.list) != 1 || k.told.list[0] != c.want {
				t.Errorf("in pieces of %d: told %+v, want %+v", piece, k.told.list, c.want)
			}
		}
	}
	k := newSlots(t, 100)
	for _, silent := range [][]byte{pathNotice(pathPrimary), pathNotice(77), {1, 2, 3}, notice(sctp.SCTP_SHUTDOWN_EVENT, 0, 12, nil)} {
		k.observe(silent, true)
	}
	if len(k.told.list) != 0 {
		t.Errorf("told %+v of nothing", k.told.list)
	}
}

// TestRestartBetweenMessages: what was received before a restart comes before
// ErrRestarted, and what came after it behind.
func TestRestartBetweenMessages(t *testing.T) {
	k := newSlots(t, 100)
	change := map[int]uint16{changeState: uint16(sctp.SCTP_RESTART), changeIn: 5, changeOut: 6}
	k.put(unix.MSG_EOR, []byte{1, 'o', 'l', 'd'})
	k.put(0, []byte{2, 'l', 'o', 's', 't'}) // the rest of it will not come
	k.put(unix.MSG_EOR|sctp.MSG_NOTIFICATION, notice(sctp.SCTP_ASSOC_CHANGE, 0, changeDetail, change))
	k.put(unix.MSG_EOR, []byte{3, 'n', 'e', 'w'})
	k.put(0, []byte{4, 'p', 'a'})
	k.put(unix.MSG_EOR, []byte("rts"))

	var got []string
	b := k.sort()
	for range 2 {
		if b == nil {
			t.Fatalf("no batch after %q", got)
		}
		for _, m := range b.Messages {
			got = append(got, string(m.Data[1:]))
			if int(m.Data[0]) != int(m.Stream) {
				t.Errorf("%q on stream %d", m.Data, m.Stream)
			}
		}
		k.config.Pool.Give(b)
		if len(got) == 1 {
			if _, err := k.kept(); !errors.Is(err, assoc.ErrRestarted) {
				t.Errorf("after %q: %v", got, err)
			}
			b, _ = k.kept()
		}
	}
	if len(got) != 3 || got[0] != "old" || got[1] != "new" || got[2] != "parts" {
		t.Errorf("received %q", got)
	}
	if k.ceilingIn != 5 || k.ceilingOut != 6 {
		t.Errorf("%d and %d streams", k.ceilingIn, k.ceilingOut)
	}
}
