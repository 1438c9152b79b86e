package gtpv2c

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/apn"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tft"
)

// Every method here checks one value that is at least as long as its fixed
// part, and keeps what a column holds: the first instance 0 at top level.

// IE types that the checks of a whole message or group name (TS 29.274 table 8.1-1).
const (
	ieCause            = 2
	ieServingNetwork   = 83
	ieBearerContext    = 93
	ieTypeExtension    = 254
	iePrivateExtension = 255
)

// interfaceS5S8SGW is the interface type of an SGW's control plane on S5/S8.
const interfaceS5S8SGW = 6

// Lengths of identities in digits (TS 23.003 clauses 2.2, 6.2, 3.3).
const (
	minIMSI = 6 // shorter ones than 15 exist; RULES P-09
	maxIMSI = 15
	minIMEI = 15
	maxIMEI = 16 // with software version
)

// octets returns an element's value.
func (d *decoder) octets(x *op.IE) []byte { return d.data[x.Offset:][:x.Length] }

// isTop reports whether an element is one that columns hold.
func isTop(x *op.IE) bool { return x.Depth|x.Instance == 0 }

// keep reports whether a column is to hold this element, of which it marks the
// column as present: the first one at the place where it belongs.
func (d *decoder) keep(col int, x *op.IE) bool {
	o, bit := d.o, uint64(1)<<(col&63)
	if x.Depth|x.Instance != 0 || (o.Present[col>>6]|o.Invalid[col>>6])&bit != 0 {
		return false
	}
	o.Present[col>>6] |= bit
	return true
}

// bad records a fault in a value, and that a column cannot be read when this
// element is the one that it would hold. It is kept out of the callers' way.
//
//go:noinline
func (d *decoder) bad(col int, fault op.FaultCode, x *op.IE, at int) {
	d.o.Faults.Add(fault, int(x.Offset)+at)
	if col != 0 && isTop(x) && !d.o.IsPresent(col) {
		d.o.Bad(col)
	}
}

// columns of the contents that have one, for an element that is too short.
var columns = [...]uint8{
	imsi: op.ColIMSI, msisdn: op.ColMSISDN, equipmentIdentity: op.ColMEI, cause: op.ColCause, recovery: op.ColRecovery,
	accessPointName: op.ColAPN, bearerIdentity: op.ColEBI, addressAllocation: op.ColPDNType, accessTechnology: op.ColRAT,
	servingNetwork: op.ColServingPLMN, location: op.ColLocationPLMN, tunnel: op.ColFTEIDs, selectionMode: op.ColSelectionMode,
	privateExtension: 0,
}

// short records an element below its fixed part.
func (d *decoder) short(c content, x *op.IE) {
	d.bad(int(columns[c]), op.GTPIETooShort, x, 0)
}

func (d *decoder) imsi(x *op.IE) {
	digits, n, ok := tbcd.Decode(d.octets(x))
	if !ok || n < minIMSI || n > maxIMSI {
		d.bad(op.ColIMSI, op.GTPDigits, x, 0)
	} else if d.keep(op.ColIMSI, x) {
		d.o.IMSI = digits
	}
}

// alternativeIMSI has no column: it is a second one that only mobility carries.
func (d *decoder) alternativeIMSI(x *op.IE) {
	if _, n, ok := tbcd.Decode(d.octets(x)); !ok || n < minIMSI || n > maxIMSI {
		d.fault(op.GTPDigits, int(x.Offset))
	}
}

// msisdn reads the digits alone: there is no nature of address as in GTPv1
// (TS 29.274 clause 8.11).
func (d *decoder) msisdn(x *op.IE) {
	digits, n, ok := tbcd.Decode(d.octets(x))
	if !ok || n > op.MaxDigits {
		d.bad(op.ColMSISDN, op.GTPDigits, x, 0)
	} else if d.keep(op.ColMSISDN, x) {
		d.o.MSISDN = digits
	}
}

// equipmentIdentity keeps what the handset says. It may not know how many digits
// that is to be, and nothing is decided by it.
func (d *decoder) equipmentIdentity(x *op.IE) {
	digits, n, ok := tbcd.Decode(d.octets(x))
	if !ok {
		d.bad(op.ColMEI, op.GTPDigits, x, 0)
		return
	}
	if n < minIMEI || n > maxIMEI {
		d.fault(op.GTPIEForm, int(x.Offset))
	}
	if d.keep(op.ColMEI, x) {
		d.o.MEI = digits
	}
}

// recovery reads a restart counter, which in an Echo is one octet and no more.
func (d *decoder) recovery(x *op.IE) {
	if x.Length != 1 && (d.code == echoRequest || d.code == echoResponse) {
		d.strange = true
	}
	if d.keep(op.ColRecovery, x) {
		d.o.GTP.Recovery = d.data[x.Offset]
	}
}

