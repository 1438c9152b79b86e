package tap

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// receiveBuffer is asked for, in octets: at 2,000,000 frames of 300 octets a
// second, which the kernel accounts with their descriptors, it bridges a pause
// of 20 ms.
const receiveBuffer = 32 << 20

// kind is what an interface delivers.
type kind uint8

const (
	ethernet kind = iota // frames with an Ethernet header
	loopback             // the same, and each packet twice
	bare                 // network packets
)

// Open starts to listen on an interface, which has to be up. Frames that arrive
// from then on wait for Read, as far as the receive buffer holds them.
func Open(c Config) (*Link, error) { return open(c, largestFrame) }

// open keeps the first octets of each frame, up to frame.
func open(c Config, frame int) (*Link, error) {
	l := &Link{name: c.Interface, in: newVector(frame)}
	fd, err := l.socket()
	if err != nil {
		return nil, fmt.Errorf("tap %s: %w", c.Interface, err)
	}
	l.file = os.NewFile(uintptr(fd), "tap "+c.Interface)
	if l.raw, err = l.file.SyscallConn(); err != nil {
		return nil, errors.Join(fmt.Errorf("tap %s: %w", c.Interface, err), l.file.Close())
	}
	l.wait, l.poll = l.take, func(fd uintptr) { l.take(fd) }
	return l, nil
}

// socket returns a packet socket bound to the interface. It sees nothing of
// other interfaces before: protocol 0 receives nothing until it is bound.
func (l *Link) socket() (fd int, err error) {
	index, err := l.find()
	if err != nil {
		return -1, err
	}
	fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("packet socket: %w", explainSocket(err))
	}
	if err := prepare(fd, l.kind); err != nil {
		unix.Close(fd)
		return -1, err
	}
	if err := bind(fd, index); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func explainSocket(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return errors.New("not permitted: it needs the capability CAP_NET_RAW, and nothing else " +
			"(AmbientCapabilities=CAP_NET_RAW in a systemd unit, or setcap cap_net_raw+ep on the program)")
	}
	return err
}

// prepare sets what has to hold for the first frame already.
func prepare(fd int, k kind) error {
	for _, o := range []struct {
		name          string
		level, option int
	}{
		{"PACKET_AUXDATA", unix.SOL_PACKET, unix.PACKET_AUXDATA},   // VLAN tags that were taken off
		{"PACKET_VNET_HDR", unix.SOL_PACKET, unix.PACKET_VNET_HDR}, // what was merged
		{"SO_TIMESTAMPNS", unix.SOL_SOCKET, unix.SO_TIMESTAMPNS},
	} {
		if err := unix.SetsockoptInt(fd, o.level, o.option, 1); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	if k == loopback { // spares the copies; before Linux 4.20 they are left out on reading
		_ = unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1)
	}
	// Beyond net.core.rmem_max with CAP_NET_ADMIN only. A smaller buffer works,
	// and what it drops is counted.
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer) != nil {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
	}
	return nil
}

func bind(fd, index int) error {
	all := &unix.SockaddrLinklayer{Protocol: networkOrder(unix.ETH_P_ALL), Ifindex: index}
	if err := unix.Bind(fd, all); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	promiscuous := unix.PacketMreq{Ifindex: int32(index), Type: unix.PACKET_MR_PROMISC}
	if err := unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &promiscuous); err != nil {
		return fmt.Errorf("listen promiscuously: %w", err)
	}
	return nil
}

var (
	errGone = errors.New("there is no such interface")
	errDown = errors.New("the interface is down; it has to be up before it is tapped (ip link set NAME up)")
)

// find looks the interface up in the network namespace of the caller.
func (l *Link) find() (index int, err error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0) // any socket will do (netdevice(7))
	if err != nil {
		return 0, fmt.Errorf("socket: %w", err)
	}
	defer unix.Close(fd)
	return l.look(fd)
}

// look asks a socket's network namespace for the interface. An error is errGone,
// errDown, or says what kind of interface it is.
func (l *Link) look(fd int) (index int, err error) {
	r, err := unix.NewIfreq(l.name)
	if err != nil {
		return 0, fmt.Errorf("%w: %q is no name of one", errGone, l.name)
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, r); err != nil {
		return 0, errGone
	}
	index = int(r.Uint32())
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, r); err != nil {
		return 0, errGone
	}
	if r.Uint16()&unix.IFF_UP == 0 {
		return 0, errDown
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, r); err != nil {
		return 0, errGone
	}
	l.kind, err = kindOf(r.Uint16())
	return index, err
}

// kindOf tells what an interface of this type (linux/if_arp.h) delivers. GRE is
// not among them: it may have a header of its own. Mirrored traffic in GRE or
// VXLAN comes out of an interface with Ethernet frames (gretap, erspan, vxlan).
func kindOf(hardware uint16) (kind, error) {
	switch hardware {
	case unix.ARPHRD_ETHER:
		return ethernet, nil
	case unix.ARPHRD_LOOPBACK:
		return loopback, nil
	case unix.ARPHRD_NONE, unix.ARPHRD_RAWIP, unix.ARPHRD_PPP, unix.ARPHRD_TUNNEL, unix.ARPHRD_TUNNEL6, unix.ARPHRD_SIT:
		return bare, nil
	}
	return 0, fmt.Errorf("an interface of hardware type %d (linux/if_arp.h) carries neither Ethernet frames nor plain IP packets", hardware)
}

// explain says why the socket failed: the kernel reports an interface that goes
// down or away in the same words.
func (l *Link) explain(failed syscall.Errno) error {
	err := error(failed)
	if failed == unix.ENETDOWN || failed == unix.ENXIO || failed == unix.ENODEV {
		_ = l.raw.Control(func(fd uintptr) {
			switch _, why := l.look(int(fd)); {
			case why == nil:
				err = errors.New("the interface went down and came up again; what passed meanwhile was not seen")
			case errors.Is(why, errDown): // also while it is being removed
				err = errors.New("the interface went down")
			default:
				err = errors.New("the interface is gone")
			}
		})
	}
	return fmt.Errorf("tap %s: %w", l.name, err)
}

// refuseMore makes the kernel put nothing more into the receive buffer: a filter
// (socket(7), SO_ATTACH_FILTER) of one instruction, which keeps no octet.
func refuseMore(fd int) error {
	none := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
	if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &none}); err != nil {
		return fmt.Errorf("refuse further frames: %w", err)
	}
	return nil
}
