package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Causes of answers of Diameter are Result-Codes (RFC 6733 clause 7.1), or vendor
// << 16 and the code of an Experimental-Result (clause 7.6).
const (
	commandUnsupported     = 3001
	applicationUnsupported = 3007
	invalidFlags           = 3008
	invalidAVPFlags        = 3009
	avpUnsupported         = 5001
	invalidAVPValue        = 5004
	missingAVP             = 5005
	avpOccursTooOften      = 5009
	unsupportedVersion     = 5011
	unableToComply         = 5012
	invalidAVPLength       = 5014
	invalidMessageLength   = 5015
)

// Answer is the Diameter answer that refuses a command. It goes back over the
// connection or the association and stream that the command came in.
type Answer struct {
	Operation *op.Operation // valid until the batch changes, as the others
	Diameter  *op.Diameter
	Payload   []byte   // of the message
	AVPs      []op.AVP // of the command
	Cause     uint32
	Failed    *op.AVP // that the cause is about; nil if it is none's
	Host      []byte  // Origin-Host and Origin-Realm where the link shows no others: those that were asked;
	Realm     []byte  // empty of a Capabilities-Exchange, which asks whoever is there
}

// maxDiameter is the longest answer. A command that would have a longer one is
// dropped: it has a page of Proxy-Infos.
const maxDiameter = 4096

// maxFailed is how much of an offending AVP is given back.
const maxFailed = 256

// IsDiameter reports whether message m is OfDiameter's to refuse.
func IsDiameter(b *op.Batch, m *op.Message) bool {
	return m.NumOps > 0 && b.Ops[m.FirstOp].Diameter != 0
}

// OfDiameter returns the answer that refuses message m of batch b with a cause; 0
// is DIAMETER_UNABLE_TO_COMPLY. ok is false when there is none: for an answer, for a
// watchdog or a disconnect, for a command that names nobody who was asked, where the
// header cannot be trusted, and where so much is wrong that it is not known what is
// not.
//
// Of the commands between neighbours a Capabilities-Exchange alone has an answer
// that refuses (RFC 6733 clause 5.3: DIAMETER_UNKNOWN_PEER); who sends a watchdog or
// a disconnect without one learns from silence that nobody is there for it (RFC 3539
// clause 3.4.1).
//
// It may be longer than the command: Diameter runs over associations and
// connections, whose other end has shown that it has its address.
func OfDiameter(b *op.Batch, m *op.Message, cause uint32) (a Answer, ok bool) {
	if !IsDiameter(b, m) || m.NumOps != 1 {
		return a, false
	}
	o := &b.Ops[m.FirstOp]
	d := b.DiameterOf(o)
	if cause == 0 {
		cause = unableToComply
	}
	if d.Flags&op.DiameterRequest == 0 || !o.IsPresent(op.ColHopByHop) || !saysWhomItAsks(o.Code, d) {
		return a, false
	}
	if intersects(&o.Faults, &untrustedHeader) || len(o.Faults.List()) == op.MaxFaults || !RefusesDiameter(cause) {
		return a, false
	}
	a = Answer{Operation: o, Diameter: d, Payload: m.Payload, AVPs: b.AVPs[d.AVPs.First:][:d.AVPs.Count], Cause: cause}
	if o.Code != capabilitiesExchange {
		if a.Realm = b.Bytes(o, d.DestinationRealm); d.DestinationHost.Len != 0 {
			a.Host = b.Bytes(o, d.DestinationHost)
		} else {
			a.Host = a.Realm
		}
	}
	a.Failed = a.offending(o)
	return a, a.Length(len(a.Host), len(a.Realm)) <= maxDiameter
}

// Commands that concern a connection and not who is behind it (RFC 6733 clauses 5.3
// to 5.5).
const (
	capabilitiesExchange = 257
	deviceWatchdog       = 280
	disconnectPeer       = 282
)

// saysWhomItAsks reports whether a command can be answered in somebody's name: the
// one that it asks, or that of the connection's end.
func saysWhomItAsks(code uint32, d *op.Diameter) bool {
	switch code {
	case capabilitiesExchange:
		return true
	case deviceWatchdog, disconnectPeer:
		return false
	}
	return d.DestinationRealm.Len != 0
}

// untrustedHeader leave it open where a command ends, or whether it is one.
var untrustedHeader = setOf(op.DiameterLength, op.DiameterTrailing)

// RefusesDiameter reports whether a cause says that a command was refused: as a
// protocol error, for now or for good (RFC 6733 clauses 7.1.3 to 7.1.5).
func RefusesDiameter(cause uint32) bool {
	vendor, code := cause>>16, cause&0xFFFF
	if vendor == 0 {
		return code >= 3001 && code < 6000
	}
	return code >= 4000 && code < 6000
}

// IsErrorMessage reports whether the answer has the E flag and the form that goes
// with it (RFC 6733 clause 7.2): that of a protocol error, and of whatever refuses a
// Capabilities-Exchange, whose own answer would have to list our addresses and
// product (clauses 5.3.2, 7.1.5).
func (a *Answer) IsErrorMessage() bool {
	return a.Cause>>16 == 0 && a.Cause/1000 == 3 || a.Operation.Code == capabilitiesExchange
}

