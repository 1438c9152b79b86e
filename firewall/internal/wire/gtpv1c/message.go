package gtpv1c

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types that the decoder treats on their own (TS 29.060 table 1).
const (
	echoRequest                 = 1
	echoResponse                = 2
	versionNotSupported         = 3
	createPDPContextRequest     = 16
	updatePDPContextRequest     = 18
	updatePDPContextResponse    = 19
	deletePDPContextRequest     = 20
	supportedExtensionHeaders   = 31
	identificationRequest       = 48
	ueRegistrationQueryResponse = 62
	ranInformationRelay         = 70
	gPDU                        = 255
)

// role is what part a message plays in its procedure (TS 29.060 clause 7.6).
type role uint8

const (
	unlisted  role = iota // reserved
	foreign               // of another protocol that shares the numbers: GTP-U, GTP'
	request               // expects a response
	triggered             // a response, or SGSN Context Acknowledge, which follows one
	notice                // neither
)

var kinds = [...]op.Kind{
	unlisted: op.KindUnknown, foreign: op.KindUnknown, request: op.KindRequest, triggered: op.KindResponse, notice: op.KindNotice,
}

// message is what the standard says about one message type.
type message struct {
	name   string
	role   role
	rules  *grammar // nil: the body is no elements
	places []place  // of the GSN addresses, at least one
}

// messages is indexed by message type.
var messages = compileMessages()

// Name returns the name of a message type in the standard's words without
// spaces ("CreatePDPContextRequest"), or "" when the type is reserved.
// Source: TS 29.060 table 1; 4-7, 240, 241 TS 32.295; 253-255 TS 29.281.
func Name(code uint8) string { return messages[code].name }

func compileMessages() (t [256]message) {
	for i := range t {
		t[i].rules, t[i].places = anything, places(signalling)
	}
	for code, name := range foreigners {
		t[code] = message{name, foreign, anything, places(signalling)}
	}
	t[gPDU].rules = nil
	for _, m := range sources {
		if m.addresses == "" {
			m.addresses = signalling
		}
		t[m.code] = message{m.name, m.role, compile(m.elements), places(m.addresses)}
	}
	return t
}

// signalling is what a single GSN address is for as a rule.
const signalling = "C"

// foreigners are the types that table 1 gives to GTP-U or GTP' alone. Their bodies
// are made of elements in the same way, but for the packet in a G-PDU.
var foreigners = map[uint8]string{
	4: "NodeAliveRequest", 5: "NodeAliveResponse", 6: "RedirectionRequest", 7: "RedirectionResponse",
	240: "DataRecordTransferRequest", 241: "DataRecordTransferResponse",
	253: "TunnelStatus", 254: "EndMarker", 255: "G-PDU",
}

// source is one message: its row in table 1, and its table in clause 7 in a short
// form that compile explains. addresses says what the GSN addresses are for, in
// their order: signalling (C) or user traffic (U); what comes after "+" names the
// GGSN's of the contexts that are handed over, again and again. "" is "C".
type source struct {
	code      uint8
	name      string
	role      role
	elements  string
	addresses string
}

