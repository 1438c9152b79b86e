package kernel

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// bind gives the socket its addresses and its port. Where there are none it takes
// those of all interfaces, of both families if the socket can.
func bind(fd int, at assoc.Endpoint) error {
	list := at.Addresses
	if len(list) == 0 {
		any := netip.IPv6Unspecified()
		if family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN); err == nil && family == unix.AF_INET {
			any = netip.IPv4Unspecified()
		}
		list = []netip.Addr{any}
	}
	if err := setList(fd, sctp.SCTP_SOCKOPT_BINDX_ADD, appendSockaddrs(nil, list, at.Port)); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	return nil
}

// connect begins an association with all addresses of a peer.
func connect(fd int, to assoc.Endpoint) error {
	err := setList(fd, sctp.SCTP_SOCKOPT_CONNECTX, appendSockaddrs(nil, to.Addresses, to.Port))
	if err != nil && err != unix.EINPROGRESS {
		return fmt.Errorf("connect: %w", err)
	}
	return nil
}

// appendSockaddrs appends addresses as struct sockaddr_in and sockaddr_in6, one
// behind the other (RFC 6458 clause 9.1).
func appendSockaddrs(b []byte, list []netip.Addr, port uint16) []byte {
	for _, a := range list {
		family := uint16(unix.AF_INET6)
		if a = a.Unmap(); a.Is4() {
			family = unix.AF_INET
		}
		b = binary.NativeEndian.AppendUint16(b, family)
		b = binary.BigEndian.AppendUint16(b, port)
		if a.Is4() {
			ip := a.As4()
			b = append(b, ip[:]...)
			b = append(b, make([]byte, 8)...)
			continue
		}
		ip := a.As16()
		b = append(b, 0, 0, 0, 0) // flow
		b = append(b, ip[:]...)
		b = binary.NativeEndian.AppendUint32(b, scope(a.Zone()))
	}
	return b
}

// scope returns the index of the interface that a zone names.
func scope(zone string) uint32 {
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index)
	}
	n, _ := strconv.ParseUint(zone, 10, 32)
	return uint32(n)
}

// parseSockaddr reads one address, and returns what is behind it.
func parseSockaddr(b []byte) (at netip.AddrPort, rest []byte, ok bool) {
	if len(b) < unix.SizeofSockaddrInet4 {
		return at, nil, false
	}
	port := binary.BigEndian.Uint16(b[2:])
	switch family := binary.NativeEndian.Uint16(b); {
	case family == unix.AF_INET:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[4:])), port), b[unix.SizeofSockaddrInet4:], true
	case family == unix.AF_INET6 && len(b) >= unix.SizeofSockaddrInet6:
		a := netip.AddrFrom16([16]byte(b[8:])).Unmap()
		// The kernel notes the interface for addresses that need none, too.
		if zone := binary.NativeEndian.Uint32(b[24:]); zone != 0 && a.IsLinkLocalUnicast() && a.Is6() {
			a = a.WithZone(strconv.FormatUint(uint64(zone), 10))
		}
		return netip.AddrPortFrom(a, port), b[unix.SizeofSockaddrInet6:], true
	}
	return at, nil, false
}

// addresses returns the addresses of one end, which which names: those of an
// association, or of a listener. A peer may have thousands (RFC 9260 clause 3.3.2).
func addresses(fd, which int) ([]netip.AddrPort, error) {
	const header = 8 // struct sctp_getaddrs: association, number
	for size := 4096; ; size *= 4 {
		b := make([]byte, size)
		_, err := option(fd, which, unsafe.Pointer(unsafe.SliceData(b)), size)
		if err == unix.ENOMEM && size < 1<<20 {
			continue
		}
		if err != nil {
			return nil, err
		}
		var list []netip.AddrPort
		for rest := b[header:]; len(list) < int(binary.NativeEndian.Uint32(b[4:])); {
			at, behind, ok := parseSockaddr(rest)
			if !ok {
				break
			}
			list, rest = append(list, at), behind
		}
		return list, nil
	}
}

// peerAddresses returns the addresses of the peer, the primary one first.
func peerAddresses(fd int) ([]netip.AddrPort, error) {
	list, err := addresses(fd, sctp.SCTP_GET_PEER_ADDRS)
	if err != nil {
		return nil, err
	}
	var primary [4 + 128]byte // struct sctp_prim
	if _, err := option(fd, sctp.SCTP_PRIMARY_ADDR, unsafe.Pointer(&primary), len(primary)); err != nil {
		return list, nil
	}
	at, _, _ := parseSockaddr(primary[4:])
	if i := slices.Index(list, at); i > 0 {
		list = slices.Insert(slices.Delete(list, i, i+1), 0, at)
	}
	return list, nil
}
