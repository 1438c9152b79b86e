package diameter

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// pair is an AVP to be encoded: what a test changes of it is what it tests.
type pair struct {
	code   uint32
	vendor uint32
	flags  byte
	length int // in the header, if not that of header and data
	data   []byte
}

// encode appends an AVP with its padding.
func (a pair) encode(p []byte) []byte {
	header := 8
	if a.flags&flagVendor != 0 {
		header = 12
	}
	n := header + len(a.data)
	if a.length != 0 {
		n = a.length
	}
	p = binary.BigEndian.AppendUint32(p, a.code)
	p = append(p, a.flags, byte(n>>16), byte(n>>8), byte(n))
	if header == 12 {
		p = binary.BigEndian.AppendUint32(p, a.vendor)
	}
	p = append(p, a.data...)
	for len(p)&3 != 0 {
		p = append(p, 0)
	}
	return p
}

// code finds an AVP's place by name.
func code(name string) (code, vendor uint32) {
	x := listed.definitions[listed.named(name)]
	return x.code, x.vendor
}

// avpOf is an AVP with the flags that its definition has.
func avpOf(name string, data []byte) pair {
	x := listed.definitions[listed.named(name)]
	a := pair{code: x.code, vendor: x.vendor, data: data}
	if x.vendor != 0 {
		a.flags |= flagVendor
	}
	if x.mandatory {
		a.flags |= flagMandatory
	}
	return a
}

func text(name, s string) pair { return avpOf(name, []byte(s)) }

func u32(name string, n uint32) pair { return avpOf(name, binary.BigEndian.AppendUint32(nil, n)) }

func u64(name string, n uint64) pair { return avpOf(name, binary.BigEndian.AppendUint64(nil, n)) }

func group(name string, members ...pair) pair { return avpOf(name, encodeAll(members)) }

func encodeAll(l []pair) (p []byte) {
	for _, a := range l {
		p = a.encode(p)
	}
	return p
}

// message is a command with AVPs.
func message(flags byte, code, application uint32, l ...pair) []byte {
	p := []byte{1, 0, 0, 0, flags, byte(code >> 16), byte(code >> 8), byte(code)}
	p = binary.BigEndian.AppendUint32(p, application)
	p = append(p, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)
	p = append(p, encodeAll(l)...)
	p[1], p[2], p[3] = byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
	return p
}

const (
	requestFlags = op.DiameterRequest | op.DiameterProxiable
	answerFlags  = op.DiameterProxiable

	s6a    = 16777251
	victim = "001010123456789"

	partnerHost  = "mme01.epc.mnc070.mcc999.3gppnetwork.org"
	partnerRealm = "epc.mnc070.mcc999.3gppnetwork.org"
	homeHost     = "hss01.epc.mnc001.mcc001.3gppnetwork.org"
	homeRealm    = "epc.mnc001.mcc001.3gppnetwork.org"
)

var partnerPLMN = []byte{0x99, 0xF9, 0x07}

// envelope is what a request of S6a starts with.
func envelope() []pair {
	return []pair{
		text("Session-Id", partnerHost+";1700000000;42;1"),
		group("Vendor-Specific-Application-Id", u32("Vendor-Id", vendor3GPP), u32("Auth-Application-Id", s6a)),
		u32("Auth-Session-State", 1),
		text("Origin-Host", partnerHost),
		text("Origin-Realm", partnerRealm),
		text("Destination-Host", homeHost),
		text("Destination-Realm", homeRealm),
		text("User-Name", victim),
	}
}

// updateLocation is an Update-Location-Request as an MME with combined attach
// sends it through two agents: thirty AVPs at top level.
func updateLocation() []pair {
	return append(envelope(),
		group("Supported-Features", u32("Vendor-Id", vendor3GPP), u32("Feature-List-ID", 1), u32("Feature-List", 0x1FFFFFFF)),
		group("Supported-Features", u32("Vendor-Id", vendor3GPP), u32("Feature-List-ID", 2), u32("Feature-List", 0x07)),
		group("Terminal-Information", text("IMEI", "35209900176148"), text("Software-Version", "01")),
		u32("RAT-Type", 1004),
		u32("ULR-Flags", 0x22),
		u32("UE-SRVCC-Capability", 1),
		avpOf("Visited-PLMN-Id", partnerPLMN),
		avpOf("SGSN-Number", []byte{0x99, 0x79, 0, 0, 0, 0xF1}),
		u32("Homogeneous-Support-of-IMS-Voice-Over-PS-Sessions", 1),
		avpOf("GMLC-Address", []byte{0, 1, 192, 0, 2, 7}),
		group("Active-APN", u32("Context-Identifier", 1), text("Service-Selection", "internet")),
		group("Active-APN", u32("Context-Identifier", 2), text("Service-Selection", "ims")),
		avpOf("Equivalent-PLMN-List", avpOf("Visited-PLMN-Id", partnerPLMN).encode(nil)),
		avpOf("MME-Number-for-MT-SMS", []byte{0x99, 0x79, 0, 0, 0, 0xF2}),
		u32("SMS-Register-Request", 0),
		text("Coupled-Node-Diameter-ID", "sgsn01."+partnerRealm),
		u32("Origin-State-Id", 1700000001),
		u32("DRMP", 10),
		group("OC-Supported-Features", u64("OC-Feature-Vector", 1)),
		group("Proxy-Info", text("Proxy-Host", "dra1.ipx.example"), avpOf("Proxy-State", []byte{1, 2, 3, 4})),
		text("Route-Record", partnerHost),
		text("Route-Record", "dra1.ipx.example"),
	)
}

// one decodes a message.
func one(t testing.TB, p []byte) (*op.Batch, *op.Operation, *op.Diameter) {
	t.Helper()
	b := &op.Batch{}
	b.AddMessage().Payload = p
	Decode(b, p)
	if len(b.Ops) != 1 {
		t.Fatalf("%d operations", len(b.Ops))
	}
	return b, &b.Ops[0], b.DiameterOf(&b.Ops[0])
}

// faults returns the names of an operation's faults, in the order of their codes.
func faults(o *op.Operation) string {
	var names []string
	o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	slices.Sort(names)
	return strings.Join(names, " ")
}
