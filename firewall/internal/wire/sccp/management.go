package sccp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// managementSSN is the subsystem that SCCP's own management has in every node
// (Q.713 clause 3.4.2.2).
const managementSSN = 1

// isManagement: SCMG is reached by point code (Q.714 clause 5.3). An address that
// is translated first may end at any subsystem, so what it carries is read as
// everybody's. SCMG's messages are never segmented, and never come back.
func (d *decoder) isManagement(l *layout, u *Unit) bool {
	c := &d.s.Called
	return c.SSN == managementSSN && c.RoutesOnSSN() && !l.isService && !u.IsSegment
}

// Management is a message of SCMG (Q.713 clause 5.3).
//
//	| type | affected SSN | affected point code (2) | multiplicity | congestion level (SSC only)
type Management struct {
	Type         uint8
	SSN          uint8
	PointCode    uint16
	Multiplicity uint8
	Congestion   uint8 // of SSC
}

// Message types of SCMG; the last three are those of ANSI T1.112, whose content
// is not read.
const (
	SSA = 0x01 // subsystem allowed
	SSP = 0x02 // prohibited
	SST = 0x03 // status test
	SOR = 0x04 // out of service request
	SOG = 0x05 // out of service grant
	SSC = 0x06 // congested
	SBR = 0xFD
	SNR = 0xFE
	SRT = 0xFF
)

// ManagementName returns the short name of a message type of SCMG, or "".
func ManagementName(t uint8) string {
	switch t {
	case SBR:
		return "SBR"
	case SNR:
		return "SNR"
	case SRT:
		return "SRT"
	}
	if names := [...]string{SSA: "SSA", SSP: "SSP", SST: "SST", SOR: "SOR", SOG: "SOG", SSC: "SSC"}; int(t) < len(names) {
		return names[t]
	}
	return ""
}

// management reads data that starts at b[i:] as SCMG. Spare bits of point code,
// multiplicity and congestion level are zero.
func (d *decoder) management(v []byte, i int) (m Management) {
	m.Type, d.s.ManagementType = v[0], v[0]
	length := 5
	switch {
	case m.Type == SSC:
		length = 6
	case m.Type == 0 || m.Type > SSC:
		d.fault(op.SCCPMessageUnknown, i)
		return m
	}
	if len(v) != length {
		d.fault(op.SCCPValue, i)
		return m
	}
	m.SSN, m.PointCode, m.Multiplicity = v[1], binary.LittleEndian.Uint16(v[2:]), v[4]
	if m.Type == SSC {
		m.Congestion = v[5]
	}
	if m.PointCode > 0x3FFF || m.Multiplicity > 3 || m.Congestion > 15 {
		d.fault(op.SCCPValue, i)
	}
	return m
}
