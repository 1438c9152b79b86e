package sdk

// Value is a name for one value of a column or, where Bit is set, for one bit of it.
type Value struct {
	Column string
	Name   string // snake_case
	Number int
	Bit    bool
}

// Values names what the catalogue's prose describes, so that no author writes
// the numbers down again. They are part of the ABI: a number keeps its meaning.
var Values = []Value{
	{"protocol", "gtpv1", 1, false},
	{"protocol", "gtpv2", 2, false},
	{"protocol", "gtpu", 3, false},
	{"protocol", "map", 4, false},
	{"protocol", "cap", 5, false},
	{"protocol", "tcap", 6, false},
	{"protocol", "sccp", 7, false},
	{"protocol", "m3ua", 8, false},
	{"protocol", "sctp", 9, false},
	{"protocol", "diameter", 10, false},
	{"protocol", "tcp", 11, false},
	{"protocol", "ip", 12, false},

	{"kind", "request", 1, false},
	{"kind", "response", 2, false},
	{"kind", "neither", 3, false},

	{"direction", "in", 1, false},
	{"direction", "out", 2, false},
	{"direction", "transit", 3, false},

	{"agreements", "lcs", 0, true},
	{"agreements", "camel", 1, true},
	{"agreements", "mnp", 2, true},
	{"agreements", "camel_open", 3, true},
	{"agreements", "optimal_routing", 4, true},
	{"agreements", "mobility", 5, true},
	{"agreements", "wifi", 6, true},
	{"agreements", "breakout", 7, true},
	{"agreements", "trace", 8, true},
	{"agreements", "prose", 9, true},
	{"agreements", "sms", 10, true},
	{"agreements", "mapv1", 11, true},
	{"agreements", "routing_key", 12, true},
	{"agreements", "network_requested", 13, true},

	{"src_roles", "hlr", 0, true},
	{"src_roles", "vlr", 1, true},
	{"src_roles", "msc", 2, true},
	{"src_roles", "smsc", 3, true},
	{"src_roles", "gmlc", 4, true},
	{"src_roles", "hss", 5, true},
	{"src_roles", "mme", 6, true},
	{"src_roles", "sgsn", 7, true},
	{"src_roles", "ggsn", 8, true},
	{"src_roles", "sgw", 9, true},
	{"src_roles", "pgw", 10, true},

	{"src_flags", "reachable", 0, true},

	{"selection_mode", "verified", 0, false},
	{"selection_mode", "by_handset", 1, false},
	{"selection_mode", "by_network", 2, false},

	{"apn_flags", "allowed", 0, true},
	{"apn_flags", "operator_identifier", 1, true},
	{"apn_flags", "operator_identifier_home", 2, true},
	{"apn_flags", "private", 3, true},
	{"apn_flags", "imsi_outside", 4, true},
	{"apn_flags", "wildcard", 5, true},

	{"tcap_package", "unidirectional", 0x61, false},
	{"tcap_package", "begin", 0x62, false},
	{"tcap_package", "end", 0x64, false},
	{"tcap_package", "continue", 0x65, false},
	{"tcap_package", "abort", 0x67, false},

	{"dialogue_pdu", "request", 0x60, false},
	{"dialogue_pdu", "response", 0x61, false},
	{"dialogue_pdu", "abort", 0x64, false},

	{"context_family", "none", 0, false},
	{"context_family", "map", 1, false},
	{"context_family", "cap", 2, false},
	{"context_family", "other", 3, false},

	{"component_type", "invoke", 0xA1, false},
	{"component_type", "last_result", 0xA2, false},
	{"component_type", "error", 0xA3, false},
	{"component_type", "reject", 0xA4, false},
	{"component_type", "result", 0xA7, false},

	{"sm_rp_da", "imsi", 0x80, false},
	{"sm_rp_da", "lmsi", 0x81, false},
	{"sm_rp_da", "service_centre", 0x84, false},
	{"sm_rp_da", "none", 0x85, false},

	{"sm_rp_oa", "msisdn", 0x82, false},
	{"sm_rp_oa", "service_centre", 0x84, false},
	{"sm_rp_oa", "none", 0x85, false},

	{"ss7_flags", "calling_reached", 0, true},
	{"ss7_flags", "transit", 1, true},
	{"ss7_flags", "no_sms", 2, true},
	{"ss7_flags", "other_network", 3, true},
	{"ss7_flags", "other_context", 4, true},
	{"ss7_flags", "affected_home", 5, true},
	{"ss7_flags", "affected_other", 6, true},

	{"numbers.role", "msisdn", 1, false},
	{"numbers.role", "vlr", 2, false},
	{"numbers.role", "msc", 3, false},
	{"numbers.role", "sgsn", 4, false},
	{"numbers.role", "hlr", 5, false},
	{"numbers.role", "gsmscf", 6, false},
	{"numbers.role", "gmlc", 7, false},
	{"numbers.role", "forwarded_to", 8, false},
	{"numbers.role", "service_centre", 9, false},
	{"numbers.role", "called", 10, false},
	{"numbers.role", "calling", 11, false},
	{"numbers.role", "sms_msisdn", 12, false},
	{"numbers.role", "srf", 13, false},
	{"numbers.role", "mlc", 14, false},

	{"diameter_flags", "origin_reached", 0, true},
	{"diameter_flags", "peer_host", 1, true},
	{"diameter_flags", "peer_realm", 2, true},
	{"diameter_flags", "host_in_realm", 3, true},
	{"diameter_flags", "realm_3gpp", 4, true},
	{"diameter_flags", "realm_bad", 5, true},
	{"diameter_flags", "origin_home", 6, true},
	{"diameter_flags", "destination_home", 7, true},
	{"diameter_flags", "destination_host_home", 8, true},
	{"diameter_flags", "session_origin", 9, true},
	{"diameter_flags", "session_home", 10, true},
	{"diameter_flags", "application_agreed", 11, true},
	{"diameter_flags", "hosts_inside", 12, true},
	{"diameter_flags", "route_home", 13, true},
	{"diameter_flags", "route_unknown", 14, true},
	{"diameter_flags", "route_origin", 15, true},
	{"diameter_flags", "mnc_length", 16, true},
	{"diameter_flags", "session_realm", 17, true},

	{"command_flags", "request", 7, true},
	{"command_flags", "proxiable", 6, true},
	{"command_flags", "error", 5, true},
	{"command_flags", "retransmitted", 4, true},

	{"s6a_cancellation", "mme_update", 0, false},
	{"s6a_cancellation", "sgsn_update", 1, false},
	{"s6a_cancellation", "withdrawal", 2, false},
	{"s6a_cancellation", "iwf_update", 3, false},
	{"s6a_cancellation", "initial_attach", 4, false},

	{"routes.flags", "agent", 0, true},
	{"routes.flags", "peer", 1, true},
	{"routes.flags", "home", 2, true},

	{"access_points.flags", "home", 0, true},
	{"access_points.flags", "private", 1, true},

	{"subscription_data", "msisdn", 0, true},
	{"subscription_data", "barring", 1, true},
	{"subscription_data", "access_points", 2, true},
	{"subscription_data", "ambr", 3, true},
	{"subscription_data", "charging", 4, true},
	{"subscription_data", "lcs", 5, true},
	{"subscription_data", "teleservices", 6, true},
	{"subscription_data", "trace", 7, true},
	{"subscription_data", "other", 8, true},
}
