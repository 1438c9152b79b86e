package answer

import (
	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// The parts of answers, made by go-gtp when the program starts. Message type,
// TEID, sequence number and values are written over at every use.
var (
	response1    = octets(v1msg.NewGeneric(0, 0, 0, v1ie.NewCause(0)))
	response2    = octets(v2msg.NewGeneric(0, 0, 0, v2ie.NewCause(0, 0, 0, 0, nil)))
	bearer2      = octets(v2ie.NewBearerContext(v2ie.NewEPSBearerID(0), v2ie.NewCause(0, 0, 0, 0, nil)))
	transaction2 = append(octets(v2ie.NewEPSBearerID(0)), octets(v2ie.NewProcedureTransactionID(0))...)

	// go-gtp's own Version Not Supported Indication has a TEID, which clause 5.3
	// of TS 29.274 says it has not.
	notSupported = octets(v2msg.NewGenericWithoutTEID(v2msg.MsgTypeVersionNotSupportedIndication, 0, 0))
)

// maxLength holds the longest answer: of GTP one names 15 bearers, of SS7 one brings
// 255 octets back.
const maxLength = 512

// octets panics when the program starts, should go-gtp not make what it made
// whenever this was tested.
func octets(m interface{ Marshal() ([]byte, error) }) []byte {
	p, err := m.Marshal()
	if err != nil {
		panic("answer: " + err.Error())
	}
	return p
}
