package op

// Faults of GTP (40-111).
const (
	GTPTooShort FaultCode = 40 + iota
	GTPVersion
	GTPPrime
	GTPLength
	GTPSpareBits
	GTPTEIDFlag
	GTPPort
	GTPExtensionHeader
	GTPPiggyback
	GTPTrailing
	GTPMessageUnknown
	GTPIETruncated
	GTPIETooShort
	GTPIEMissing
	GTPIERepeated
	GTPIEOrder
	GTPIEUnknown
	GTPIEUnknownLength
	GTPIEUnexpected
	GTPIEValue
	GTPIECount
	GTPDepth
	GTPBearerRepeated
	GTPBearerCount
	GTPDigits
	GTPPLMN
	GTPAPN
	GTPFTEID
	GTPTFT
	GTPCause
	GTPSequence
	GTPInnerHeader
	GTPInnerSignaling
	GTPPrivateExtension
	GTPPrivateExtensionOversize
	GTPEchoPayload
	GTPTEID
	GTPHeaderFlags
	GTPExtensionUnknown
	GTPExtensionUnexpected
	GTPMessageType
	GTPMessageUnexpected
	GTPRecoveryValue
	GTPIEForm
)

var gtpFaults = map[FaultCode]FaultInfo{
	GTPTooShort:         {"gtp-too-short", Malformed, "gtp", "TS 29.060 6, TS 29.274 5.1", "shorter than the header"},
	GTPVersion:          {"gtp-version", Malformed, "gtp", "TS 29.060 11.1.1, TS 29.274 7.7.2", "a GTP version that is not 1 or 2"},
	GTPPrime:            {"gtp-prime", Malformed, "gtp", "TS 29.060 6, TS 32.295", "GTP' (charging) where GTP belongs"},
	GTPLength:           {"gtp-length", Malformed, "gtp", "TS 29.060 6, TS 29.274 5.5.1", "the length field disagrees with the octets that are there"},
	GTPSpareBits:        {"gtp-spare-bits", Malformed, "gtp", "TS 29.060 6, TS 29.274 5.1", "reserved header bits are set"},
	GTPTEIDFlag:         {"gtp-teid-flag", Malformed, "gtp", "TS 29.274 5.5", "the T flag does not fit the message type"},
	GTPPort:             {"gtp-port", Malformed, "gtp", "TS 29.060 10.1.1, TS 29.274 4.2", "a request that is not addressed to the protocol's port"},
	GTPExtensionHeader:  {"gtp-extension-header", Malformed, "gtp", "TS 29.060 6, TS 29.281 5.2", "the chain of extension headers is broken or holds a type that does not belong here"},
	GTPPiggyback:        {"gtp-piggyback", Malformed, "gtp", "TS 29.274 5.5.1", "a piggybacked message where none is allowed, or of a type that may not be piggybacked"},
	GTPTrailing:         {"gtp-trailing", Malformed, "gtp", "TS 29.274 5.5.1", "octets after the end of the message"},
	GTPMessageUnknown:   {"gtp-message-unknown", Unknown, "gtp", "TS 29.060 7.1, TS 29.274 6.1, TS 29.281 6", "a message type that the standard reserves or does not list"},
	GTPIETruncated:      {"gtp-ie-truncated", Malformed, "gtp", "TS 29.060 7.7, TS 29.274 7.7.7", "an information element reaches past the end of the message or of its group"},
	GTPIETooShort:       {"gtp-ie-too-short", Malformed, "gtp", "TS 29.060 11.1.6, TS 29.274 7.7.7", "an information element is shorter than its fixed part"},
	GTPIEMissing:        {"gtp-ie-missing", Malformed, "gtp", "TS 29.060 11.1.5, TS 29.274 7.7.6", "a mandatory information element is absent"},
	GTPIERepeated:       {"gtp-ie-repeated", Ambiguous, "gtp", "TS 29.060 11.1.12, TS 29.274 7.7.10", "an information element that may appear once appears again: receivers differ in which one they take"},
	GTPIEOrder:          {"gtp-ie-order", Malformed, "gtp", "TS 29.060 7.7, 11.1.10", "information elements are not in ascending order of type"},
	GTPIEUnknown:        {"gtp-ie-unknown", Unknown, "gtp", "TS 29.060 11.1.9, TS 29.274 7.7.9", "an information element that the standard does not list"},
	GTPIEUnknownLength:  {"gtp-ie-unknown-length", Malformed, "gtp", "TS 29.060 11.1.9", "an unlisted element below type 128: it carries no length, so nothing after it can be read"},
	GTPIEUnexpected:     {"gtp-ie-unexpected", Unknown, "gtp", "TS 29.060 11.1.11, TS 29.274 7.7.9", "a listed information element that does not belong to this message"},
	GTPIEValue:          {"gtp-ie-value", Malformed, "gtp", "TS 29.060 11.1.7, 11.1.8, TS 29.274 7.7.8", "an information element holds a value that the standard forbids"},
	GTPIECount:          {"gtp-ie-count", Malformed, "gtp", "policy", "more information elements than any real message carries"},
	GTPDepth:            {"gtp-depth", Malformed, "gtp", "policy, TS 29.274 8.2", "grouped information elements nest deeper than the standard uses"},
	GTPBearerRepeated:   {"gtp-bearer-repeated", Ambiguous, "gtp", "TS 29.274 7.2", "two bearer contexts of one kind name the same bearer"},
	GTPBearerCount:      {"gtp-bearer-count", Malformed, "gtp", "TS 24.007 11.2.3.1.5", "more bearer contexts than bearers exist"},
	GTPDigits:           {"gtp-digits", Malformed, "gtp", "TS 23.003 2.2, TS 29.274 8.3", "an IMSI, MSISDN or MEI with non-decimal digits, a filler before its end, or a wrong number of digits"},
	GTPPLMN:             {"gtp-plmn", Malformed, "gtp", "TS 24.008 10.5.1.13", "a network identity with non-decimal digits"},
	GTPAPN:              {"gtp-apn", Malformed, "gtp", "TS 23.003 9.1", "an access point name that is no list of labels"},
	GTPFTEID:            {"gtp-fteid", Malformed, "gtp", "TS 29.274 8.22, TS 29.060 7.7.32", "an F-TEID without an address, with a zero IPv6 address, or shorter than its flags say; a GSN address of neither 4 nor 16 octets"},
	GTPTFT:              {"gtp-tft", Malformed, "gtp", "TS 24.008 10.5.6.12", "a traffic flow template whose packet filters do not fit its length"},
	GTPCause:            {"gtp-cause", Malformed, "gtp", "TS 29.060 7.7.1, TS 29.274 8.4", "a cause that this message may not carry"},
	GTPSequence:         {"gtp-sequence", Malformed, "gtp", "TS 29.274 7.6", "the top bit of the sequence number does not fit the message"},
	GTPInnerHeader:      {"gtp-inner-header", Malformed, "gtp", "TS 29.281 5", "a tunnelled packet that is no IP packet or shorter than it says"},
	GTPInnerSignaling:   {"gtp-inner-signaling", Ambiguous, "gtp", "TS 29.281 4.4.2, policy", "a tunnelled packet addressed to a core protocol's port: what a subscriber sends becomes signaling behind the gateway"},
	GTPPrivateExtension: {"gtp-private-extension", Noncanonical, "gtp", "TS 29.060 7.7.46, TS 29.274 8.67", "a private extension in an Echo"},

	GTPPrivateExtensionOversize: {"gtp-private-extension-oversize", Malformed, "gtp", "policy, TS 29.060 7.7.46, TS 29.274 8.67", "an Echo that carries more octets of private extension than policy allows"},
	GTPEchoPayload:              {"gtp-echo-payload", Malformed, "gtp", "policy, TS 29.060 7.2.1, TS 29.274 7.1.1, TS 29.281 7.2", "an Echo with octets that no Echo carries: a channel, or a backdoor being called"},
	GTPTEID:                     {"gtp-teid", Malformed, "gtp", "TS 29.060 8.2, TS 29.281 5.1", "a path management message with a tunnel endpoint identifier other than zero"},
	GTPHeaderFlags:              {"gtp-header-flags", Malformed, "gtp", "TS 29.060 8.2, TS 29.281 5.1", "the sequence number flag is missing, or the N-PDU number flag is set where it does not belong"},
	GTPExtensionUnknown:         {"gtp-extension-unknown", Unknown, "gtp", "TS 29.281 5.2.1", "an unlisted extension header that may be skipped"},
	GTPExtensionUnexpected:      {"gtp-extension-unexpected", Noncanonical, "gtp", "policy, TS 29.281 5.2.1", "an extension header of the radio side or of another interface in traffic between operators"},
	GTPMessageType:              {"gtp-message-type", Malformed, "gtp", "TS 29.281 6.1", "a message type that does not belong on the user plane"},
	GTPMessageUnexpected:        {"gtp-message-unexpected", Noncanonical, "gtp", "policy, TS 29.281 6.1", "a listed message type that is not expected between operators"},
	GTPRecoveryValue:            {"gtp-recovery-value", Noncanonical, "gtp", "TS 29.281 7.2.2", "a restart counter other than zero on the user plane, where senders set zero and receivers ignore it"},
	GTPIEForm:                   {"gtp-ie-form", Noncanonical, "gtp", "TS 29.060 7.7.31, 7.7.33, 7.7.53, TS 29.274 8.10", "an information element that nodes only carry is not quite in its form: a number that is not international, an equipment identity with too few or too many digits, protocol options that do not fill their length"},
}
