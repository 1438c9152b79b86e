package diameter

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// list reads what a command may have several of at top level.
func (d *decoder) list(data []byte, x *avp) {
	switch x.action {
	case authApplication:
		d.application(data, x.at, op.ApplicationAuth)
	case acctApplication:
		d.application(data, x.at, op.ApplicationAcct)
	case hostAddress:
		d.host(data, x.at)
	case userID:
		d.prefix(data, x.at)
	case resetID:
		count(&d.c.ResetIDs)
	case redirectHost:
		count(&d.c.RedirectHosts)
	case imei:
		d.equipment(data)
	}
}

// member reads an AVP in a group that has columns.
func (d *decoder) member(data []byte, x *avp, in action) {
	o, c, do := d.o, d.c, x.action
	switch in {
	case vendorApplication:
		if do == authApplication {
			d.application(data, x.at, op.ApplicationVendorAuth)
		} else if do == acctApplication {
			d.application(data, x.at, op.ApplicationVendorAcct)
		}
	case experimentalResult:
		if do == vendorID {
			c.ExperimentalOwner = binary.BigEndian.Uint32(data)
			o.Has(op.ColExperimentalVendor)
		} else if do == experimentalCode {
			c.ExperimentalCode = binary.BigEndian.Uint32(data)
			o.Has(op.ColExperimentalResult)
		}
	case vectorsEUTRAN:
		if do == requestedVectors {
			c.VectorsEUTRAN = binary.BigEndian.Uint32(data)
		}
	case vectorsUTRAN:
		if do == requestedVectors {
			c.VectorsUTRAN = binary.BigEndian.Uint32(data)
		}
	case userIdentifier:
		if do == userName {
			d.subscriber(data, x.at, imsiName)
		} else if do == msisdn {
			d.number(data, x.at)
		}
	case terminalInformation:
		if do == imei {
			d.equipment(data)
		}
	case accessPoint:
		if do == serviceSelection {
			d.accessPoint(data, x.at)
		}
	}
}

// application reads an application's identifier: one of those that a capabilities
// exchange offers, else the one that the header has to agree with (RFC 6733 clauses
// 6.8, 6.9, 6.11).
func (d *decoder) application(data []byte, at int, kind uint8) {
	o, c := d.o, d.c
	n := binary.BigEndian.Uint32(data)
	if o.Code == capabilitiesExchange {
		if d.room(&c.Applications, len(d.b.Applications), op.MaxApplications, op.ColApplications, at) {
			d.b.Applications = append(d.b.Applications, op.Application{ID: n, Kind: kind, Offset: uint16(at)})
		}
		return
	}
	if n != o.Application {
		d.fault(op.DiameterApplicationMismatch, at)
	}
	switch {
	case kind >= op.ApplicationVendorAuth:
		if !o.IsPresent(op.ColVendorApplication) {
			c.VendorApplication = n
			o.Has(op.ColVendorApplication)
		}
	case !o.IsPresent(op.ColAuthApplication) || kind == op.ApplicationAuth && d.acct:
		c.AuthApplication = n
		d.acct = kind == op.ApplicationAcct
		o.Has(op.ColAuthApplication)
	}
}

// room makes a row in a child table, or records that there are too many: once, for
// the rest is no other fault.
func (d *decoder) room(r *op.Range, rows, most, column, at int) bool {
	if r.Count == 0 {
		r.First = uint16(rows)
		d.o.Has(column)
	}
	if int(r.Count) == most {
		if !d.o.Faults.Has(op.DiameterLimit) {
			d.fault(op.DiameterLimit, at)
		}
		return false
	}
	r.Count++
	return true
}

// route reads a Route-Record (RFC 6733 clause 6.7.1).
func (d *decoder) route(at, n int) {
	if d.room(&d.c.Routes, len(d.b.Routes), op.MaxRoutes, op.ColRoutes, at) {
		d.b.Routes = append(d.b.Routes, op.Route{Name: op.Span{Off: uint16(at), Len: uint16(n)}})
	}
}

// accessPoint reads a Service-Selection that a subscription opens.
func (d *decoder) accessPoint(data []byte, at int) {
	if d.room(&d.c.AccessPoints, len(d.b.AccessPoints), op.MaxAccessPoints, op.ColAccessPoints, at) {
		d.b.AccessPoints = append(d.b.AccessPoints, op.AccessPoint{Name: op.Span{Off: uint16(at), Len: uint16(len(data))}})
	}
}

// host reads a Host-IP-Address (RFC 6733 clause 5.3.5). One of a family that no
// association of ours has is a row all the same: nobody's.
func (d *decoder) host(data []byte, at int) {
	if !d.room(&d.c.HostAddresses, len(d.b.HostAddresses), op.MaxHosts, op.ColHosts, at) {
		return
	}
	var h op.HostAddress
	switch binary.BigEndian.Uint16(data) {
	case familyIPv4:
		h.Addr = op.AddrFrom4(data[2:])
	case familyIPv6:
		h.Addr = op.AddrFrom16(data[2:])
	}
	d.b.HostAddresses = append(d.b.HostAddresses, h)
}

// prefix reads a User-Id: the digits that the IMSIs meant start with (TS 29.272
// clause 7.3.50).
func (d *decoder) prefix(data []byte, at int) {
	x, ok := digits(data)
	if !ok {
		d.fault(op.DiameterDigits, at)
		d.o.Bad(op.ColUserIDs)
		return
	}
	if d.room(&d.c.UserIDs, len(d.b.UserIDs), op.MaxUserIDs, op.ColUserIDs, at) {
		d.b.UserIDs = append(d.b.UserIDs, op.UserID{Digits: x})
	}
}
