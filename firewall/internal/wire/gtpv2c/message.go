package gtpv2c

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types that the decoder treats on their own (TS 29.274 table 6.1-1).
const (
	echoRequest             = 1
	echoResponse            = 2
	versionNotSupported     = 3
	createSessionRequest    = 32
	createSessionResponse   = 33
	modifyBearerRequest     = 34
	deleteSessionRequest    = 36
	modifyBearerCommand     = 64
	bearerResourceFailure   = 69
	createBearerRequest     = 95
	createBearerResponse    = 96
	deleteBearerRequest     = 99
	deleteBearerResponse    = 100
	causeRequestAcceptedMin = 16 // acceptance in a response: 16 to 19 (TS 29.274 table 8.4-1)
	causeRequestAcceptedMax = 19
)

// role is what part a message plays in its procedure (TS 29.274 clause 4.2.5).
type role uint8

const (
	unlisted  role = iota // reserved, unassigned, or of another interface
	request               // initial, expects a reply
	command               // initial, answered by a request or a failure indication
	triggered             // a reply
	notice                // initial, without a reply
)

var kinds = [...]op.Kind{unlisted: op.KindUnknown, request: op.KindRequest, command: op.KindRequest, triggered: op.KindResponse, notice: op.KindNotice}

// message is what the standard says about one message type.
type message struct {
	name  string
	role  role
	rules *grammar
}

// messages is indexed by message type. The types of other interfaces that share
// the numbering have a name and no role: GTP' (TS 32.295) and Sv (TS 29.280).
var messages = compileMessages()

// Name returns the name of a message type in the standard's words without
// spaces ("CreateSessionRequest"), or "" when the type is unassigned.
// Source: TS 29.274 table 6.1-1; 4-7 TS 32.295; 25-31 and 240-244 TS 29.280.
func Name(code uint8) string { return messages[code].name }

func compileMessages() (t [256]message) {
	for i := range t {
		t[i].rules = anything
	}
	for code, name := range foreign {
		t[code].name = name
	}
	for _, m := range sources {
		t[m.code] = message{m.name, m.role, compile(m.elements)}
	}
	return t
}

// foreign are the types that TS 29.274 reserves for other interfaces.
var foreign = map[uint8]string{
	4: "NodeAliveRequest", 5: "NodeAliveResponse", 6: "RedirectionRequest", 7: "RedirectionResponse",
	25: "SRVCCPSToCSRequest", 26: "SRVCCPSToCSResponse", 27: "SRVCCPSToCSCompleteNotification", 28: "SRVCCPSToCSCompleteAcknowledge",
	29: "SRVCCPSToCSCancelNotification", 30: "SRVCCPSToCSCancelAcknowledge", 31: "SRVCCCSToPSRequest",
	240: "SRVCCCSToPSResponse", 241: "SRVCCCSToPSCompleteNotification", 242: "SRVCCCSToPSCompleteAcknowledge",
	243: "SRVCCCSToPSCancelNotification", 244: "SRVCCCSToPSCancelAcknowledge",
}

// source is one row of the message tables in clause 7; compile explains elements.
type source struct {
	code     uint8
	name     string
	role     role
	elements string
}