// accepts reports whether a cause accepts a request (TS 29.274 table 8.4-1).
func accepts(cause uint8) bool {
	return cause >= causeRequestAcceptedMin && cause <= causeRequestAcceptedMax
}

// cause checks that a message may carry this cause, and learns whether a
// response accepts.
func (d *decoder) cause(x *op.IE, in *level) {
	c := d.data[x.Offset]
	if in.cause == 0 {
		in.cause = c
	}
	if !d.mayHave(c, in) {
		d.fault(op.GTPCause, int(x.Offset))
	}
	if d.keep(op.ColCause, x) {
		d.o.GTP.Cause = c
		if d.rule.role == triggered {
			d.accepted = accepts(c)
		}
	}
}

// mayHave: a response and a group in any message say how it went; a request
// says why, and few may (RULES G-10, G-11; TS 29.274 table 8.4-1).
func (d *decoder) mayHave(c uint8, in *level) bool {
	result := accepts(c) || c >= 64
	if in.depth > 0 || d.rule.role == triggered {
		return result
	}
	reason := c >= 2 && c <= 15
	switch {
	case d.rule.role == unlisted:
		return true
	case in.rules.elements[ieCause].instances == 0:
		return false
	case d.code == deleteSessionRequest:
		return reason
	case d.code == deleteBearerRequest:
		return reason || c >= 64 && d.o.GTP.Sequence&commandBit != 0 // what failed of a command
	default:
		return reason || c >= 64
	}
}

// accessPointName keeps a name and the network that its operator identifier names.
func (d *decoder) accessPointName(x *op.IE) {
	n, bad := apn.Read(d.octets(x))
	if bad >= 0 {
		d.bad(op.ColAPN, op.GTPAPN, x, bad)
		return
	}
	if !d.keep(op.ColAPN, x) {
		return
	}
	g := &d.o.GTP
	g.APN = op.Span{Off: x.Offset, Len: x.Length}
	g.APNNetworkLen, g.APNPLMN = uint16(n.NetworkLength), n.Operator
	if n.Operator != 0 {
		d.o.Has(op.ColAPNPLMN)
	}
}

// bearerIdentity keeps an EPS bearer identity: 5 to 15, and 1 to 4 where both
// ends support 15 bearers. Zero, no bearer, stands only where none was assigned:
// in the contexts of a Create Bearer Request and its response (TS 29.274 table
// 7.2.3-2, TS 24.007 clause 11.2.3.1.5).
func (d *decoder) bearerIdentity(x *op.IE, in *level) {
	ebi := d.data[x.Offset] & 0xF
	if x.Instance == 0 && in.ebi == 0 {
		in.ebi = ebi
	}
	if ebi == 0 && (in.depth == 0 || d.code != createBearerRequest && d.code != createBearerResponse) {
		d.bad(op.ColEBI, op.GTPIEValue, x, 0)
	} else if d.keep(op.ColEBI, x) {
		d.o.GTP.EBI = ebi
	}
}

func (d *decoder) ipAddress(x *op.IE) {
	if x.Length != 4 && x.Length != 16 { // clause 8.9
		d.fault(op.GTPIEValue, int(x.Offset))
	}
}

// pdnLength is the length of a PAA by PDN type; 0 for the reserved ones (TS
// 29.274 clause 8.14).
var pdnLength = [8]uint16{1: 5, 2: 18, 3: 22, 4: 1, 5: 1}

// connectionType checks a PDN Type (clause 8.34).
func (d *decoder) connectionType(x *op.IE) {
	if pdnLength[d.data[x.Offset]&7] == 0 {
		d.fault(op.GTPIEValue, int(x.Offset))
	}
}

// addressAllocation reads PDN type and addresses. An address of zeros asks for
// one and is not kept.
func (d *decoder) addressAllocation(x *op.IE) {
	v := d.octets(x)
	kind := v[0] & 7
	switch need := pdnLength[kind]; {
	case need == 0:
		d.bad(op.ColPDNType, op.GTPIEValue, x, 0)
		return
	case x.Length < need:
		d.bad(op.ColPDNType, op.GTPIETooShort, x, 0)
		return
	}
	if !d.keep(op.ColPDNType, x) {
		return
	}
	d.o.GTP.PDNType = kind
	switch kind {
	case 1:
		d.userAddress4(v[1:5])
	case 2:
		d.userAddress6(v[2:18])
	case 3:
		d.userAddress6(v[2:18])
		d.userAddress4(v[18:22])
	}
}

func (d *decoder) userAddress4(v []byte) {
	if binary.BigEndian.Uint32(v) != 0 {
		d.o.GTP.UserAddr4 = op.AddrFrom4(v)
		d.o.Has(op.ColUserAddr4)
	}
}

func (d *decoder) userAddress6(v []byte) {
	if a := op.AddrFrom16(v); !a.IsZero() {
		d.o.GTP.UserAddr6 = a
		d.o.Has(op.ColUserAddr6)
	}
}

