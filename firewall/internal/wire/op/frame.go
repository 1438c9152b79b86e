package op

// Encapsulation says what a frame's first octet belongs to. The values of
// capture files are the LINKTYPE_ numbers of pcap; links that read from sockets
// use those of datagrams and messages.
type Encapsulation uint16

const (
	EncapNull        Encapsulation = 0 // BSD loopback, address family in host order
	EncapEthernet    Encapsulation = 1
	EncapRaw         Encapsulation = 101 // IPv4 or IPv6
	EncapLoop        Encapsulation = 108 // OpenBSD loopback, address family in network order
	EncapLinuxSLL    Encapsulation = 113
	EncapMTP2Pseudo  Encapsulation = 139
	EncapMTP2        Encapsulation = 140
	EncapMTP3        Encapsulation = 141
	EncapSCCP        Encapsulation = 142
	EncapIPv4        Encapsulation = 228
	EncapIPv6        Encapsulation = 229
	EncapExported    Encapsulation = 252
	EncapLinuxSLL2   Encapsulation = 276
	EncapUserMessage Encapsulation = 0xFFFC // a user message of SCTP; what goes with it is in the Frame
	EncapTCPMessage  Encapsulation = 0xFFFD // a message of a protocol of signalling that TCP carries; likewise
	EncapUnsupported Encapsulation = 0xFFFE
	EncapDatagram    Encapsulation = 0xFFFF // a UDP payload; addresses are in the Frame
)

// Frame is the octets that a link delivers at once.
type Frame struct {
	Data      []byte // valid until the link's next Read
	TimeNS    int64  // Unix time, nanoseconds
	Number    int32  // from 1, as Wireshark counts
	Encap     Encapsulation
	Truncated bool // the capture kept fewer octets than were on the wire
	Side      Side

	// What follows is of datagrams and messages only.
	Src, Dst         Addr
	SrcPort, DstPort uint16

	// Service is the port of the protocol that the link knows this to be: of a
	// datagram that answers from another port than the request went to, and of every
	// message. 0: the ports tell.
	Service uint16

	// Of EncapUserMessage.
	Stream uint16
	PPID   uint32
}
