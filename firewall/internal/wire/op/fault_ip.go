package op

// Faults of frame, IP and UDP layers (1-39).
const (
	FrameTruncated FaultCode = 1 + iota
	FrameEncapsulation
	IPHeader
	IPLength
	IPFragmentOverlap
	IPFragmentIncomplete
	IPFragmentLimit
	IPExtensionChain
	UDPLength
	NotSignaling
	IPFragmentBounds
	IPFragmentTiny
	IPSourceRoute
)

var ipFaults = map[FaultCode]FaultInfo{
	FrameTruncated:       {"frame-truncated", Malformed, "frame", "-", "the capture or link delivered fewer octets than the headers declare"},
	FrameEncapsulation:   {"frame-encapsulation", Unknown, "frame", "-", "a link layer or tunnel header that is not decoded"},
	IPHeader:             {"ip-header", Malformed, "ip", "RFC 791 3.1, RFC 8200 3", "version, header length or fixed part of the IP header is wrong"},
	IPLength:             {"ip-length", Malformed, "ip", "RFC 791 3.1, RFC 8200 3", "the IP length disagrees with the octets that are there"},
	IPFragmentOverlap:    {"ip-fragment-overlap", Ambiguous, "ip", "RFC 5722 4, RFC 8200 4.5", "fragments overlap: receivers differ in which octets they keep"},
	IPFragmentIncomplete: {"ip-fragment-incomplete", Malformed, "ip", "RFC 791 3.2, RFC 8200 4.5", "the rest of a fragmented datagram never came"},
	IPFragmentLimit:      {"ip-fragment-limit", Malformed, "ip", "policy", "a fragmented datagram needs more pieces, octets or memory than allowed"},
	IPExtensionChain:     {"ip-extension-chain", Malformed, "ip", "RFC 8200 4.1", "the chain of IPv6 extension headers is too long or cut off"},
	UDPLength:            {"udp-length", Malformed, "ip", "RFC 768", "the UDP length disagrees with the IP payload"},
	NotSignaling:         {"not-signaling", Unknown, "ip", "policy", "no signaling protocol that the firewall decodes"},
	IPFragmentBounds:     {"ip-fragment-bounds", Malformed, "ip", "RFC 791 3.1, RFC 8200 4.5", "a fragment that is empty, no multiple of 8 octets though more follow, or reaches beyond the datagram's end or 65,535 octets"},
	IPFragmentTiny:       {"ip-fragment-tiny", Malformed, "ip", "RFC 1858 3, RFC 7112 5", "a first fragment that leaves a part of the headers to the next one"},
	IPSourceRoute:        {"ip-source-route", Ambiguous, "ip", "RFC 791 3.1, RFC 5095 3, RFC 8200 4.4", "the packet brings its own route: the destination in its header need not be its last one"},
}
