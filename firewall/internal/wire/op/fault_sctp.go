package op

// Faults of SCTP (112-125).
const (
	SCTPHeader FaultCode = 112 + iota
	SCTPChunkLength
	SCTPPadding
	SCTPUnknown
	SCTPChunkOrder
	SCTPVerificationTag
	SCTPNoData
	SCTPFragment
	SCTPTSN
	SCTPFragmentIncomplete
	SCTPNotNegotiated
	SCTPLimit
	SCTPPPIDSwapped
	SCTPParameter
)

var sctpFaults = map[FaultCode]FaultInfo{
	SCTPHeader:             {"sctp-header", Malformed, "sctp", "RFC 9260 3.1", "a packet that is shorter than the common header, has no chunk, or a port of zero"},
	SCTPChunkLength:        {"sctp-chunk-length", Malformed, "sctp", "RFC 9260 3.2, 6.10", "a chunk that is shorter than its type demands, reaches past its packet, or lacks its padding"},
	SCTPPadding:            {"sctp-padding", Noncanonical, "sctp", "RFC 9260 3.2", "padding of a chunk or parameter that is not zero"},
	SCTPUnknown:            {"sctp-unknown", Unknown, "sctp", "RFC 9260 3.2, 3.2.1", "a type of chunk or parameter that is not registered, or a chunk behind one that stops receivers which do not know it"},
	SCTPChunkOrder:         {"sctp-chunk-order", Malformed, "sctp", "RFC 9260 3, 3.3.7, 5.1, 6.10, RFC 4895 5.1, RFC 5061 4.1.1", "a chunk where it may not stand: beside one that travels alone, control behind DATA, anything behind ABORT, DATA before the cookie, a second AUTH, ASCONF without AUTH in front"},
	SCTPVerificationTag:    {"sctp-verification-tag", Malformed, "sctp", "RFC 9260 3.3.2, 3.3.3, 5.3.1, 8.5.1", "a verification tag of zero without INIT, another one with INIT, or an initiate tag that is zero or in use"},
	SCTPNoData:             {"sctp-no-data", Malformed, "sctp", "RFC 9260 6.2, RFC 8260 2.1", "DATA or I-DATA without user data"},
	SCTPFragment:           {"sctp-fragment", Malformed, "sctp", "RFC 9260 3.3.1, 6.9, RFC 8260 2.1", "fragments that do not make a message: beginning or end where there is none, or of another stream, sequence number, identifier or order"},
	SCTPTSN:                {"sctp-tsn", Ambiguous, "sctp", "RFC 9260 6.2, RFC 8260 2.2, RFC 3758 3.6", "a number that stood for other content before, was given up, or is too old to know: receivers differ in which content they keep"},
	SCTPFragmentIncomplete: {"sctp-fragment-incomplete", Malformed, "sctp", "RFC 9260 6.9", "the rest of a fragmented message never came"},
	SCTPNotNegotiated:      {"sctp-not-negotiated", Malformed, "sctp", "RFC 8260 2.2.1, RFC 3758 3.3.1, RFC 4895 6.1, RFC 5061 4.2.7", "a chunk of an extension that the association did not agree on, or DATA and I-DATA in one association"},
	SCTPLimit:              {"sctp-limit", Malformed, "sctp", "policy", "a message of more octets or fragments than allowed, a fragment for which there is no memory, or more fragments or chunks with parameters in one packet than are read"},
	SCTPPPIDSwapped:        {"sctp-ppid-swapped", Ambiguous, "sctp", "RFC 9260 3.3.1", "a payload protocol identifier in the wrong order of octets: receivers differ in what protocol they see"},
	SCTPParameter:          {"sctp-parameter", Malformed, "sctp", "RFC 9260 3.2.1, 3.3.2, 3.3.3, RFC 4895 6.1, RFC 5061 4.2, RFC 6525 3.1", "a parameter that is missing, one too many, has a wrong length or value, reaches past its chunk, or a host name"},
}
