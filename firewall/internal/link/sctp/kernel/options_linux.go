package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Options of linux/sctp.h that the library does not name.
const (
	fragmentInterleave = 18  // SCTP_FRAGMENT_INTERLEAVE
	recvRcvInfo        = 32  // SCTP_RECVRCVINFO
	asconfSupported    = 128 // SCTP_ASCONF_SUPPORTED
)

// open returns a socket with all options set that an association inherits.
func open(c assoc.Config, local, remote []netip.Addr) (int, error) {
	family := unix.AF_INET6
	if is4(local, remote) {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_SCTP)
	if err == unix.EAFNOSUPPORT && len(local)+len(remote) == 0 {
		family = unix.AF_INET // a machine without IPv6
		fd, err = unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_SCTP)
	}
	if err == unix.EPROTONOSUPPORT || err == unix.ESOCKTNOSUPPORT {
		return -1, fmt.Errorf("kernel SCTP is not available: modprobe sctp: %w (%w)", errors.ErrUnsupported, err)
	}
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	err = errors.Join(setCommon(fd, family), setBuffers(fd, c.Buffer), setEvents(fd), setStreams(fd, c.Streams), setPaths(fd, c.Paths))
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// setOption sets an option of SCTP to the octets of value.
func setOption[V any](fd, name int, what string, value *V) error {
	_, _, errno := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), sctp.SOL_SCTP, uintptr(name),
		uintptr(unsafe.Pointer(value)), unsafe.Sizeof(*value), 0)
	if errno != 0 {
		return fmt.Errorf("%s: %w", what, errno)
	}
	return nil
}

// setList sets an option of SCTP to octets of any number.
func setList(fd, name int, value []byte) error {
	_, _, errno := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), sctp.SOL_SCTP, uintptr(name),
		uintptr(unsafe.Pointer(unsafe.SliceData(value))), uintptr(len(value)), 0)
	return nonZero(errno)
}

// option reads an option of SCTP into value, which may name an association or an
// address, and returns how many octets there are.
func option(fd, name int, value unsafe.Pointer, size int) (int, error) {
	length := uint32(size)
	_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), sctp.SOL_SCTP, uintptr(name),
		uintptr(value), uintptr(unsafe.Pointer(&length)), 0)
	return int(length), nonZero(errno)
}

func status(fd int) (sctp.Status, error) {
	var s sctp.Status
	_, err := option(fd, sctp.SCTP_STATUS, unsafe.Pointer(&s), int(unsafe.Sizeof(s)))
	return s, err
}

// setting is an option whose value is one number.
type setting struct {
	what               string
	level, name, value int
}

var common = []setting{
	{"send at once", sctp.SOL_SCTP, sctp.SCTP_NODELAY, 1}, // or answers wait for the peer's delayed SACK
	{"shared port", unix.SOL_SOCKET, unix.SO_REUSEADDR, 1},
	// One message after the other: what a partial delivery has begun it ends, before
	// anything else comes (RFC 6458 clause 8.1.20).
	{"messages apart", sctp.SOL_SCTP, fragmentInterleave, 0},
	{"information on messages", sctp.SOL_SCTP, recvRcvInfo, 1},
}

var common4 = []setting{
	{"addresses to come", unix.SOL_IP, unix.IP_FREEBIND, 1},
}

var common6 = []setting{
	{"addresses to come", unix.SOL_IPV6, unix.IPV6_FREEBIND, 1},
	{"both families", unix.SOL_IPV6, unix.IPV6_V6ONLY, 0},
	{"IPv4 addresses as such", sctp.SOL_SCTP, sctp.SCTP_I_WANT_MAPPED_V4_ADDR, 0},
}

func setCommon(fd, family int) error {
	own := common6
	if family == unix.AF_INET {
		own = common4
	}
	for _, list := range [][]setting{common, own} {
		for _, o := range list {
			if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
				return fmt.Errorf("%s: %w", o.what, err)
			}
		}
	}
	// Kernels before 5.4 have no such option, and rely on net.sctp.addip_enable.
	refuse := sctpAssocValue{}
	_ = setOption(fd, asconfSupported, "no change of addresses", &refuse)
	return nil
}

