package demo

import (
	"bytes"
	"encoding/binary"
)

// heartbeats are how one end of an association learns that the other one has all that
// was said before: Heartbeat and its acknowledgement of M3UA (RFC 4666 clauses 3.5.5
// and 3.5.6), Device-Watchdog of Diameter (RFC 6733 clause 5.5). Like everything else
// they go through the firewall, which judges them.
type heartbeats interface {
	// ask is a request with a number of the asker's.
	ask(number uint32, home bool) []byte
	// answer is the answer to one.
	answer(number uint32, home bool) []byte
	// read tells whether a message is one of those that ask and answer make.
	read(message []byte) (number uint32, kind beat)
}

// beat is what a message is to heartbeats.
type beat uint8

const (
	noBeat beat = iota
	asks
	replies
)

type m3uaBeats struct{}

// beatData begins the Heartbeat Data, so that heartbeats of vectors are told apart.
const beatData = "portcullis-demo"

const (
	m3uaASPSM   = 3 // class of the messages of ASP state maintenance
	m3uaBeat    = 3
	m3uaBeatAck = 6
	m3uaData    = 9 // tag of Heartbeat Data
)

func (m3uaBeats) message(kind byte, number uint32) []byte {
	data := binary.BigEndian.AppendUint32([]byte(beatData+"\x00"), number)
	m := []byte{1, 0, m3uaASPSM, kind}
	m = binary.BigEndian.AppendUint32(m, uint32(8+4+len(data)))
	m = binary.BigEndian.AppendUint16(m, m3uaData)
	m = binary.BigEndian.AppendUint16(m, uint16(4+len(data)))
	return append(m, data...)
}

func (b m3uaBeats) ask(number uint32, _ bool) []byte    { return b.message(m3uaBeat, number) }
func (b m3uaBeats) answer(number uint32, _ bool) []byte { return b.message(m3uaBeatAck, number) }

func (b m3uaBeats) read(m []byte) (number uint32, kind beat) {
	if len(m) < 12 || !bytes.HasPrefix(m[12:], []byte(beatData)) || m[2] != m3uaASPSM {
		return 0, noBeat
	}
	if kind = replies; m[3] == m3uaBeat {
		kind = asks
	}
	return binary.BigEndian.Uint32(m[len(m)-4:]), kind
}

type diameterBeats struct{}

const (
	deviceWatchdog  = 280
	diameterHeader  = 20
	diameterRequest = 0x80
	watchdogEnd     = 0x70637574 // End-to-End Identifier of all of them

	avpOriginHost, avpOriginRealm, avpResultCode = 264, 296, 268
	diameterSuccess                              = 2001
)

func (diameterBeats) message(flags byte, number uint32, home bool, first []byte) []byte {
	host, realm := "dra1.ipx.example", "ipx.example"
	if home {
		host, realm = "edge.home.example", "epc.mnc001.mcc001.3gppnetwork.org"
	}
	body := append(avp(avpOriginHost, []byte(host)), avp(avpOriginRealm, []byte(realm))...)
	body = append(first, body...)
	be := binary.BigEndian
	m := be.AppendUint32(nil, 1<<24|uint32(diameterHeader+len(body)))
	m = be.AppendUint32(m, uint32(flags)<<24|deviceWatchdog)
	m = be.AppendUint32(m, 0) // the application is the base protocol
	m = be.AppendUint32(m, number)
	m = be.AppendUint32(m, watchdogEnd)
	return append(m, body...)
}

// avp is one that has to be understood (RFC 6733 clause 4.1).
func avp(code uint32, data []byte) []byte {
	const header, mandatory = 8, 0x40
	a := binary.BigEndian.AppendUint32(nil, code)
	a = binary.BigEndian.AppendUint32(a, mandatory<<24|uint32(header+len(data)))
	return append(append(a, data...), make([]byte, -len(data)&3)...)
}

func (b diameterBeats) ask(number uint32, home bool) []byte {
	return b.message(diameterRequest, number, home, nil)
}

func (b diameterBeats) answer(number uint32, home bool) []byte {
	return b.message(0, number, home, avp(avpResultCode, binary.BigEndian.AppendUint32(nil, diameterSuccess)))
}

func (diameterBeats) read(m []byte) (number uint32, kind beat) {
	be := binary.BigEndian
	if len(m) < diameterHeader || be.Uint32(m[4:])&0xFFFFFF != deviceWatchdog || be.Uint32(m[16:]) != watchdogEnd {
		return 0, noBeat
	}
	if kind = replies; m[4]&diameterRequest != 0 {
		kind = asks
	}
	return be.Uint32(m[12:]), kind
}
