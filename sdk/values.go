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
}
