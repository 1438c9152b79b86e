package op

// Faults of Diameter (176-207).
const (
	DiameterVersion FaultCode = 176 + iota
	DiameterLength
	DiameterFlags
	DiameterErrorRequest
	DiameterAVPLength
	DiameterAVPPadding
	DiameterAVPFlags
	DiameterSessionOrder
	DiameterDepth
	DiameterAVPCount
	DiameterAVPRepeated
	DiameterAVPLookalike
	DiameterAVPVendor
	DiameterAVPMandatory
	DiameterAVPMissing
	DiameterAVPUnexpected
	DiameterAVPValue
	DiameterDigits
	DiameterPLMN
	DiameterIdentity
	DiameterResults
	DiameterCommandUnknown
	DiameterApplicationUnknown
	DiameterApplicationMismatch
	DiameterTrailing
	DiameterPPID
	DiameterLimit
)

var diameterFaults = map[FaultCode]FaultInfo{
	DiameterVersion:             {"diameter-version", Malformed, "diameter", "RFC 6733 3", "a version other than 1"},
	DiameterLength:              {"diameter-length", Malformed, "diameter", "RFC 6733 3", "a length that is no multiple of four, shorter than the header, or not that of the message"},
	DiameterFlags:               {"diameter-flags", Malformed, "diameter", "RFC 6733 3", "reserved command flags that are set"},
	DiameterErrorRequest:        {"diameter-error-request", Malformed, "diameter", "RFC 6733 3", "a request with the E flag"},
	DiameterAVPLength:           {"diameter-avp-length", Malformed, "diameter", "RFC 6733 4.1", "an AVP that is shorter than its header, longer than what holds it, or cut off before its padding ends"},
	DiameterAVPPadding:          {"diameter-avp-padding", Noncanonical, "diameter", "RFC 6733 4.1", "padding that is not zero"},
	DiameterAVPFlags:            {"diameter-avp-flags", Noncanonical, "diameter", "RFC 6733 4.1", "reserved AVP flags that are set, or a vendor of zero"},
	DiameterSessionOrder:        {"diameter-session-order", Malformed, "diameter", "RFC 6733 8.8", "a Session-Id that is not the first AVP"},
	DiameterDepth:               {"diameter-depth", Malformed, "diameter", "policy", "groups nested deeper than 8"},
	DiameterAVPCount:            {"diameter-avp-count", Malformed, "diameter", "policy", "more than 256 AVPs at top level, or 2,048 in all, or more than 64 faults: what follows is not read"},
	DiameterAVPRepeated:         {"diameter-avp-repeated", Ambiguous, "diameter", "RFC 6733 7.1.5, 3.2", "an AVP that may appear once appears again: receivers differ in which one they take"},
	DiameterAVPLookalike:        {"diameter-avp-lookalike", Ambiguous, "diameter", "RFC 6733 4.1", "an AVP of a vendor with the code of a base AVP that names who, where or whom: who ignores vendors takes one for the other"},
	DiameterAVPVendor:           {"diameter-avp-vendor", Ambiguous, "diameter", "RFC 6733 4.1, TS 29.272 7.3", "an AVP of 3GPP without its vendor"},
	DiameterAVPMandatory:        {"diameter-avp-mandatory", Malformed, "diameter", "RFC 6733 7.1.5", "an AVP that is not listed and must be understood"},
	DiameterAVPMissing:          {"diameter-avp-missing", Malformed, "diameter", "RFC 6733 3.2, 7.1.5", "an AVP that the command requires is absent"},
	DiameterAVPUnexpected:       {"diameter-avp-unexpected", Unknown, "diameter", "RFC 6733 3.2", "an AVP of another command, application or group"},
	DiameterAVPValue:            {"diameter-avp-value", Malformed, "diameter", "RFC 6733 4.2, 4.3", "data of another size than its type has, a value that is not defined, or a Session-Id or User-Name that is empty, no UTF-8 or holds a NUL"},
	DiameterDigits:              {"diameter-digits", Malformed, "diameter", "TS 29.272 7.3.1, TS 23.003 2.2", "an IMSI or MSISDN that is not decimal digits, or of the wrong length"},
	DiameterPLMN:                {"diameter-plmn", Malformed, "diameter", "TS 29.272 7.3.9", "a Visited-PLMN-Id that is not three octets of digits"},
	DiameterIdentity:            {"diameter-identity", Malformed, "diameter", "RFC 6733 4.3.1", "a host or realm that is empty, or holds what a domain name cannot"},
	DiameterResults:             {"diameter-results", Ambiguous, "diameter", "RFC 6733 7.6", "both Result-Code and Experimental-Result, or neither in an answer"},
	DiameterCommandUnknown:      {"diameter-command-unknown", Unknown, "diameter", "RFC 6733 3, 11.1", "a command that is not listed, or not for its application"},
	DiameterApplicationUnknown:  {"diameter-application-unknown", Unknown, "diameter", "RFC 6733 2.4", "an application that is not listed"},
	DiameterApplicationMismatch: {"diameter-application-mismatch", Malformed, "diameter", "RFC 6733 6.8, 6.11", "the application of the header is not that of an AVP"},
	DiameterTrailing:            {"diameter-trailing", Malformed, "diameter", "RFC 6733 3", "octets behind the message"},
	DiameterPPID:                {"diameter-ppid", Noncanonical, "diameter", "RFC 6733 2.1.1", "an SCTP payload protocol identifier other than 46: many nodes send 0"},
	DiameterLimit:               {"diameter-limit", Malformed, "diameter", "policy", "more rows than a table has room for: Route-Records, applications or User-Ids"},
}
