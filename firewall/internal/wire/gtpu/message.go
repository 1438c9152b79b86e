package gtpu

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types (TS 29.281 table 6.1-1).
const (
	echoRequest      = 1
	echoResponse     = 2
	errorIndication  = 26
	supportedHeaders = 31
	tunnelStatus     = 253
	endMarker        = 254
	gPDU             = 255
)

// message is what the standard says about one message type. A private extension
// may stand in all that have elements.
type message struct {
	name string
	kind op.Kind
	path bool    // S is set and the TEID is zero, because no tunnel is meant (clause 5.1)
	must members // elements that have to be there
	may  members
}

// messages is indexed by message type: TS 29.281 table 6.1-1, with the elements
// of the tables in clause 7.
var messages = [256]message{
	echoRequest:      {"EchoRequest", op.KindRequest, true, 0, recovery}, // older nodes send one: RULES G-12
	echoResponse:     {"EchoResponse", op.KindResponse, true, recovery, 0},
	errorIndication:  {"ErrorIndication", op.KindNotice, true, teidData | peerAddress, recoveryTime},
	supportedHeaders: {"SupportedExtensionHeadersNotification", op.KindNotice, true, headerTypes, 0},
	tunnelStatus:     {"TunnelStatus", op.KindNotice, false, statusInformation, 0},
	endMarker:        {"EndMarker", op.KindNotice, false, 0, 0},
	gPDU:             {"G-PDU", op.KindNotice, false, 0, 0},
}

// Name returns the name of a message type in the standard's words without
// spaces ("ErrorIndication"), or "" for a type that is not of the user plane.
// Source: TS 29.281 table 6.1-1.
func Name(code uint8) string { return messages[code].name }

// isElsewhere reports whether a message type belongs to GTP-C or GTP', which
// number their messages in the same space (TS 29.060 table 1, TS 32.295 table
// 6.1-1), rather than to nobody.
func isElsewhere(code uint8) bool {
	for _, r := range [...][2]uint8{{3, 7}, {16, 23}, {27, 30}, {32, 37}, {48, 62}, {70, 70}, {96, 105}, {112, 121}, {128, 129}, {240, 241}} {
		if code >= r[0] && code <= r[1] {
			return true
		}
	}
	return false
}
