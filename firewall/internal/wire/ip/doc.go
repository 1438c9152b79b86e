// Package ip reads IPv4 and IPv6 headers and puts fragmented datagrams back
// together, within fixed bounds of memory, count and time.
//
// A packet goes through three steps, each of which records faults instead of
// failing:
//
//  1. Packet.Decode reads the header and whatever stands between it and the
//     transport protocol.
//  2. If that ends at a fragment, Reassembler.Add keeps it until its datagram
//     is whole, and then Packet.Resume reads on in the datagram.
//  3. Packet.UDP reads the UDP header.
//
// Checksums of IP and UDP are not verified. On a host that hands checksums to
// its interface, captured packets do not carry them yet, so verifying would
// find faults in honest traffic. Nothing is lost: a receiver discards what
// fails, so a wrong checksum can make a datagram disappear but never mean
// something else to the receiver than it meant here. Fragments are the one
// place where discarding matters, and there any contradiction is a fault.
package ip

// Protocol numbers (IANA "Assigned Internet Protocol Numbers") that the
// decoders tell apart.
const (
	HopByHop           = 0
	IPv4               = 4 // IP in IP, RFC 2003
	TCP                = 6
	UDP                = 17
	IPv6               = 41 // RFC 2473
	Routing            = 43
	FragmentHeader     = 44
	GRE                = 47
	ESP                = 50
	AH                 = 51
	DestinationOptions = 60
	EtherIP            = 97
	L2TP               = 115
	SCTP               = 132
	Mobility           = 135
	MPLS               = 137 // MPLS in IP, RFC 4023
	HIP                = 139
	Shim6              = 140
)
