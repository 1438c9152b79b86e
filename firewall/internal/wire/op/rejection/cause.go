package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Causes that say more than why.
const (
	nonExistent1     = 192
	contextNotFound1 = 210
	contextNotFound2 = 64
)

// refusals are the causes of rejection of a protocol: what stands for none, and
// the range that tells a peer that its request was refused, whether it knows the
// value or not.
type refusals struct{ standard, first, last uint8 }

var (
	// TS 29.060 table 38; above 240 are causes of GTP'. There is none without a
	// reason. Service not supported becomes "service option not supported" at the
	// handset; System failure may become a temporary one, to be tried again (annex
	// B table B.1).
	refusals1 = refusals{standard: 200, first: 192, last: 240}

	// TS 29.274 table 8.4-1. Request rejected (reason not specified) is also how
	// receivers read a value that they do not know (notes 3 and 4).
	refusals2 = refusals{standard: 94, first: 64, last: 239}
)

// setCause sets the cause; 0 is the protocol's default. One that does not refuse
// would tell the peer that what was blocked is done: it is not sent.
func (r *Response) setCause(p op.Protocol, cause uint32) bool {
	if cause == 0 {
		cause = uint32(refusalsOf(p).standard)
	}
	r.Cause = uint8(cause)
	return Refuses(p, cause)
}

// Refuses reports whether an answer of a version of GTP-C with this cause says that
// the request was refused.
func Refuses(p op.Protocol, cause uint32) bool {
	of := refusalsOf(p)
	return cause >= uint32(of.first) && cause <= uint32(of.last)
}

func refusalsOf(p op.Protocol) *refusals {
	if p == op.ProtoGTPv2 {
		return &refusals2
	}
	return &refusals1
}

// CauseOf returns the cause with which a request with a fault is refused, where
// that fault is configured to reject; 0 is the protocol's default.
func CauseOf(p op.Protocol, c op.FaultCode) uint32 {
	switch p {
	case op.ProtoGTPv1:
		return uint32(byFault[c].gtpv1)
	case op.ProtoGTPv2:
		return uint32(byFault[c].gtpv2)
	case op.ProtoMAP, op.ProtoCAP, op.ProtoTCAP:
		return causeOfSS7(p, c)
	case op.ProtoDiameter:
		return causeOfDiameter(c)
	}
	return 0
}

// causes of one fault, by protocol.
type causes struct{ gtpv1, gtpv2 uint8 }

// What the clauses on error handling say: TS 29.060 11.1 (and what its clause
// 7.7.1 says of the values), TS 29.274 7.7.
var (
	unspecified = causes{}
	badFormat   = causes{193, 65} // Invalid message format
	badLength   = causes{193, 67} // 11.1.2; Invalid length, 7.7.3, 7.7.7
	badElement  = causes{201, 69} // Mandatory IE incorrect: 11.1.6, 11.1.7; 7.7.8
	shortIE     = causes{201, 67} // 11.1.6; 7.7.7
	missingIE   = causes{202, 70} // Mandatory IE missing: 11.1.5; 7.7.6
	optionalIE  = causes{203, 69} // Optional IE incorrect: 11.1.13; nothing of its own
	extension   = causes{214, 65} // Unknown mandatory extension header; there are none in version 2
	badFilters  = causes{218, 77} // Syntactic errors in packet filter(s): 7.7.1; 7.7.11
	badVersion  = causes{198, 66} // not sent: the answer is Version Not Supported, which has no cause
	notAnswered = causes{}        // no response exists, or nothing says where it belongs
)

// faultCauses has every fault, so that none is forgotten.
var faultCauses = map[op.FaultCode]causes{
	// Below GTP: whatever is wrong there, no cause of GTP says it.
	op.FrameTruncated: unspecified, op.FrameEncapsulation: unspecified, op.IPHeader: unspecified, op.IPLength: unspecified,
	op.IPFragmentOverlap: unspecified, op.IPFragmentIncomplete: unspecified, op.IPFragmentLimit: unspecified,
	op.IPExtensionChain: unspecified, op.UDPLength: unspecified, op.NotSignaling: unspecified, op.IPFragmentBounds: unspecified,
	op.IPFragmentTiny: unspecified, op.IPSourceRoute: unspecified,

	op.GTPTooShort:        notAnswered, // discarded: 11.1.2; 7.7.3
	op.GTPVersion:         badVersion,
	op.GTPPrime:           notAnswered,
	op.GTPLength:          badLength,
	op.GTPSpareBits:       badFormat,
	op.GTPTEIDFlag:        notAnswered,
	op.GTPPort:            badFormat,
	op.GTPExtensionHeader: extension,
	op.GTPPiggyback:       badFormat,
	op.GTPTrailing:        badLength,
	op.GTPMessageUnknown:  notAnswered, // discarded: 11.1.3; 7.7.4
	op.GTPIETruncated:     badLength,
	op.GTPIETooShort:      shortIE,
	op.GTPIEMissing:       missingIE,
	op.GTPIERepeated:      badFormat,
	op.GTPIEOrder:         badFormat, // 11.1.10
	op.GTPIEUnknown:       badFormat,
	op.GTPIEUnknownLength: badFormat, // 11.1.9
	op.GTPIEUnexpected:    badFormat,
	op.GTPIEValue:         badElement,
	op.GTPIECount:         badFormat,
	op.GTPDepth:           badFormat,
	op.GTPBearerRepeated:  badElement,
	op.GTPBearerCount:     badElement,
	op.GTPDigits:          badElement,
	op.GTPPLMN:            badElement,
	op.GTPAPN:             badElement,
	op.GTPFTEID:           badElement,
	op.GTPTFT:             badFilters,
	op.GTPCause:           badElement,
	op.GTPSequence:        badFormat,
	op.GTPHeaderFlags:     badFormat,
	op.GTPIEForm:          optionalIE,

	// Of Echo and other path management, and of the user plane.
	op.GTPTEID: notAnswered, op.GTPPrivateExtension: notAnswered, op.GTPPrivateExtensionOversize: notAnswered,
	op.GTPEchoPayload: notAnswered, op.GTPInnerHeader: notAnswered, op.GTPInnerSignaling: notAnswered,
	op.GTPExtensionUnknown: notAnswered, op.GTPExtensionUnexpected: notAnswered, op.GTPMessageType: notAnswered,
	op.GTPMessageUnexpected: notAnswered, op.GTPRecoveryValue: notAnswered,
}

var byFault = func() (t [256]causes) {
	for c, is := range faultCauses {
		t[c] = is
	}
	return t
}()