// sources are the messages of TS 29.274 V19.6 table 6.1-1 with the elements of
// their tables in clause 7, in the tables' order.
var sources = []source{
	// 7.1 Path management
	{1, "EchoRequest", request, "3.0! 152.0"},
	{2, "EchoResponse", triggered, "3.0! 152.0"},
	{3, "VersionNotSupportedIndication", triggered, ""},

	// 7.2 Tunnel management
	{32, "CreateSessionRequest", request, "1.0 76.0 75.0 86.0-1 83.0 82.0! 77.0 87.0! 87.1 71.0! 128.0 99.0 79.0 127.0 72.0 73.0 174.0 78.0 93.0!{create} 93.1{replace} 96.0 3.0 132.0-3 114.0 145.0 95.0 151.0-3 157.0 74.0-3 126.0-2 163.0 169.0-1 173.0 178.0 180.0-2{overload} 188.0 187.0 179.0 118.0 191.0{remote} 176.0 197.0 198.0 199.0 200.0 136.0 201.0 202.0 204.0 217.0 223.0"},
	{33, "CreateSessionResponse", triggered, "2.0! 131.0 146.0 165.0 87.0-1 79.0 127.0 72.0 73.0 78.0 93.0!{created} 93.1{marked} 3.0 136.0-1 136.3* 74.0 74.1* 132.0-1 151.0-1 156.0 163.0 166.0 77.0 177.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 118.0 94.0 197.0 213.0 214.0{change} 218.0"},
	{34, "ModifyBearerRequest", request, "75.0 86.0-1 83.0 82.0 77.0 87.0 72.0 92.0 93.0{modify} 93.1{remove} 3.0 114.0 132.0-1 145.0 74.0-2 126.0-1 151.0-1 173.0 178.0 180.0-2{overload} 198.0 199.0 1.0 169.0 179.0 201.0 217.0"},
	{35, "ModifyBearerResponse", triggered, "2.0! 76.0 73.0 127.0 78.0 93.0{modified} 93.1{marked} 131.0 146.0 165.0 136.0 74.0 132.0-1 3.0 151.0-1 77.0 177.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 94.0 214.0{change}"},
	{36, "DeleteSessionRequest", request, "2.0 73.0 86.0 77.0 78.0 135.0 87.0 114.0 170.0 172.0 169.0-1 179.0-1 180.0-2{overload} 74.0 126.0-1 197.0 201.0 217.0"},
	{37, "DeleteSessionResponse", triggered, "2.0! 3.0 78.0 77.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 197.0 204.0"},
	{38, "ChangeNotificationRequest", request, "1.0 75.0 77.0 82.0! 86.0 145.0 74.0 73.0 178.0 199.0 201.0 217.0"},
	{39, "ChangeNotificationResponse", triggered, "1.0 75.0 2.0! 131.0 146.0 177.0"},
	{40, "RemoteUEReportNotification", request, "191.0{connected} 191.1{disconnected}"},
	{41, "RemoteUEReportAcknowledge", triggered, "2.0!"},
	{64, "ModifyBearerCommand", command, "72.0! 93.0!{command} 180.0-2{overload} 87.0"},
	{65, "ModifyBearerFailureIndication", triggered, "2.0! 3.0 77.0 180.0-1{overloadAPNs}"},
	{66, "DeleteBearerCommand", command, "93.0!{delete} 86.0 170.0 114.0 180.0-1{overload} 87.0 201.0 217.0"},
	{67, "DeleteBearerFailureIndication", triggered, "2.0! 93.0!{marked} 3.0 77.0 180.0-1{overloadAPNs}"},
	{68, "BearerResourceCommand", command, "73.0! 73.1 100.0! 81.0 85.0! 82.0 83.0 86.0 77.0 87.0-2 78.0 157.0 180.0-1{overload} 118.0 197.0 217.0"},
	{69, "BearerResourceFailureIndication", triggered, "2.0! 73.0! 100.0! 77.0 180.0-1{overloadAPNs} 3.0 118.0"},
	{70, "DownlinkDataNotificationFailureIndication", notice, "2.0! 135.0 1.0"},
	{73, "StopPagingIndication", notice, "1.0"},
	{95, "CreateBearerRequest", request, "100.0 73.0! 78.0 93.0!{dedicated} 132.0-1 131.0 146.0 165.0 177.0 77.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 118.0 214.0{changeRequest} 87.0"},
	{96, "CreateBearerResponse", triggered, "2.0! 93.0!{dedicatedResult} 3.0 132.0-3 78.0 114.0 86.0 169.0-1 180.0-2{overload} 178.0 74.0 179.1 126.0-1 118.0 217.0"},
	{97, "UpdateBearerRequest", request, "93.0!{update} 100.0 78.0 72.0! 131.0 146.0 165.0 77.0 132.0-1 177.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 118.0 214.0{changeRequest} 87.0"},
	{98, "UpdateBearerResponse", triggered, "2.0! 93.0!{updated} 78.0 3.0 132.0-3 77.0 114.0 86.0 169.0-1 180.0-2{overload} 178.0 74.0 179.1 126.0-1 118.0 217.0"},
	{99, "DeleteBearerRequest", request, "73.0 73.1* 93.0{failed} 100.0 78.0 132.0-1 2.0 77.0 181.0-2{loadAPNs} 180.0-1{overloadAPNs} 118.0 204.0 197.0 214.0{changeRequest} 87.0"},
	{100, "DeleteBearerResponse", triggered, "2.0! 73.0 93.0{deleted} 3.0 132.0-3 78.0 114.0 86.0 170.0 169.0-1 179.0-1 180.0-2{overload} 74.0 126.0-1 118.0 201.0 217.0"},
	{103, "PGWDownlinkTriggeringNotification", request, "1.0! 74.0 87.0"},
	{104, "PGWDownlinkTriggeringAcknowledge", triggered, "2.0! 1.0 74.0"},
	{166, "CreateIndirectDataForwardingTunnelRequest", request, "1.0 75.0 77.0 87.0 93.0!{forward} 3.0"},
	{167, "CreateIndirectDataForwardingTunnelResponse", triggered, "2.0! 87.0 93.0!{forwardResult} 3.0"},
	{168, "DeleteIndirectDataForwardingTunnelRequest", request, ""},
	{169, "DeleteIndirectDataForwardingTunnelResponse", triggered, "2.0! 3.0"},
	{170, "ReleaseAccessBearersRequest", request, "73.0* 135.0 77.0 201.0 217.0"},
	{171, "ReleaseAccessBearersResponse", triggered, "2.0! 3.0 77.0 181.0{load} 180.0{overload}"},
	{176, "DownlinkDataNotification", request, "2.0 73.0* 155.0 1.0 87.0 77.0 181.0{load} 180.0{overload} 186.0* 187.0"},
	{177, "DownlinkDataNotificationAcknowledge", triggered, "2.0! 92.0 3.0 154.0 1.0 156.0 187.0"},
	{211, "ModifyAccessBearersRequest", request, "77.0 87.0 92.0 93.0{modifyAccess} 93.1{remove} 3.0 201.0 217.0"},
	{212, "ModifyAccessBearersResponse", triggered, "2.0! 93.0{modifiedAccess} 93.1{marked} 3.0 77.0 181.0{load} 180.0{overload}"},

	// 7.3 Mobility management
	{128, "IdentificationRequest", request, "117.0 86.0 111.0 112.0 116.0 74.0 126.0 113.0 83.0"},
	{129, "IdentificationResponse", triggered, "2.0! 1.0 103-108.0 96.0 187.0 189.0* 206.0* 205.0 223.0"},
	{130, "ContextRequest", request, "1.0 117.0 86.0 111.0 112.0 116.0 87.0 126.0 82.0 77.0 113.0 83.0 151.0 136.0-1 175.0 176.0-1 194.0"},
	{131, "ContextResponse", triggered, "2.0! 1.0 103-108.0 109.0*{transfer} 87.0-1 136.0-2 77.0 96.0 74.0-1 144.0-1 221.0 114.0 151.0 162.0 145.0 189.0* 206.0* 187.0-1 195.0*{scefTransfer} 82.0 198.0 199.0 205.0 207.0-1 176.0 219.0 76.0 222.0 223.0 120.0"},
	{132, "ContextAcknowledge", triggered, "2.0! 77.0 87.0 93.0{acknowledged} 175.0-1 176.0-1"},
	{133, "ForwardRelocationRequest", request, "1.0 87.0! 87.1 109.0*{relocation} 136.0-2 103-108.0! 77.0 118.0-2 121.0 74.0-1 119.0-2 129.0 120.0-1 3.0 96.0 144.0-1 221.0 147.0 148.0 114.0 83.0 151.0 159.0 160.0 51.0 76.0-1 162.0 145.0 189.0* 206.0* 187.0 195.0*{scef} 126.0 198.0 205.0 207.0-1 208.0{v2x} 176.0 219.0 222.0 223.0"},
	{134, "ForwardRelocationResponse", triggered, "2.0! 87.0 77.0 93.0-3{setUp} 119.0-2 118.0-2 151.0 136.0-1 175.0-2 176.0-3 56.0 220.0"},
	{135, "ForwardRelocationCompleteNotification", request, "77.0"},
	{136, "ForwardRelocationCompleteAcknowledge", triggered, "2.0! 3.0 201.0-1"},
	{137, "ForwardAccessContextNotification", request, "124.0* 125.0 110.0 118.0-1"},
	{138, "ForwardAccessContextAcknowledge", triggered, "2.0!"},
	{139, "RelocationCancelRequest", request, "1.0 75.0 77.0 119.0"},
	{140, "RelocationCancelResponse", triggered, "2.0!"},
	{141, "ConfigurationTransferTunnel", notice, "118.0! 121.0! 121.1"},
	{149, "DetachNotification", request, "2.0! 150.0"},
	{150, "DetachAcknowledge", triggered, "2.0! 3.0"},
	{152, "RANInformationRelay", notice, "118.0! 121.0"},
	{157, "ISRStatusIndication", notice, "168.0!"},
	{158, "UERegistrationQueryRequest", request, "1.0!"},
	{159, "UERegistrationQueryResponse", triggered, "2.0! 1.0! 120.0!"},

	// 7.4 CS fallback and SRVCC, 7.5 non-3GPP access
	{151, "CSPagingIndication", notice, "1.0! 136.0! 88.0 86.0 89.0 133.0 134.0 149.0"},
	{153, "AlertMMENotification", request, ""},
	{154, "AlertMMEAcknowledge", triggered, "2.0!"},
	{155, "UEActivityNotification", request, ""},
	{156, "UEActivityAcknowledge", triggered, "2.0!"},
	{160, "CreateForwardingTunnelRequest", request, "90.0!*"},
	{161, "CreateForwardingTunnelResponse", triggered, "2.0! 91.0*"},
	{162, "SuspendNotification", request, "1.0 86.0 73.0 111.0 135.0 74.0 126.0 113.0 87.0"},
	{163, "SuspendAcknowledge", triggered, "2.0!"},
	{164, "ResumeNotification", request, "1.0! 73.0 135.0 87.0"},
	{165, "ResumeAcknowledge", triggered, "2.0!"},

	// 7.9 Restoration and recovery, 7.12 trace, 7.13 MBMS
	{101, "DeletePDNConnectionSetRequest", request, "132.0-4*"},
	{102, "DeletePDNConnectionSetResponse", triggered, "2.0! 3.0"},
	{179, "PGWRestartNotification", request, "74.0-1! 2.0"},
	{180, "PGWRestartNotificationAcknowledge", triggered, "2.0!"},
	{200, "UpdatePDNConnectionSetRequest", request, "132.0-1"},
	{201, "UpdatePDNConnectionSetResponse", triggered, "2.0! 132.0 3.0"},
	{71, "TraceSessionActivation", notice, "1.0 96.0! 75.0 223.0"},
	{72, "TraceSessionDeactivation", notice, "115.0!"},
	{231, "MBMSSessionStartRequest", request, "87.0! 158.0! 138.0! 139.0! 140.0 141.0 80.0! 142.0! 142.1 3.0 153.0 164.0 171.0 190.0"},
	{232, "MBMSSessionStartResponse", triggered, "2.0! 87.0! 87.1 143.0 3.0"},
	{233, "MBMSSessionUpdateRequest", request, "139.0 158.0! 87.0 138.0! 80.0! 140.0 141.0 153.0 164.0 190.0"},
	{234, "MBMSSessionUpdateResponse", triggered, "2.0! 143.0 87.0 3.0"},
	{235, "MBMSSessionStopRequest", request, "141.0 164.0 171.0"},
	{236, "MBMSSessionStopResponse", triggered, "2.0! 3.0"},
}

