// Package sdk is the source of truth of the filter ABI: the catalogue of
// columns, their numbers and kinds. The host's scatter code, the guest SDKs'
// constants and docs/columns.md are generated from it; ABI.md explains how
// columns reach a guest.
//
// To add a column: append a row with a number that was never used (the ranges
// stand above each group), name the operation's field that holds it, and run
// go generate ./sdk. Rows are never removed or renumbered; a column that falls
// out of use is marked in its When text.
package sdk

import "strings"

//go:generate go run ./gen

// ABI is the version of the filter ABI that this catalogue belongs to.
const ABI = 1

// Capacity is the number of rows of a batch; ListCapacity that of a child
// table; ArenaSize the octets of the byte arena, enough for one largest message.
const (
	Capacity     = 64
	ListCapacity = 512
	ArenaSize    = 128 << 10
)

// CounterPrefix begins the names under which declared counters stand among
// columns; no list of the catalogue is called so. NotKept is what such a column
// holds for a key that the host has no room for. See ABI.md, "Counters".
const (
	CounterPrefix = "counter."
	NotKept       = 1<<32 - 1
)

// Kind is how a column's elements are laid out; see ABI.md.
type Kind uint8

const (
	U8 Kind = iota + 1
	U16
	U32
	U64
	Bits
	Digits
	PLMN
	ID
	Addr
	Bytes
	List
)

var kindNames = [...]string{"", "u8", "u16", "u32", "u64", "bits", "digits", "plmn", "id", "addr", "bytes", "list"}

func (k Kind) String() string { return kindNames[k] }

// Size is the width of one array element in octets.
func (k Kind) Size() int {
	return [...]int{0, 1, 2, 4, 8, 8, 8, 4, 2, 16, 8, 4}[k]
}

// Column is one typed field of an operation, as filters see it.
type Column struct {
	Number int    // part of the ABI, never reused; bit of the presence words below 256
	Name   string // "list.column" for a column of a child table
	Kind   Kind
	Doc    string // meaning and unit
	When   string // when it is present; empty: always
	Source string // document and clause
	Field  string // Go expression on the operation o, its message m, SS7 part s or Diameter part d, or on the child row c
}

// List returns the name of the list whose table c is a column of, or "".
func (c Column) List() string {
	l, _, found := strings.Cut(c.Name, ".")
	if !found {
		return ""
	}
	return l
}

