package answer

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// Identity is the Origin-Host and Origin-Realm with which Diameter answers go out;
// without one, answers have the host and realm that were asked, and a
// Capabilities-Exchange, which asks nobody by name, has none.
type Identity struct{ Host, Realm string }

// maxDiameter is the longest Diameter answer with names of the link's own: two of
// 255 octets more than rejection allows.
const maxDiameter = 4096 + 2*256

// Codes of AVPs (RFC 6733 clause 4.5).
const (
	avpOriginHost         = 264
	avpVendorID           = 266
	avpResultCode         = 268
	avpFailed             = 279
	avpOriginRealm        = 296
	avpExperimentalResult = 297
	avpExperimentalCode   = 298
)

const mandatory = 0x40

// diameter is an answer (RFC 6733 clauses 3, 6.2, 7.2): the header of the command
// without R and T, with E for a protocol error; Session-Id first, then the result,
// whose answer it is, and what is repeated of the command.
func (x *Builder) diameter(a *rejection.Answer) []byte {
	if x.Identity.Realm == "" && len(a.Realm) == 0 {
		return nil
	}
	if x.long == nil {
		x.long = make([]byte, 0, maxDiameter)
	}
	p := header(x.long[:0], a)
	p = repeat(p, a, true)
	p = result(p, a.Cause)
	if x.Identity.Realm != "" {
		p = name(p, avpOriginHost, x.Identity.Host)
		p = name(p, avpOriginRealm, x.Identity.Realm)
	} else {
		p = name(p, avpOriginHost, a.Host)
		p = name(p, avpOriginRealm, a.Realm)
	}
	p = repeat(p, a, false)
	if a.Failed != nil {
		octets := whole(a, a.Failed)
		p = head(p, avpFailed, len(octets)+-len(octets)&3) // the length counts the padding of what is in it
		p = pad(append(p, octets...))
	}
	binary.BigEndian.PutUint32(p, 1<<24|uint32(len(p)))
	return p
}

func header(p []byte, a *rejection.Answer) []byte {
	o, d := a.Operation, a.Diameter
	flags := uint32(d.Flags & op.DiameterProxiable)
	if a.IsErrorMessage() {
		flags |= op.DiameterError
	}
	for _, word := range [...]uint32{0, flags<<24 | o.Code, o.Application, d.HopByHop, d.EndToEnd} {
		p = binary.BigEndian.AppendUint32(p, word)
	}
	return p
}

// repeat appends what stands in the command too: the session, which comes first, or
// the rest.
func repeat(p []byte, a *rejection.Answer, session bool) []byte {
	const sessionID = 263
	for i := range a.AVPs {
		if avp := &a.AVPs[i]; a.Repeats(avp) && avp.Code == sessionID == session {
			p = append(p, whole(a, avp)...)
			p = pad(p)
		}
	}
	return p
}

// whole returns an AVP with its header, without padding.
func whole(a *rejection.Answer, avp *op.AVP) []byte {
	return a.Payload[int(avp.Offset)-rejection.HeaderOf(avp):][:rejection.HeaderOf(avp)+int(avp.Length)]
}

// result appends the Result-Code, or the Experimental-Result of a vendor (RFC 6733
// clauses 7.1, 7.6).
func result(p []byte, cause uint32) []byte {
	vendor := cause >> 16
	if vendor == 0 {
		return number(p, avpResultCode, cause)
	}
	p = head(p, avpExperimentalResult, 24)
	p = number(p, avpVendorID, vendor)
	return number(p, avpExperimentalCode, cause&0xFFFF)
}

func number(p []byte, code, value uint32) []byte {
	return binary.BigEndian.AppendUint32(head(p, code, 4), value)
}

func name[T string | []byte](p []byte, code uint32, value T) []byte {
	return pad(append(head(p, code, len(value)), value...))
}

// head appends the header of an AVP with n octets of data (RFC 6733 clause 4.1).
func head(p []byte, code uint32, n int) []byte {
	p = binary.BigEndian.AppendUint32(p, code)
	return binary.BigEndian.AppendUint32(p, mandatory<<24|uint32(8+n))
}

func pad(p []byte) []byte { return append(p, "\x00\x00\x00"[:-len(p)&3]...) }
