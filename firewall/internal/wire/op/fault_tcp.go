package op

// Faults of TCP (30-38 of the range of frame, IP and transport).
const (
	TCPHeader FaultCode = 30 + iota
	TCPUrgent
	TCPOverlap
	TCPSequence
	TCPGap
	TCPIncomplete
	TCPFraming
	TCPLimit
	TCPMidstream
)

var tcpFaults = map[FaultCode]FaultInfo{
	TCPHeader:     {"tcp-header", Malformed, "tcp", "RFC 9293 3.1, 3.10.7", "a TCP header that is cut off, longer than its segment, or with flags that no sender sets together"},
	TCPUrgent:     {"tcp-urgent", Ambiguous, "tcp", "RFC 9293 3.8.5, RFC 6093 3", "urgent data: receivers differ in whether the last octet of it is in the stream"},
	TCPOverlap:    {"tcp-overlap", Ambiguous, "tcp", "RFC 9293 3.10.7.4", "a segment that brings other octets for a part of the stream that is there already: receivers differ in which they keep"},
	TCPSequence:   {"tcp-sequence", Ambiguous, "tcp", "RFC 9293 3.4, 3.10.7.4", "a segment that is not where the stream is: far off, behind its end, or for octets too long ago to be compared; or one that begins or ends the stream anew"},
	TCPGap:        {"tcp-gap", Malformed, "tcp", "RFC 9293 3.4", "octets of the stream never came, and what they were a part of is lost"},
	TCPIncomplete: {"tcp-incomplete", Malformed, "tcp", "RFC 4666 1.3.1, RFC 6733 2.1", "the rest of a message never came, or came too late"},
	TCPFraming:    {"tcp-framing", Malformed, "tcp", "RFC 4666 3.1, RFC 6733 3", "octets where a message has to begin, and none does"},
	TCPLimit:      {"tcp-limit", Malformed, "tcp", "policy", "more connections, octets out of order, or octets of one message than allowed"},
	TCPMidstream:  {"tcp-midstream", Unknown, "tcp", "policy", "the beginning of the connection was not seen: where messages begin was found by the looks of one, and what came before is not judged"},
}