// offending returns the AVP of the top level that the first fault lies in, where
// the cause is one that has to show it (RFC 6733 clause 7.5).
func (a *Answer) offending(o *op.Operation) *op.AVP {
	switch a.Cause {
	case invalidAVPFlags, avpUnsupported, invalidAVPValue, avpOccursTooOften, invalidAVPLength:
	default:
		return nil
	}
	for _, f := range o.Faults.List() {
		for i := range a.AVPs {
			if x := &a.AVPs[i]; liesIn(f, x) && x.Length <= maxFailed {
				return x
			}
		}
	}
	return nil
}

func liesIn(f op.Fault, x *op.AVP) bool {
	at := int(f.Offset)
	return at >= int(x.Offset)-HeaderOf(x) && at < int(x.Offset)+max(int(x.Length), 1)
}

// isSpoiled reports an AVP with a fault that would be in the answer, too: it is
// there for the second time, say, or has a value that nobody can read. A Session-Id
// in the wrong place is in the right one in the answer.
func (a *Answer) isSpoiled(x *op.AVP) bool {
	for _, f := range a.Operation.Faults.List() {
		class := f.Code.Info().Class
		if (class == op.Malformed || class == op.Ambiguous) && f.Code != op.DiameterSessionOrder && liesIn(f, x) {
			return true
		}
	}
	return false
}

// HeaderOf returns the octets in front of an AVP's data (RFC 6733 clause 4.1).
func HeaderOf(x *op.AVP) int {
	const vendor = 0x80
	if x.Flags&vendor != 0 {
		return 12
	}
	return 8
}

// Codes of the AVPs that an answer has of its command.
const (
	avpAuthApplication   = 258
	avpAcctApplication   = 259
	avpVendorApplication = 260
	avpSessionID         = 263
	avpAuthRequestType   = 274
	avpSessionState      = 277
	avpProxyInfo         = 284
	avpCCRequestNumber   = 415
	avpCCRequestType     = 416
	avpRecordType        = 480
	avpRecordNumber      = 485
)

// Repeats reports whether an answer has an AVP of its command: the session, and the
// state that proxies left (RFC 6733 clauses 6.2, 6.7.2); of an application's own
// answer also what its grammar requires (TS 29.272 clause 7.2, TS 29.273 clause 7.2, RFC
// 8506 clause 3.2, RFC 6733 clause 9.7.2). What is wrong in the command is not repeated.
func (a *Answer) Repeats(x *op.AVP) bool {
	if x.Vendor != 0 {
		return false
	}
	switch x.Code {
	case avpSessionID, avpProxyInfo:
		return !a.isSpoiled(x)
	case avpSessionState, avpVendorApplication, avpAuthApplication, avpAcctApplication, avpAuthRequestType,
		avpCCRequestNumber, avpCCRequestType, avpRecordType, avpRecordNumber:
		return !a.IsErrorMessage() && !a.isSpoiled(x)
	}
	return false
}

// Octets of the parts of an answer.
const (
	headerDiameter = 20
	headerAVP      = 8
	word           = headerAVP + 4
)

// Length returns the octets of the answer with an Origin-Host and Origin-Realm of
// these many octets.
func (a *Answer) Length(host, realm int) int {
	n := headerDiameter + word + padded(headerAVP+host) + padded(headerAVP+realm)
	if a.Cause>>16 != 0 {
		n += headerAVP + word
	}
	for i := range a.AVPs {
		if x := &a.AVPs[i]; a.Repeats(x) {
			n += padded(HeaderOf(x) + int(x.Length))
		}
	}
	if a.Failed != nil {
		n += headerAVP + padded(HeaderOf(a.Failed)+int(a.Failed.Length))
	}
	return n
}

// padded is a length with what fills the last word (RFC 6733 clause 4.1).
func padded(n int) int { return n + -n&3 }

// diameterFaultCauses has every fault of Diameter, so that none is forgotten.
var diameterFaultCauses = map[op.FaultCode]uint32{
	op.DiameterVersion: unsupportedVersion, op.DiameterLength: invalidMessageLength, op.DiameterTrailing: invalidMessageLength,
	op.DiameterFlags: invalidFlags, op.DiameterErrorRequest: invalidFlags,
	op.DiameterAVPLength: invalidAVPLength, op.DiameterAVPFlags: invalidAVPFlags, op.DiameterAVPPadding: invalidAVPLength,
	op.DiameterSessionOrder: unableToComply, op.DiameterDepth: unableToComply, op.DiameterAVPCount: unableToComply, op.DiameterLimit: unableToComply,
	op.DiameterAVPRepeated: avpOccursTooOften, op.DiameterAVPLookalike: avpUnsupported, op.DiameterAVPVendor: avpUnsupported,
	op.DiameterAVPMandatory: avpUnsupported, op.DiameterAVPUnexpected: avpUnsupported,
	op.DiameterAVPMissing: missingAVP,
	op.DiameterAVPValue:   invalidAVPValue, op.DiameterDigits: invalidAVPValue, op.DiameterPLMN: invalidAVPValue, op.DiameterIdentity: invalidAVPValue,
	op.DiameterResults:        0, // only answers have results
	op.DiameterCommandUnknown: commandUnsupported, op.DiameterApplicationUnknown: applicationUnsupported, op.DiameterApplicationMismatch: applicationUnsupported,
	op.DiameterPPID: unableToComply,
}

// causeOfDiameter is CauseOf for Diameter.
func causeOfDiameter(c op.FaultCode) uint32 { return byFaultDiameter[c] }

var byFaultDiameter = func() (t [256]uint32) {
	for c, cause := range diameterFaultCauses {
		t[c] = cause
	}
	return t
}()