// groups are the members of grouped elements, by the names that sources use.
// A mandatory member counts where the group itself is mandatory or conditional;
// inside an optional or conditional-optional group the receiver views every
// member as optional (TS 29.274 clause 6.1.1), so nothing is marked there.
var groups = map[string]string{
	// Bearer Context 93
	"create":          "73.0! 84.0 87.0-7 80.0!",                             // 7.2.1-2
	"replace":         "73.0! 87.0",                                          // 7.2.1-3
	"created":         "73.0! 2.0! 87.0-6 80.0 94.0 97.0",                    // 7.2.2-2
	"marked":          "73.0! 2.0!",                                          // 7.2.2-3, 7.2.8-3, 7.2.17.2-2, 7.2.25-3
	"dedicated":       "73.0! 84.0! 87.0-5 80.0! 94.0 97.0 78.0 197.0 203.0", // 7.2.3-2
	"dedicatedResult": "73.0! 2.0! 87.0-11 78.0 172.0 197.0",                 // 7.2.4-2
	"modify":          "73.0! 87.0-4",                                        // 7.2.7-2
	"remove":          "73.0!",                                               // 7.2.7-3, 7.2.24-3
	"modified":        "73.0! 2.0! 87.0-3 94.0 97.0",                         // 7.2.8-2
	"failed":          "73.0 2.0",                                            // 7.2.9.2-2
	"deleted":         "73.0! 2.0! 78.0 172.0 197.0",                         // 7.2.10.2-2
	"command":         "73.0! 80.0",                                          // 7.2.14.1-2
	"update":          "73.0! 84.0 80.0 97.0 78.0 163.0 197.0 203.0",         // 7.2.15-2
	"updated":         "73.0! 2.0! 87.0-1 78.0 172.0 197.0",                  // 7.2.16-2
	"delete":          "73.0! 97.0 172.0",                                    // 7.2.17.1-2
	"forward":         "73.0! 87.0-6",                                        // 7.2.18-2
	"forwardResult":   "73.0! 2.0! 87.0-5",                                   // 7.2.19-2
	"modifyAccess":    "73.0! 87.0-1",                                        // 7.2.24-2
	"modifiedAccess":  "73.0! 2.0! 87.0-1",                                   // 7.2.25-2
	"relocated":       "73.0! 84.0 87.0! 87.1-2 80.0! 118.0 137.0 97.0",      // 7.3.1-3
	"setUp":           "73.0 123.0 87.0-5",                                   // 7.3.2-2
	"transferred":     "73.0! 84.0 87.0-2 80.0! 118.0 137.0",                 // 7.3.6-3
	"acknowledged":    "73.0 87.0",                                           // 7.3.7-2

	// PDN Connection 109
	"relocation": "71.0! 127.0 128.0 74.0-2 73.0! 87.0! 136.0-2 93.0{relocated} 72.0! 95.0 131.0 146.0 165.0 77.0 157.0 167.0 177.0 185.0 191.0{remote} 99.0 196.0 214.0{change} 218.0",    // 7.3.1-2
	"transfer":   "71.0! 127.0 128.0 74.0-2 73.0! 87.0! 136.0-2 93.0!{transferred} 72.0! 95.0 131.0 146.0 165.0 77.0 157.0 167.0 177.0 185.0 191.0{remote} 99.0 196.0 214.0{change} 218.0", // 7.3.6-2

	// Overload Control Information 180, Load Control Information 181
	"overload":     "183.0 182.0 156.0",       // 7.2.1-4 and its like, of an MME or SGW
	"overloadAPNs": "183.0 182.0 156.0 71.0*", // 7.2.2-5 and its like, of a PGW
	"load":         "183.0 182.0",             // 7.2.11.1-2 and its like, of an SGW
	"loadAPNs":     "183.0 182.0 184.0*",      // 7.2.2-4 and its like, of a PGW

	// Remote UE Context 191
	"remote":       "192.0 193.0",   // 7.2.1-5, 7.3.1-4, 7.3.6-4
	"connected":    "192.0! 193.0!", // 7.2.26-2
	"disconnected": "192.0!",        // 7.2.26-3

	// SCEF PDN Connection 195
	"scef":         "71.0 73.0 176.0",    // 7.3.1-5
	"scefTransfer": "71.0! 73.0! 176.0!", // 7.3.6-5

	// V2X Context 208, PC5 QoS Parameters 209
	"v2x": "210.0-1 211.0-1 209.0{pc5}", // 7.3.1-6
	"pc5": "212.0* 211.0",               // 7.3.1-7

	// PGW Change Info 214
	"change":        "215.0-1 74.0* 216.0",                               // 7.2.2-6, 7.2.8-6, 7.3.1-8, 7.3.6-6
	"changeRequest": "215.0-1 74.0* 74.1 74.2* 74.3 132.0* 216.0* 216.1", // 7.2.3-5, 7.2.9.2-5, 7.2.15-5
}
