package demo

import (
	"fmt"
	"net"
	"net/netip"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// Message types, by the names of TS 29.274 clause 6.1 and TS 29.060 clause 7.1.
const (
	echoRequest, echoResponse                         = 1, 2
	createSessionRequest, createSessionResponse       = 32, 33
	modifyBearerRequest, modifyBearerResponse         = 34, 35
	deleteSessionRequest, deleteSessionResponse       = 36, 37
	changeNotificationRequest, changeNotificationResp = 38, 39
	createBearerRequest, createBearerResponse         = 95, 96
	updateBearerRequest, updateBearerResponse         = 97, 98
	deleteBearerRequest, deleteBearerResponse         = 99, 100

	createPDPRequest, createPDPResponse = 16, 17
	updatePDPRequest, updatePDPResponse = 18, 19
	deletePDPRequest, deletePDPResponse = 20, 21
	gPDU                                = 255
)

// F-TEID interface types (TS 29.274 clause 8.22).
const (
	s5s8SGWUser    = 4
	s5s8PGWUser    = 5
	s5s8SGWControl = 6
	s5s8PGWControl = 7
	s10MME         = 12
)

// Causes (TS 29.274 clause 8.4, TS 29.060 clause 7.7.1).
const (
	accepted        = 16
	contextNotFound = 64
	v1Accepted      = 128
	v1NonExistent   = 192
)

// gtp2 builds a GTPv2-C message with a TEID from elements in wire order.
func gtp2(kind uint8, teid, sequence uint32, ies ...*v2ie.IE) []byte {
	return marshal(v2msg.NewGeneric(kind, teid, sequence, ies...))
}

// gtp2Path builds one without a TEID: path management.
func gtp2Path(kind uint8, sequence uint32, ies ...*v2ie.IE) []byte {
	m := v2msg.NewGenericWithoutTEID(kind, 0, sequence, ies...)
	m.SetLength()
	return marshal(m)
}

// gtp1 builds a GTPv1 message with a sequence number.
func gtp1(kind uint8, teid, sequence uint32, ies ...*v1ie.IE) []byte {
	return marshal(v1msg.NewGeneric(kind, teid, uint16(sequence), ies...))
}

// gtpu builds a G-PDU.
func gtpu(teid uint32, inner []byte) []byte { return marshal(v1msg.NewTPDU(teid, inner)) }

func marshal(m interface{ Marshal() ([]byte, error) }) []byte {
	b, err := m.Marshal()
	if err != nil {
		panic(fmt.Sprintf("demo: message does not build: %v", err)) // ours, not the network's
	}
	return b
}

// fteid builds an F-TEID of whatever family the address has.
func fteid(instance, kind uint8, teid uint32, a netip.Addr) *v2ie.IE {
	var v4, v6 net.IP
	if a.Is4() {
		v4 = a.AsSlice()
	} else {
		v6 = a.AsSlice()
	}
	return v2ie.NewFullyQualifiedTEIDNetIP(kind, teid, v4, v6).WithInstance(instance)
}

func gsn(a netip.Addr) *v1ie.IE { return v1ie.NewGSNAddressByIP(a.AsSlice()) }

func cause2(c uint8) *v2ie.IE { return v2ie.NewCause(c, 0, 0, 0, nil) }

// set returns the elements with those of the same type and instance replaced.
func set(ies []*v2ie.IE, with ...*v2ie.IE) []*v2ie.IE {
	out := append([]*v2ie.IE(nil), ies...)
	for _, w := range with {
		for i := range out {
			if out[i].Type == w.Type && out[i].Instance() == w.Instance() {
				out[i] = w
			}
		}
	}
	return out
}

// without returns the elements less those of a type.
func without(ies []*v2ie.IE, kind uint8) (out []*v2ie.IE) {
	for _, i := range ies {
		if i.Type != kind {
			out = append(out, i)
		}
	}
	return out
}

// set1 is set for GTPv1; every element of the type is replaced.
func set1(ies []*v1ie.IE, with *v1ie.IE) []*v1ie.IE {
	out := append([]*v1ie.IE(nil), ies...)
	for i := range out {
		if out[i].Type == with.Type {
			out[i] = with
		}
	}
	return out
}

// without1 is without for GTPv1.
func without1(ies []*v1ie.IE, kind uint8) (out []*v1ie.IE) {
	for _, i := range ies {
		if i.Type != kind {
			out = append(out, i)
		}
	}
	return out
}