// Columns lists every column. Numbers 1-63 are common, 64-127 GTP, 128-191
// SS7, 192-255 Diameter; 256 and up belong to child tables and have no
// presence bit.
var Columns = []Column{
	{1, "time_ns", U64, "time of the frame, nanoseconds since 1970 UTC; the only clock", "", "", "uint64(m.TimeNS)"},
	{2, "protocol", U8, "1 gtpv1, 2 gtpv2, 3 gtpu, 4 map, 5 cap, 6 tcap, 7 sccp, 8 m3ua, 9 sctp, 10 diameter, 11 tcp, 12 ip", "", "", "uint8(o.Protocol)"},
	{3, "kind", U8, "0 unknown, 1 request or command, 2 response, 3 neither", "", "", "uint8(o.Kind)"},
	{4, "code", U32, "message type, operation code or command code", "an operation was recognised", "", "o.Code"},
	{5, "application", U32, "Diameter application", "Diameter", "RFC 6733 3", "o.Application"},
	{6, "direction", U8, "1 in (towards home), 2 out, 3 transit", "", "", "uint8(o.Direction)"},
	{7, "component", U8, "position of the operation in its message, from 0", "", "", "o.Component"},
	{8, "length", U32, "octets of the operation", "", "", "uint32(o.Length)"},
	{9, "src", Addr, "source address", "IP", "", "m.Src"},
	{10, "dst", Addr, "destination address", "IP", "", "m.Dst"},
	{11, "src_port", U16, "source port", "UDP, TCP, SCTP", "", "m.SrcPort"},
	{12, "dst_port", U16, "destination port", "UDP, TCP, SCTP", "", "m.DstPort"},
	{13, "interconnect", ID, "interconnect that has the source address; 0 unknown", "", "configuration", "uint16(o.Interconnect)"},
	{14, "operator", ID, "operator that the message claims to come from; 0 unknown, 1 home", "", "configuration", "uint16(o.Operator)"},
	{15, "agreements", Bits, "agreements with the partner at the other end: bit 0 lcs, 1 camel, 2 mnp, 3 camel-open, 4 optimal-routing, 5 mobility, 6 wifi, 7 breakout, 8 trace, 9 prose, 10 sms, 11 mapv1, 12 routing-key, 13 network-requested", "", "configuration", "uint64(o.Agreements)"},
	{16, "src_owner", ID, "operator in whose addresses the source lies; 0 none, 1 home", "", "configuration", "uint16(o.SrcOwner)"},
	{17, "dst_owner", ID, "operator in whose addresses the destination lies; 0 none, 1 home", "", "configuration", "uint16(o.DstOwner)"},
	{18, "src_group", ID, "handover group of src_owner; 0 none", "", "configuration", "uint16(o.SrcGroup)"},
	{19, "src_roles", U16, "roles of the home node with the source address: bit 0 hlr, 1 vlr, 2 msc, 3 smsc, 4 gmlc, 5 hss, 6 mme, 7 sgsn, 8 ggsn, 9 sgw, 10 pgw; 0 not known", "", "configuration", "o.SrcRoles"},
	{20, "dst_roles", U16, "roles of the home node with the destination address, as in src_roles", "", "configuration", "o.DstRoles"},
	{21, "src_flags", U8, "bit 0: src_owner is reached through this interconnect", "", "configuration", "o.SrcFlags"},
	{22, "imsi", Digits, "IMSI", "carried", "TS 23.003 2.2", "uint64(o.IMSI)"},
	{23, "imsi_owner", ID, "operator whose PLMN the IMSI starts with; 0 unknown, 1 home", "imsi", "configuration", "uint16(o.IMSIOwner)"},
	{24, "msisdn", Digits, "MSISDN", "carried", "TS 23.003 3.3", "uint64(o.MSISDN)"},
	{25, "msisdn_owner", ID, "operator whose number range holds the MSISDN; 0 unknown, 1 home", "msisdn", "configuration", "uint16(o.MSISDNOwner)"},
	{26, "mei", Digits, "mobile equipment identity, IMEI or IMEISV", "carried", "TS 23.003 6", "uint64(o.MEI)"},
	{27, "raw", Bytes, "the operation as received", "", "", "op.Span{Off: o.Start, Len: o.Length}"},
	{28, "ppid", U32, "SCTP payload protocol identifier; 3 M3UA, 46 Diameter", "SCTP", "RFC 9260 3.3.1", "m.PPID"},
	{29, "stream", U16, "SCTP stream", "SCTP", "RFC 9260 3.3.1", "m.Stream"},
	{40, "faults_0", Bits, "faults 0-63", "", "docs/faults.md", "o.Faults.Bits[0]"},
	{41, "faults_1", Bits, "faults 64-127", "", "docs/faults.md", "o.Faults.Bits[1]"},
	{42, "faults_2", Bits, "faults 128-191", "", "docs/faults.md", "o.Faults.Bits[2]"},
	{43, "faults_3", Bits, "faults 192-255", "", "docs/faults.md", "o.Faults.Bits[3]"},
	{44, "present_common", Bits, "which of columns 0-63 are present", "", "", "o.Present[0]"},
	{45, "present_gtp", Bits, "which of columns 64-127 are present", "", "", "o.Present[1]"},
	{46, "present_ss7", Bits, "which of columns 128-191 are present", "", "", "o.Present[2]"},
	{47, "present_diameter", Bits, "which of columns 192-255 are present", "", "", "o.Present[3]"},
	{48, "invalid_common", Bits, "which of columns 0-63 were there and could not be read", "", "", "o.Invalid[0]"},
	{49, "invalid_gtp", Bits, "which of columns 64-127 were there and could not be read", "", "", "o.Invalid[1]"},
	{50, "invalid_ss7", Bits, "which of columns 128-191 were there and could not be read", "", "", "o.Invalid[2]"},
	{51, "invalid_diameter", Bits, "which of columns 192-255 were there and could not be read", "", "", "o.Invalid[3]"},

	{64, "teid", U32, "tunnel endpoint identifier of the header", "the header has one", "TS 29.274 5.1, TS 29.060 6", "o.GTP.TEID"},
	{65, "sequence", U32, "sequence number, 24 bits in GTPv2, 16 in GTPv1", "the header has one", "TS 29.274 5.1, TS 29.060 6", "o.GTP.Sequence"},
	{66, "piggyback", U8, "0 alone, 1 carries another message, 2 is carried", "", "TS 29.274 5.5.1", "o.GTP.Piggyback"},
	{67, "cause", U8, "cause value", "Cause IE", "TS 29.274 8.4, TS 29.060 7.7.1", "o.GTP.Cause"},
	{68, "rat", U8, "RAT type", "RAT Type IE", "TS 29.274 8.17, TS 29.060 7.7.50", "o.GTP.RAT"},
	{69, "selection_mode", U8, "selection mode, 0 verified, 1 by the handset, 2 by the network", "Selection Mode IE", "TS 29.274 8.58, TS 29.060 7.7.12", "o.GTP.SelectionMode"},
	{70, "ebi", U8, "EPS bearer identity (73.0) or NSAPI (20)", "carried", "TS 29.274 8.8, TS 29.060 7.7.17", "o.GTP.EBI"},
	{71, "recovery", U8, "restart counter", "Recovery IE", "TS 29.274 8.5, TS 29.060 7.7.11", "o.GTP.Recovery"},
	{72, "pdn_type", U8, "1 IPv4, 2 IPv6, 3 both, other values as on the wire", "PAA or end user address", "TS 29.274 8.34", "o.GTP.PDNType"},
	{73, "bearers", U8, "bearer contexts at top level", "", "TS 29.274 8.28", "o.GTP.Bearers"},
	{74, "extensions", U8, "extension headers in the chain", "", "TS 29.060 6, TS 29.281 5.2", "o.GTP.Extensions"},
	{75, "first_extension", U8, "type of the first extension header", "extensions", "TS 29.060 6, TS 29.281 5.2", "o.GTP.FirstExt"},
	{76, "apn", Bytes, "access point name, labels with length octets", "APN IE", "TS 23.003 9.1", "o.GTP.APN"},
	{77, "apn_id", ID, "the home APN that the network identifier names, from 1 in the configured order", "APN of ours", "configuration", "uint16(o.GTP.APNID)"},
	{78, "apn_flags", U16, "bit 0 this partner may use it, 1 operator identifier present, 2 operator identifier is home's, 3 private APN, 4 the IMSI is outside the prefixes allowed for it, 5 wildcard or empty", "apn", "configuration", "o.GTP.APNFlags"},
	{79, "apn_plmn", PLMN, "network named by the operator identifier", "operator identifier", "TS 23.003 9.1.2", "uint32(o.GTP.APNPLMN)"},
	{80, "serving_plmn", PLMN, "Serving Network 83.0, or routeing area identity 3", "carried", "TS 29.274 8.18, TS 29.060 7.7.3", "uint32(o.GTP.ServingPLMN)"},
	{81, "serving_owner", ID, "operator of serving_plmn; 0 unknown, 1 home", "serving_plmn", "configuration", "uint16(o.GTP.ServingOwner)"},
	{82, "serving_group", ID, "handover group of serving_owner; 0 none", "serving_plmn", "configuration", "uint16(o.GTP.ServingGroup)"},
	{83, "location_plmn", PLMN, "first identity in the user location information", "ULI IE", "TS 29.274 8.21, TS 29.060 7.7.51", "uint32(o.GTP.LocationPLMN)"},
	{84, "location_owner", ID, "operator of location_plmn; 0 unknown, 1 home", "location_plmn", "configuration", "uint16(o.GTP.LocationOwner)"},
	{85, "user_addr4", Addr, "IPv4 address of the subscriber", "PAA or end user address", "TS 29.274 8.14", "o.GTP.UserAddr4"},
	{86, "user_addr6", Addr, "IPv6 prefix or address of the subscriber", "PAA or end user address", "TS 29.274 8.14", "o.GTP.UserAddr6"},
	{87, "fteids", List, "tunnel endpoints, in wire order", "carried", "TS 29.274 8.22, TS 29.060 7.7.32", "o.GTP.FTEIDs"},
	{88, "ies", List, "information elements, in wire order", "GTP-C", "TS 29.274 8.2", "o.GTP.IEs"},
	{89, "inner_src", Addr, "source of the tunnelled packet", "G-PDU", "TS 29.281 5", "o.GTP.InnerSrc"},
	{90, "inner_dst", Addr, "destination of the tunnelled packet", "G-PDU", "TS 29.281 5", "o.GTP.InnerDst"},
	{91, "inner_protocol", U8, "IP protocol of the tunnelled packet", "G-PDU", "TS 29.281 5", "o.GTP.InnerProtocol"},
	{92, "inner_src_port", U16, "source port of the tunnelled packet", "G-PDU with UDP, TCP, SCTP", "TS 29.281 5", "o.GTP.InnerSrcPort"},
	{93, "inner_dst_port", U16, "destination port of the tunnelled packet", "G-PDU with UDP, TCP, SCTP", "TS 29.281 5", "o.GTP.InnerDstPort"},

	{130, "opc", U32, "originating point code", "MTP3, M3UA", "RFC 4666 3.3.1", "s.OPC"},
	{131, "dpc", U32, "destination point code", "MTP3, M3UA", "RFC 4666 3.3.1", "s.DPC"},
	{132, "opc_interconnect", ID, "interconnect that has the originating point code; 0 none, 65535 home", "opc", "configuration", "uint16(s.OPCInterconnect)"},
	{133, "dpc_interconnect", ID, "interconnect that has the destination point code; 0 none, 65535 home", "dpc", "configuration", "uint16(s.DPCInterconnect)"},
	{134, "routing_context", U32, "M3UA routing context", "carried", "RFC 4666 3.2", "s.RoutingContext"},
	{135, "service_indicator", U8, "3 SCCP", "MTP3, M3UA", "Q.704 14.2.1", "s.ServiceIndicator"},
	{136, "network_indicator", U8, "0 international", "MTP3, M3UA", "Q.704 14.2.2", "s.NetworkIndicator"},
	{137, "sccp_type", U8, "SCCP message type", "SCCP", "Q.713 2.1", "s.SCCPType"},
	{138, "sccp_class", U8, "protocol class", "SCCP", "Q.713 3.6", "s.SCCPClass"},
	{139, "hop_counter", U8, "hop counter; 0 absent", "XUDT, LUDT", "Q.713 3.18", "s.HopCounter"},
	{140, "calling_indicator", U8, "address indicator of the calling party", "SCCP", "Q.713 3.4.1", "s.Calling.Indicator"},
	{141, "calling_ssn", U8, "subsystem number of the calling party", "SCCP, carried", "Q.713 3.4.2.2", "s.Calling.SSN"},
	{142, "calling_tt", U8, "translation type", "calling_gt", "Q.713 3.4.2.3", "s.Calling.TT"},
	{143, "calling_np", U8, "numbering plan: 1 E.164, 6 E.212, 7 E.214", "calling_gt", "Q.713 3.4.2.3", "s.Calling.NP"},
	{144, "calling_nai", U8, "nature of address; 4 international", "calling_gt", "Q.713 3.4.2.3", "s.Calling.NAI"},
	{145, "calling_es", U8, "encoding scheme: 1 odd, 2 even", "calling_gt", "Q.713 3.4.2.3", "s.Calling.ES"},
	{146, "calling_gt", Digits, "global title of the calling party", "SCCP, carried", "Q.713 3.5", "uint64(s.Calling.Digits)"},
	{147, "calling_owner", ID, "operator whose global titles hold calling_gt; 0 unknown, 1 home", "calling_gt", "configuration", "uint16(s.CallingOwner)"},
	{148, "called_indicator", U8, "address indicator of the called party", "SCCP", "Q.713 3.4.1", "s.Called.Indicator"},
	{149, "called_ssn", U8, "subsystem number of the called party", "SCCP, carried", "Q.713 3.4.2.2", "s.Called.SSN"},
	{150, "called_tt", U8, "translation type", "called_gt", "Q.713 3.4.2.3", "s.Called.TT"},
	{151, "called_np", U8, "numbering plan, as calling_np", "called_gt", "Q.713 3.4.2.3", "s.Called.NP"},
	{152, "called_nai", U8, "nature of address; 4 international", "called_gt", "Q.713 3.4.2.3", "s.Called.NAI"},
	{153, "called_es", U8, "encoding scheme: 1 odd, 2 even", "called_gt", "Q.713 3.4.2.3", "s.Called.ES"},
	{154, "called_gt", Digits, "global title of the called party", "SCCP, carried", "Q.713 3.4", "uint64(s.Called.Digits)"},
	{155, "called_owner", ID, "operator whose global titles hold called_gt; 0 unknown, 1 home", "called_gt", "configuration", "uint16(s.CalledOwner)"},
	{156, "tcap_package", U8, "tag of the message: 0x61 Unidirectional, 0x62 Begin, 0x64 End, 0x65 Continue, 0x67 Abort", "TCAP", "Q.773 3.1", "s.Package"},
	{157, "otid", U32, "originating transaction", "TCAP, carried", "Q.773 3.2", "s.OTID"},
	{158, "dtid", U32, "destination transaction", "TCAP, carried", "Q.773 3.2", "s.DTID"},
	{159, "dialogue_pdu", U8, "tag of the dialogue PDU: 0x60 request, 0x61 response, 0x64 abort; 0 none", "TCAP", "Q.773 3.2.3", "s.DialoguePDU"},
	{160, "context_family", U8, "application context: 0 none, 1 MAP, 2 CAP, 3 other", "TCAP", "Q.773 3.2.3", "s.Context.Family"},
	{161, "context", U8, "application context identifier", "context_family 1 or 2", "TS 29.002 17.3, TS 29.078 6.1.2", "s.Context.ID"},
	{162, "context_version", U8, "version of a MAP context, phase of a CAP one", "context", "TS 29.002 17.3", "s.Context.Version"},
	{163, "component_type", U8, "tag of the component: 0xA1 Invoke, 0xA2 last result, 0xA3 error, 0xA4 reject, 0xA7 result", "a component", "Q.773 3.4", "s.ComponentType"},
	{164, "components", U8, "components in the message; 18 for more than 17", "TCAP", "Q.773 3.4", "s.Components"},
	{165, "linked_id", U8, "linked identifier", "carried", "Q.773 3.4", "s.LinkedID"},
	{166, "error_code", U32, "local error code; of a reject or abort its problem, tag << 8 | value", "ReturnError, Reject, Abort", "TS 29.002 17.6.6", "s.ErrorCode"},
	{167, "dialogue_imsi", Digits, "IMSI in the destination reference of the dialogue", "carried", "TS 29.002 17.4", "uint64(s.DialogueIMSI)"},
	{168, "dialogue_imsi_owner", ID, "operator of dialogue_imsi; 0 unknown, 1 home", "dialogue_imsi", "configuration", "uint16(s.DialogueIMSIOwner)"},
	{169, "numbers", List, "addresses that the argument names, in its order", "MAP, CAP", "TS 29.002 17.7.8", "s.Numbers"},
	{170, "requested", Bits, "what is asked for: bit 0 location, 1 current location, 2 state, 3 IMEI, 4 subscription, 5 routing information, 6 vectors", "MAP", "TS 29.002 17.7.1", "s.Requested"},
	{171, "subscription", Bits, "what subscriber data holds: bit 0 MSISDN, 1 barring, 2 forwarding, 3 O-CSI, 4 T-CSI, 5 GPRS-CSI, 6 SMS-CSI, 7 other CSI, 8 access points", "MAP", "TS 29.002 17.7.1", "s.Subscription"},
	{172, "ss_code", U8, "supplementary service", "carried", "TS 29.002 17.7.5", "s.SSCode"},
	{173, "sm_rp_da", U8, "tag of SM-RP-DA: 0x80 imsi, 0x81 lmsi, 0x84 service centre, 0x85 none", "SMS", "TS 29.002 17.7.6", "s.SMRPDA"},
	{174, "sm_rp_oa", U8, "tag of SM-RP-OA: 0x82 msisdn, 0x84 service centre, 0x85 none", "SMS", "TS 29.002 17.7.6", "s.SMRPOA"},
	{175, "tpdu", Bytes, "short message transfer protocol data unit", "SMS", "TS 23.040 9.2", "s.TPDU"},
	{176, "tp_mti", U8, "message type indicator", "tpdu", "TS 23.040 9.2.3.1", "s.TPMTI"},
	{177, "tp_pid", U8, "protocol identifier", "tpdu, carried", "TS 23.040 9.2.3.9", "s.TPPID"},
	{178, "tp_dcs", U8, "data coding scheme", "tpdu, carried", "TS 23.038 4", "s.TPDCS"},
	{179, "user_data_header", Bytes, "user data header, without its length", "tpdu, carried", "TS 23.040 9.2.3.24", "s.UserDataHeader"},
	{180, "ussd", Bytes, "USSD string as coded", "carried", "TS 29.002 17.7.4", "s.USSD"},
	{181, "ussd_coding", U8, "its data coding scheme", "ussd", "TS 23.038 5", "s.USSDCoding"},
	{182, "vectors", U8, "authentication vectors asked for", "carried", "TS 29.002 17.7.1", "s.Vectors"},
	{183, "requesting_plmn", PLMN, "network that asks for vectors", "carried", "TS 29.002 17.7.1", "uint32(s.RequestingPLMN)"},
	{184, "requesting_owner", ID, "operator of requesting_plmn; 0 unknown, 1 home", "requesting_plmn", "configuration", "uint16(s.RequestingOwner)"},
	{185, "service_key", U32, "CAMEL service key", "carried", "TS 29.078 5.1", "s.ServiceKey"},
	{186, "cancellation_type", U8, "of cancelLocation: 0 update procedure, 1 subscription withdraw", "carried", "TS 29.002 17.7.1", "s.CancellationType"},
	{187, "ss7_flags", U16, "bit 0: calling_owner is reached through this interconnect; 1: the interconnect keeps point codes and translation types of others (transit); 2: calling_owner may not send short messages (sms: false); 3: network_indicator is not the interconnect's; 4: routing_context is none of the interconnect's; 5: an affected point code of M3UA or SCMG is ours; 6: an affected point code is not the interconnect's", "", "configuration", "s.Flags"},
	{188, "scmg_type", U8, "message of SCCP management: 1 SSA, 2 SSP, 3 SST, 4 SOR, 5 SOG, 6 SSC", "SCCP management", "Q.713 5.3", "s.ManagementType"},

	{192, "command_flags", U8, "bit 7 request, 6 proxiable, 5 error, 4 possibly retransmitted", "Diameter", "RFC 6733 3", "d.Flags"},
	{193, "hop_by_hop", U32, "hop-by-hop identifier", "Diameter", "RFC 6733 3", "d.HopByHop"},
	{194, "end_to_end", U32, "end-to-end identifier", "Diameter", "RFC 6733 3", "d.EndToEnd"},
	{195, "session_id", Bytes, "Session-Id", "carried", "RFC 6733 8.8", "d.SessionID"},
	{196, "origin_host", Bytes, "Origin-Host, as written", "carried", "RFC 6733 6.3", "d.OriginHost"},
	{197, "origin_realm", Bytes, "Origin-Realm, as written", "carried", "RFC 6733 6.4", "d.OriginRealm"},
	{198, "destination_host", Bytes, "Destination-Host, as written", "carried", "RFC 6733 6.5", "d.DestinationHost"},
	{199, "destination_realm", Bytes, "Destination-Realm, as written", "carried", "RFC 6733 6.6", "d.DestinationRealm"},
	{200, "user_name", Bytes, "User-Name, as written", "carried", "RFC 6733 8.14", "d.UserName"},
	{201, "auth_application", U32, "Auth-Application-Id, else Acct-Application-Id", "carried at top level", "RFC 6733 6.8", "d.AuthApplication"},
	{202, "vendor_application", U32, "the same in Vendor-Specific-Application-Id", "carried", "RFC 6733 6.11", "d.VendorApplication"},
	{203, "result_code", U32, "Result-Code", "carried", "RFC 6733 7.1", "d.ResultCode"},
	{204, "experimental_result", U32, "Experimental-Result-Code", "carried", "RFC 6733 7.7", "d.ExperimentalCode"},
	{205, "experimental_vendor", U32, "vendor of experimental_result; 10415 3GPP", "experimental_result", "RFC 6733 7.6", "d.ExperimentalOwner"},
	{206, "visited_plmn", PLMN, "Visited-PLMN-Id", "carried", "TS 29.272 7.3.9", "uint32(d.VisitedPLMN)"},
	{207, "visited_owner", ID, "operator of visited_plmn; 0 unknown, 1 home", "visited_plmn", "configuration", "uint16(d.VisitedOwner)"},
	{208, "origin_plmn", PLMN, "network that Origin-Realm names", "origin_realm of the form epc.mncNNN.mccNNN.3gppnetwork.org", "TS 23.003 19.2", "uint32(d.OriginPLMN)"},
	{209, "origin_plmn_owner", ID, "operator of origin_plmn; 0 unknown, 1 home", "origin_plmn", "configuration", "uint16(d.OriginPLMNOwner)"},
	{210, "origin_owner", ID, "operator of Origin-Realm; 0 unknown, 1 home", "origin_realm", "configuration", "uint16(d.OriginOwner)"},
	{211, "origin_host_owner", ID, "operator in whose realms Origin-Host lies; 0 unknown, 1 home", "origin_host", "configuration", "uint16(d.OriginHostOwner)"},
	{212, "destination_owner", ID, "operator of Destination-Realm; 0 unknown, 1 home", "destination_realm", "configuration", "uint16(d.DestinationOwner)"},
	{213, "destination_roles", U16, "roles of the home node that Destination-Host names, as in src_roles; 0 not known", "destination_host", "configuration", "d.DestinationRoles"},
	{214, "diameter_flags", Bits, "bit 0: origin_owner is reached through this interconnect, or an agent of it refuses in its own name; 1: Origin-Host is the peer itself or one of the interconnect's diameter_hosts (without any: a host in a realm reached through it); 2: Origin-Realm is one of the interconnect's own, or, where it lists none, one of its agent's that is nobody's; 3: Origin-Host lies in Origin-Realm; 4: Origin-Realm has the 3GPP form; 5: it ends in 3gppnetwork.org and names no network; 6: Origin-Host or Origin-Realm is ours; 7: Destination-Realm is ours or absent; 8: Destination-Host is ours or absent; 9: Session-Id starts with Origin-Host; 10: Session-Id starts with a host of ours; 11: the application may be used with the partner, or, in an agent's refusal, with one of those behind it; 12: every Host-IP-Address is the interconnect's; 13: a Route-Record names us; 14: a Route-Record names nobody known, or, behind the first, another operator than the origin's or its hub; 15: the first Route-Record lies in Origin-Realm, another realm of its operator or one of its hub, or there is none; 16: the MNC in Visited-PLMN-Id, or of a network that is not configured in Origin-Realm, has another number of digits than its country uses; 17: Session-Id starts with a host in Origin-Realm", "", "configuration", "uint64(d.ResolvedFlags)"},
	{215, "routes", List, "Route-Records, in the order travelled", "carried", "RFC 6733 6.7.1", "d.Routes"},
	{216, "avps", List, "AVPs of the top level, in wire order", "Diameter", "RFC 6733 4.1", "d.AVPs"},
	{217, "applications", List, "applications that a capabilities exchange offers", "carried", "RFC 6733 5.3", "d.Applications"},
	{218, "hosts", List, "addresses that a capabilities exchange names", "carried", "RFC 6733 5.3.5", "d.HostAddresses"},
	{219, "rat_type", U32, "RAT-Type", "carried", "TS 29.212 5.3.31", "d.RAT"},
	{220, "ulr_flags", U32, "ULR-Flags", "carried", "TS 29.272 7.3.7", "d.ULRFlags"},
	{221, "idr_flags", U32, "IDR-Flags", "carried", "TS 29.272 7.3.103", "d.IDRFlags"},
	{222, "nor_flags", U32, "NOR-Flags", "carried", "TS 29.272 7.3.49", "d.NORFlags"},
	{223, "s6a_cancellation", U32, "Cancellation-Type: 0 MME update, 1 SGSN update, 2 withdrawal, 3 IWF update, 4 initial attach", "carried", "TS 29.272 7.3.24", "d.CancellationType"},
	{224, "vectors_eutran", U32, "Number-Of-Requested-Vectors for E-UTRAN", "Requested-EUTRAN-Authentication-Info", "TS 29.272 7.3.14", "d.VectorsEUTRAN"},
	{225, "vectors_utran", U32, "Number-Of-Requested-Vectors for UTRAN and GERAN", "Requested-UTRAN-GERAN-Authentication-Info", "TS 29.272 7.3.14", "d.VectorsUTRAN"},
	{226, "subscription_data", Bits, "what Subscription-Data holds: bit 0 MSISDN, 1 barring, 2 access points, 3 AMBR, 4 charging, 5 LCS, 6 teleservices, 7 trace, 8 other", "carried", "TS 29.272 7.3.2", "d.Subscription"},
	{227, "user_ids", List, "User-Ids: digits that IMSIs start with", "carried", "TS 29.272 7.3.50", "d.UserIDs"},
	{228, "reset_ids", U8, "Reset-IDs", "", "TS 29.272 7.3.184", "d.ResetIDs"},
	{229, "proxy_infos", U8, "Proxy-Infos", "", "RFC 6733 6.7.2", "d.ProxyInfos"},
	{230, "redirect_hosts", U8, "Redirect-Hosts", "", "RFC 6733 6.12", "d.RedirectHosts"},
	{231, "access_points", List, "access points that Subscription-Data opens to the subscriber", "carried", "TS 29.272 7.3.35", "d.AccessPoints"},

	{256, "fteids.interface", U8, "F-TEID interface type 0-63; 128 GTPv1 signalling, 129 GTPv1 user traffic", "", "TS 29.274 8.22", "c.Interface"},
	{257, "fteids.instance", U8, "instance of the IE", "", "TS 29.274 8.22", "c.Instance"},
	{258, "fteids.context", U8, "0 top level, else 1 + instance of the bearer context around it, 255 in another group", "", "TS 29.274 8.28", "c.Context"},
	{259, "fteids.bearer", U8, "EPS bearer identity of that bearer context", "", "TS 29.274 8.8", "c.Bearer"},
	{260, "fteids.teid", U32, "tunnel endpoint identifier", "", "TS 29.274 8.22", "c.TEID"},
	{261, "fteids.addr4", Addr, "IPv4 address", "", "TS 29.274 8.22", "c.Addr4"},
	{262, "fteids.addr6", Addr, "IPv6 address", "", "TS 29.274 8.22", "c.Addr6"},
	{263, "fteids.owner4", ID, "operator in whose addresses addr4 lies; 0 none, 1 home", "", "configuration", "uint16(c.Owner4)"},
	{264, "fteids.owner6", ID, "operator in whose addresses addr6 lies; 0 none, 1 home", "", "configuration", "uint16(c.Owner6)"},
	{272, "ies.type", U8, "type", "", "TS 29.274 8.1, TS 29.060 7.7", "c.Type"},
	{273, "ies.instance", U8, "instance; 0 in GTPv1", "", "TS 29.274 8.2.1", "c.Instance"},
	{274, "ies.depth", U8, "0 at top level", "", "TS 29.274 8.2.2", "c.Depth"},
	{275, "ies.parent", U8, "1 + position in the index of the group around it; 0 at top level", "", "TS 29.274 8.2.2", "c.Parent"},
	{276, "ies.offset", U16, "of the value, from the start of the message's payload", "", "", "c.Offset"},
	{277, "ies.length", U16, "octets of the value", "", "", "c.Length"},
	{288, "numbers.role", U8, "0 other, 1 MSISDN, 2 VLR, 3 MSC, 4 SGSN, 5 HLR, 6 gsmSCF, 7 GMLC, 8 forwarded-to, 9 service centre, 10 called, 11 calling, 12 MSISDN of SM-RP, 13 SRF, 14 MLC", "", "TS 29.002 17.7", "c.Role"},
	{289, "numbers.digits", Digits, "the digits", "", "TS 29.002 17.7.8", "uint64(c.Digits)"},
	{290, "numbers.nai", U8, "nature of address; 1 international", "", "TS 29.002 17.7.8", "c.NAI"},
	{291, "numbers.np", U8, "numbering plan; 1 E.164", "", "TS 29.002 17.7.8", "c.NP"},
	{292, "numbers.owner", ID, "operator whose numbers hold the digits; 0 unknown, 1 home", "", "configuration", "uint16(c.Owner)"},
	{304, "routes.owner", ID, "operator in whose realms the host lies; 0 unknown, 1 home", "", "configuration", "uint16(c.Owner)"},
	{305, "routes.flags", U8, "bit 0 an agent of an interconnect, 1 of this one, 2 ourselves", "", "configuration", "c.Flags"},
	{312, "avps.code", U32, "code", "", "RFC 6733 4.1", "c.Code"},
	{313, "avps.vendor", U32, "vendor; 0 without the V flag", "", "RFC 6733 4.1", "c.Vendor"},
	{314, "avps.flags", U8, "V 0x80, M 0x40, P 0x20", "", "RFC 6733 4.1", "c.Flags"},
	{315, "avps.offset", U16, "of the data, from the start of the message's payload", "", "", "c.Offset"},
	{316, "avps.length", U16, "octets of the data", "", "", "c.Length"},
	{320, "applications.id", U32, "application; 0xFFFFFFFF relay", "", "RFC 6733 2.4", "c.ID"},
	{321, "applications.kind", U8, "1 Auth-Application-Id, 2 Acct-Application-Id, 3 and 4 the same in Vendor-Specific-Application-Id", "", "RFC 6733 5.3", "c.Kind"},
	{324, "hosts.addr", Addr, "address", "", "RFC 6733 5.3.5", "c.Addr"},
	{325, "hosts.interconnect", ID, "interconnect that has the address; 0 none", "", "configuration", "uint16(c.Interconnect)"},
	{328, "user_ids.digits", Digits, "the digits", "", "TS 29.272 7.3.50", "uint64(c.Digits)"},
	{329, "user_ids.owner", ID, "operator whose network the digits name; 0 unknown, 1 home", "", "configuration", "uint16(c.Owner)"},
	{332, "access_points.flags", U8, "bit 0 one of ours, 1 a private one of ours", "", "configuration", "c.Flags"},
}

// ByName finds a column.
func ByName(name string) (Column, bool) {
	for _, c := range Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}