// sctpAssocValue is struct sctp_assoc_value.
type sctpAssocValue struct {
	AssocID int32
	Value   uint32
}

// setBuffers asks for buffers beyond the system's limit, which takes CAP_NET_ADMIN,
// and else for what that allows. The kernel doubles the numbers, for its bookkeeping.
func setBuffers(fd, octets int) error {
	for _, o := range []struct{ forced, plain int }{
		{unix.SO_RCVBUFFORCE, unix.SO_RCVBUF},
		{unix.SO_SNDBUFFORCE, unix.SO_SNDBUF},
	} {
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, o.forced, octets) == nil {
			continue
		}
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, o.plain, octets); err != nil {
			return fmt.Errorf("buffers: %w", err)
		}
	}
	return nil
}

func setEvents(fd int) error {
	return setOption(fd, sctp.SCTP_EVENTS, "events", &sctp.EventSubscribe{
		Association: 1, Address: 1, SendFailure: 1, Shutdown: 1, PartialDelivery: 1,
	})
}

func setStreams(fd int, n uint16) error {
	return setOption(fd, sctp.SCTP_INITMSG, "streams", &sctp.InitMsg{NumOstreams: n, MaxInstreams: n})
}

// sctpRTOInfo is struct sctp_rtoinfo, in milliseconds. Zero leaves what is.
type sctpRTOInfo struct {
	AssocID           int32
	Initial, Max, Min uint32
}

// sctpAssocParams is struct sctp_assocparams. Zero leaves what is.
type sctpAssocParams struct {
	AssocID                        int32
	AssociationMaxRetrans          uint16
	Destinations                   uint16
	PeerRwnd, LocalRwnd, CookieMSs uint32
}

func setPaths(fd int, p assoc.Paths) error {
	return errors.Join(
		setOption(fd, sctp.SCTP_RTOINFO, "retransmission timeouts",
			&sctpRTOInfo{Initial: milliseconds(p.RTOInitial), Max: milliseconds(p.RTOMax), Min: milliseconds(p.RTOMin)}),
		setOption(fd, sctp.SCTP_ASSOCINFO, "retransmissions of the association",
			&sctpAssocParams{AssociationMaxRetrans: p.AssociationMaxRetrans}),
		setPeerParameters(fd, p),
		setOption(fd, sctp.SCTP_DELAYED_SACK, "delay of SACKs", &sctp.SackTimer{SackDelay: milliseconds(p.SACKDelay)}),
	)
}

// peerParameters is struct sctp_paddrparams, which is packed: most fields are not where
// Go would put them.
type peerParameters [156]byte

// Where its fields are, behind the association and a struct sockaddr_storage.
const (
	peerHeartbeat  = 4 + 128
	peerMaxRetrans = peerHeartbeat + 4
	peerFlags      = peerMaxRetrans + 2 + 4 + 4

	peerHeartbeatOn = 1 // SPP_HB_ENABLE
)

func (p *peerParameters) heartbeat() uint32  { return binary.NativeEndian.Uint32(p[peerHeartbeat:]) }
func (p *peerParameters) maxRetrans() uint16 { return binary.NativeEndian.Uint16(p[peerMaxRetrans:]) }

func setPeerParameters(fd int, p assoc.Paths) error {
	var b peerParameters
	if p.Heartbeat != 0 {
		binary.NativeEndian.PutUint32(b[peerHeartbeat:], milliseconds(p.Heartbeat))
		binary.NativeEndian.PutUint32(b[peerFlags:], peerHeartbeatOn)
	}
	binary.NativeEndian.PutUint16(b[peerMaxRetrans:], p.PathMaxRetrans)
	return setOption(fd, sctp.SCTP_PEER_ADDR_PARAMS, "paths", &b)
}

// milliseconds rounds up, so that nothing becomes zero, which means the default.
func milliseconds(d time.Duration) uint32 {
	return uint32((d + time.Millisecond - 1) / time.Millisecond)
}
