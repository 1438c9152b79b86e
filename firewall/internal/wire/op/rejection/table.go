package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types of answers that are unlike the others (TS 29.274 table 6.1-1).
const (
	VersionNotSupported             = 3 // in every version of GTP
	DeleteBearerFailureIndication   = 67
	BearerResourceFailureIndication = 69
)

const echoResponse = 2 // in every version of GTP

// request says how the requests of one type are refused.
type request struct {
	response uint8 // message type; 0: there is none that refuses
	zero     bool  // a request with TEID 0 is answered with TEID 0
	sender   uint8 // GTPv2: instance of the Sender F-TEID for Control Plane
}

// ResponseType returns the type of the message that refuses requests of a type,
// or 0 when there is none.
func ResponseType(p op.Protocol, code uint8) uint8 { return requestOf(p, code).response }

func requestOf(p op.Protocol, code uint8) request {
	switch p {
	case op.ProtoGTPv1:
		return requests1[code]
	case op.ProtoGTPv2:
		return requests2[code]
	}
	return request{}
}

// requests1 are the requests of TS 29.060 V19.0 table 1 whose response has a
// Cause. When that rejects, nothing else is mandatory but in two: Send Routeing
// Information for GPRS Response and UE Registration Query Response name the
// subscriber (tables 19 and 7.5.16-1), so they would be longer than a request
// (32, 61) that does no more. Clause 8.2 says which have TEID 0.
var requests1 = [256]request{
	16: {response: 17}, 18: {response: 19}, 20: {response: 21}, 22: {response: 23}, // PDP contexts
	27: {response: 28}, 29: {response: 30}, // PDU notification
	34: {response: 35, zero: true}, 36: {response: 37, zero: true}, // location management
	48: {response: 49, zero: true}, 50: {response: 51}, // mobility management
	53: {response: 54}, 55: {response: 59}, 56: {response: 57}, 58: {response: 60},
	96: {response: 97}, 98: {response: 99}, 100: {response: 101}, 102: {response: 103}, 104: {response: 105}, // MBMS
	112: {response: 113}, 114: {response: 115}, 116: {response: 117}, 118: {response: 119}, 120: {response: 121},
	128: {response: 129, zero: true}, // MS info change; of old nodes (note in clause 8.2)
}

// requests2 are the requests, notifications and commands of TS 29.274 V19.6
// table 6.1-1 whose reply has a Cause. When that rejects, it stands alone but in
// the Failure Indications and in UE Registration Query Response (clause 6.1.1),
// which names the subscriber and so would be longer than a request (158) that
// does no more. Clause 5.5.2 says which have TEID 0; Update PDN Connection Set
// Request is one between nodes too (clause 6.2).
var requests2 = [256]request{
	32: {response: 33}, 34: {response: 35}, 36: {response: 37}, 38: {response: 39, zero: true}, 40: {response: 41},
	64: {response: 65}, 66: {response: DeleteBearerFailureIndication},
	68: {response: BearerResourceFailureIndication, sender: 2}, // 0 and 1 are of the user plane (table 7.2.5-1)
	95: {response: 96}, 97: {response: 98}, 99: {response: 100},
	101: {response: 102, zero: true}, 103: {response: 104, zero: true},
	128: {response: 129, zero: true}, 130: {response: 131}, // mobility management
	133: {response: 134}, 135: {response: 136}, 137: {response: 138}, 139: {response: 140, zero: true},
	149: {response: 150}, 153: {response: 154}, 155: {response: 156},
	160: {response: 161}, 162: {response: 163, zero: true}, 164: {response: 165},
	166: {response: 167}, 168: {response: 169}, 170: {response: 171}, // SGW
	176: {response: 177, zero: true}, 179: {response: 180, zero: true},
	200: {response: 201, zero: true}, 211: {response: 212},
	231: {response: 232}, 233: {response: 234}, 235: {response: 236}, // MBMS
}