func (d *decoder) accessTechnology(x *op.IE) {
	if rat := d.data[x.Offset]; rat == 0 { // reserved (clause 8.17)
		d.bad(op.ColRAT, op.GTPIEValue, x, 0)
	} else if d.keep(op.ColRAT, x) {
		d.o.GTP.RAT = rat
	}
}

func (d *decoder) servingNetwork(x *op.IE) {
	v := d.octets(x)
	if plmn, ok := op.PLMNFromOctets(v[0], v[1], v[2]); !ok {
		d.bad(op.ColServingPLMN, op.GTPPLMN, x, 0)
	} else if d.keep(op.ColServingPLMN, x) {
		d.o.GTP.ServingPLMN = plmn
	}
}

func (d *decoder) template(x *op.IE) {
	if bad := tft.Check(d.octets(x)); bad >= 0 {
		d.fault(op.GTPTFT, int(x.Offset)+bad)
	}
}

// locationLength is the length of a ULI by its flags. From bit 1, the identities
// are CGI, SAI, RAI, TAI, ECGI, LAI, Macro eNodeB ID and its extended form (TS
// 29.274 figure 8.21-1).
var locationLength = func() (t [256]uint16) {
	sizes := [8]uint16{7, 7, 7, 5, 7, 5, 6, 6}
	for flags := range t {
		t[flags] = 1
		for i, size := range sizes {
			t[flags] += size * uint16(flags>>i&1)
		}
	}
	return t
}()

// location checks that the identities that a ULI's flags announce are there,
// and keeps the network of the first: each starts with one.
func (d *decoder) location(x *op.IE) {
	v := d.octets(x)
	if need := locationLength[v[0]]; x.Length < need {
		d.bad(op.ColLocationPLMN, op.GTPIETooShort, x, 0)
		return
	} else if need == 1 || len(v) < 4 {
		return // no identity
	}
	if plmn, ok := op.PLMNFromOctets(v[1], v[2], v[3]); !ok {
		d.bad(op.ColLocationPLMN, op.GTPPLMN, x, 1)
	} else if d.keep(op.ColLocationPLMN, x) {
		d.o.GTP.LocationPLMN = plmn
	}
}

// tunnel appends a row for an F-TEID (TS 29.274 clause 8.22). One without an
// address has crashed gateways (Open5GS 4273).
func (d *decoder) tunnel(x *op.IE, in *level) {
	v := d.octets(x)
	flags, need := v[0]>>6, 5
	if flags&2 != 0 {
		need += 4
	}
	if flags&1 != 0 {
		need += 16
	}
	if flags == 0 || len(v) < need {
		d.fault(op.GTPFTEID, int(x.Offset))
		d.o.Bad(op.ColFTEIDs)
		return
	}
	if flags&1 != 0 && op.AddrFrom16(v[need-16:]).IsZero() {
		// Zero reads as absent, so beside an IPv4 address no filter would see it.
		d.fault(op.GTPFTEID, int(x.Offset))
	}
	if isTop(x) && d.senderInterface == noInterface {
		d.senderInterface = v[0] & 0x3F
	}
	if len(d.b.FTEIDs)-d.firstFTEID >= op.MaxFTEIDs {
		d.fault(op.GTPIECount, int(x.Offset))
		return
	}
	row := d.fteid()
	row.Interface, row.Instance, row.Context, row.Offset = v[0]&0x3F, x.Instance, in.context, x.Offset
	if in.depth > 0 {
		row.Bearer = pendingBearer
	}
	row.TEID = binary.BigEndian.Uint32(v[1:])
	if v = v[5:]; flags&2 != 0 {
		row.Addr4 = op.AddrFrom4(v)
		v = v[4:]
	}
	if flags&1 != 0 {
		row.Addr6 = op.AddrFrom16(v)
	}
}

// fteid appends a cleared row.
func (d *decoder) fteid() *op.FTEID {
	t := append(d.b.FTEIDs, op.FTEID{})
	d.b.FTEIDs = t
	return &t[len(t)-1]
}

func (d *decoder) selectionMode(x *op.IE) {
	if d.keep(op.ColSelectionMode, x) {
		d.o.GTP.SelectionMode = d.data[x.Offset] & 3
	}
}

// connectionSet checks that an FQ-CSID is as long as its node type and count say
// (TS 29.274 clause 8.62): an IPv4 address, an IPv6 address, or four octets of
// network and node.
func (d *decoder) connectionSet(x *op.IE) {
	v := d.octets(x)
	node := [16]int{0: 4, 1: 16, 2: 4}[v[0]>>4]
	if node == 0 {
		d.fault(op.GTPIEValue, int(x.Offset))
	} else if len(v) < 1+node+2*int(v[0]&0xF) {
		d.fault(op.GTPIETooShort, int(x.Offset))
	}
}
