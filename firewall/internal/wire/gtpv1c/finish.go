package gtpv1c

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// finish checks what only the whole message shows.
func (d *decoder) finish(seen *[256]uint8) {
	if d.rule.role == unlisted {
		d.fault(op.GTPMessageUnknown, 1)
	}
	if d.missing(seen) {
		d.fault(op.GTPIEMissing, 0)
	}
	if d.code == echoRequest || d.code == echoResponse {
		d.echo()
	}
	// An SGSN that answers an update names its user plane only (TS 29.060 table 10).
	if d.code == updatePDPContextAnswer && d.addresses == 1 && seen[ieTEIDControl] == 0 && seen[ieTEIDData] > 0 {
		row := &d.b.FTEIDs[d.firstFTEID]
		row.Interface, row.TEID = op.FTEIDv1User, d.teidData
	}
}

// missing reports whether a mandatory element is absent. A response that rejects
// needs its cause only.
func (d *decoder) missing(seen *[256]uint8) bool {
	if d.rule.role == triggered && !d.accepted && seen[ieCause] > 0 {
		return false
	}
	for _, q := range d.rule.rules.must {
		if seen[q.t] < q.n {
			return true
		}
	}
	switch d.code {
	case createPDPContextRequest:
		return d.o.GTP.TEID == 0 && lacksContext(seen)
	case updatePDPContextRequest:
		return fromSGSN(seen) && lacksTunnel(seen)
	}
	return false
}

// lacksContext: a Create without a tunnel asks for a first context, which is
// somebody's and leads somewhere. A handset in an emergency without a SIM is
// known by its IMEI (TS 29.060 clause 7.3.1, RULES G-05, G-10).
func lacksContext(seen *[256]uint8) bool {
	return seen[ieIMSI] == 0 && seen[ieIMEI] == 0 || seen[ieEndUserAddress] == 0 || seen[ieAPN] == 0
}

// lacksTunnel: an SGSN's update says where the tunnel ends and what it carries
// (TS 29.060 table 7, RULES G-10).
func lacksTunnel(seen *[256]uint8) bool {
	return seen[ieTEIDData] == 0 || seen[ieGSNAddress] < 2 || seen[ieQoSProfile] == 0
}

// sgsnOnly are the elements that only an SGSN puts into an update (TS 29.060
// tables 7 and 8): routeing area, tunnel, trace, handset and place.
var sgsnOnly = [...]uint8{3, 16, 17, 27, 28, 133, 142, 143, 151, 152, 153, 154, 162, 194, 203, 216}

// fromSGSN tells the two forms of an update apart. That of a GGSN needs nothing
// but its NSAPI, and who sent it is not to be seen here.
func fromSGSN(seen *[256]uint8) bool {
	for _, t := range sgsnOnly {
		if seen[t] > 0 {
			return true
		}
	}
	return false
}

// echo holds an Echo to what one is: it is answered by everything that speaks
// GTP, and GTPDOOR and its like hide in its octets (RULES G-12).
func (d *decoder) echo() {
	if d.strange || len(d.data)-d.private > maxEcho {
		d.fault(op.GTPEchoPayload, 0)
	}
	if d.private > 0 {
		d.fault(op.GTPPrivateExtension, 0)
	}
	if d.private > maxEchoPrivate {
		d.fault(op.GTPPrivateExtensionOversize, 0)
	}
}