// sources are the messages of TS 29.060 V19.0 table 1. Where an SGSN and a GGSN
// have a table each, both are in one; RULES G-10 allows four GSN addresses
// wherever a message has one for signalling and one for user traffic.
var sources = []source{
	// 7.2 Path management. A Recovery in an Echo Request is left over from GTPv0.
	{1, "EchoRequest", request, "14", ""},
	{2, "EchoResponse", triggered, "14!", ""},
	{3, "VersionNotSupported", notice, "", ""},
	{31, "SupportedExtensionHeadersNotification", notice, "141!", ""},

	// 7.3 Tunnel management
	{16, "CreatePDPContextRequest", request, "2 3 14 15 16! 17 20!*2 26 27 28 128 131 132 133!2*4 134 135! 137 142 143 148 149 151 152 153 154 155 162 183 191 193 194 198 203 216 223 224", "CUCU"},
	{17, "CreatePDPContextResponse", triggered, "1! 8 14 16 17 20 127 128 132 133*4 135 148 149 181 184 191 193 195 198 202 218 251*2", "CUCU"},
	{18, "UpdatePDPContextRequest", request, "2 3 14 16 17 20! 27 28 128 132 133*4 135 137 142 143 148 149 151 152 153 154 162 181 182 184 191 193 194 195 198 203 216", "CUCU"},
	{19, "UpdatePDPContextResponse", triggered, "1! 14 16 17 127 132 133*4 135 148 149 152 153 181 182 184 191 195 198 251*2", "CUCU"},
	{20, "DeletePDPContextRequest", request, "1 19 20! 132 152 153 193 214", ""},
	{21, "DeletePDPContextResponse", triggered, "1! 132 152 153 214", ""},
	{22, "InitiatePDPContextActivationRequest", request, "20! 132 135! 137 183! 191", ""},
	{23, "InitiatePDPContextActivationResponse", triggered, "1! 132", ""},
	{26, "ErrorIndication", notice, "16! 133!", "U"}, // TS 29.281 clause 7.3.1
	{27, "PDUNotificationRequest", request, "2! 17! 128! 131! 132 133!", ""},
	{28, "PDUNotificationResponse", triggered, "1!", ""},
	{29, "PDUNotificationRejectRequest", request, "1! 17! 128! 131! 132", ""},
	{30, "PDUNotificationRejectResponse", triggered, "1!", ""},

	// 7.4 Location management
	{32, "SendRouteingInformationforGPRSRequest", request, "2!", ""},
	{33, "SendRouteingInformationforGPRSResponse", triggered, "1! 2! 11 29 133", ""},
	{34, "FailureReportRequest", request, "2!", ""},
	{35, "FailureReportResponse", triggered, "1! 11", ""},
	{36, "NoteMSGPRSPresentRequest", request, "2! 133!", ""},
	{37, "NoteMSGPRSPresentResponse", triggered, "1!", ""},

	// 7.5 Mobility management
	{48, "IdentificationRequest", request, "3! 5! 12 133 163", ""},
	{49, "IdentificationResponse", triggered, "1! 2 9* 136* 217 222", ""},
	{50, "SGSNContextRequest", request, "2 3! 4 5 12 13 17! 133!*2 147 151 163 220", "CC"},
	{51, "SGSNContextResponse", triggered, "1! 2 17 22* 23 24* 25* 26* 129 130* 133* 145 150 156* 189*2 190* 192* 193 199 200 201* 204* 205 213* 215* 217 218 221* 222", "C+CU"},
	{52, "SGSNContextAcknowledge", triggered, "1! 18* 133 147 219", "U"},
	{53, "ForwardRelocationRequest", request, "2 17! 21! 25* 26* 129! 130* 133!* 138! 139! 145 156* 164 173 174 176 180* 182 188 189*2 190* 192* 193 196 197 199 200 201* 204* 205 207 208 209 210 211 212 213* 217 218 221*", "C+CU"},
	{54, "ForwardRelocationResponse", triggered, "1! 17 18* 21 133*4 139 140* 146* 147 173 176 179 211 219", "CUCU"},
	{55, "ForwardRelocationComplete", request, "", ""},
	{56, "RelocationCancelRequest", request, "2 154 193 211", ""},
	{57, "RelocationCancelResponse", triggered, "1!", ""},
	{58, "ForwardSRNSContext", request, "22!* 161* 175*", ""},
	{59, "ForwardRelocationCompleteAcknowledge", triggered, "1!", ""},
	{60, "ForwardSRNSContextAcknowledge", triggered, "1!", ""},
	{61, "UERegistrationQueryRequest", request, "2!", ""},
	{62, "UERegistrationQueryResponse", triggered, "1! 2! 164", ""},
	{70, "RANInformationRelay", notice, "144! 158 178", ""},

	// 7.5A MBMS
	{96, "MBMSNotificationRequest", request, "2! 17! 20! 128! 131! 133! 159", ""},
	{97, "MBMSNotificationResponse", triggered, "1!", ""},
	{98, "MBMSNotificationRejectRequest", request, "1! 17! 20! 128! 131! 133", ""},
	{99, "MBMSNotificationRejectResponse", triggered, "1!", ""},
	{100, "CreateMBMSContextRequest", request, "2 3! 14 15 17 27 28 128! 131! 133! 134 142 143 151 152 153 154 159 162 167! 169", ""},
	{101, "CreateMBMSContextResponse", triggered, "1! 14 17 127 133*2 159 251*2", "CC"},
	{102, "UpdateMBMSContextRequest", request, "3! 14 17 27 28 133!*2 142 143 151 152 153 162 167! 169", "CC"},
	{103, "UpdateMBMSContextResponse", triggered, "1! 14 17 127 133*2 251*2", "CC"},
	{104, "DeleteMBMSContextRequest", request, "2 17 128 131 159 167", ""},
	{105, "DeleteMBMSContextResponse", triggered, "1! 159", ""},
	{112, "MBMSRegistrationRequest", request, "17 128! 131! 133*2", "CC"},
	{113, "MBMSRegistrationResponse", triggered, "1! 17 133 157 177", ""},
	{114, "MBMSDe-RegistrationRequest", request, "128! 131!", ""},
	{115, "MBMSDe-RegistrationResponse", triggered, "1!", ""},
	{116, "MBMSSessionStartRequest", request, "14 17 128! 131! 133*2 135! 148! 157! 160! 165 166! 168! 170 171! 185 186", "CC"},
	{117, "MBMSSessionStartResponse", triggered, "1! 14 16 17 133*3 187", "CUU"},
	{118, "MBMSSessionStopRequest", request, "128! 131! 185", ""},
	{119, "MBMSSessionStopResponse", triggered, "1!", ""},
	{120, "MBMSSessionUpdateRequest", request, "17 128! 131! 133 157! 160! 165 168! 170 185", ""},
	{121, "MBMSSessionUpdateResponse", triggered, "1! 16 17 133*2", "UC"},

	// 7.5B MS Info Change Reporting
	{128, "MSInfoChangeNotificationRequest", request, "2 20 151! 152 154 193 194", ""},
	{129, "MSInfoChangeNotificationResponse", triggered, "1! 2 20 154 181 195", ""},
}
