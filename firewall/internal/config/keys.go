package config

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var (
	mode       = enum("mode", []string{"enforce", "observe"}, []Mode{Enforce, Observe})
	filterMode = enum("mode", []string{"enforce", "observe", "off", "shadow"}, []Mode{Enforce, Observe, Off, Shadow})
	onFailure  = enum("policy", []string{"closed", "open"}, []OnFailure{Closed, Open})
	version    = integer[int](1, 1)
	identities = enum("form", []string{"tokens", "clear"}, []Identities{Tokens, Clear})

	e164        = digits("digits", 1, 15)
	imsiPrefix  = digits("digits", 1, 15)
	countryCode = digits("digits", 1, 3)
	mcc         = digits("MCC", 3, 3)
	number32    = integer[uint32](0, 1<<32-1)
	prefixes    = listOf(prefix)
	hosts       = listOf(domain("host"))
	realms      = listOf(domain("realm"))
)

// fileKeys is the top level of the file.
var fileKeys = object[Config]{
	field("version", version, func(c *Config) *int { return &c.Version }, "version of this file format").need(),
	field("mode", mode, func(c *Config) *Mode { return &c.Mode }, "what holds for interconnects that state no mode, and for unknown ones").or("enforce"),
	field("home", homeKeys.codec("mapping"), func(c *Config) *Home { return &c.Home }, "ourselves"),
	field("interconnects", listOf(interconnectKeys.codec("interconnect")), func(c *Config) *[]Interconnect { return &c.Interconnects }, "who is plugged in: carriers, hubs, direct partners"),
	field("operators", listOf(operatorKeys.codec("operator")), func(c *Config) *[]Operator { return &c.Operators }, "who speaks through them"),
	field("links", listOf(linkCodec), func(c *Config) *[]Link { return &c.Links }, "where traffic enters and leaves"),
	field("filters", listOf(filterKeys.codec("filter")), func(c *Config) *[]Filter { return &c.Filters }, "the modules that judge, in order; without this key every built-in filter with its defaults, `[]` is none"),
	field("exceptions", listOf(exceptionKeys.codec("exception")), func(c *Config) *[]Exception { return &c.Exceptions }, "what a reason does not apply to, until a date"),
	field("faults", faultKeys.codec("mapping"), func(c *Config) *Faults { return &c.Faults }, "what becomes of faults in messages"),
	field("unknown_source", action, func(c *Config) *op.Action { return &c.UnknownSource }, "what becomes of messages whose source is in no interconnect").or("drop"),
	field("events", eventKeys.codec("mapping"), func(c *Config) *Events { return &c.Events }, "where events are written"),
	field("state_dir", file, func(c *Config) *string { return &c.StateDir }, "folder of what has to survive a restart").or("state"),
	field("admin", adminKeys.codec("mapping"), func(c *Config) *Admin { return &c.Admin }, "how `portcullis ctl` reaches the running appliance"),
	field("mnc_lengths", mapOf(mcc, integer[int](2, 3)), func(c *Config) *map[op.Digits]int { return &c.MNCLengths }, "digits of the MNC by MCC, over the built-in table"),
	field("positions", mapOf(plmn, latLon), func(c *Config) *map[op.PLMN]LatLon { return &c.Positions }, "where a network is, `[latitude, longitude]` in degrees, over the built-in table"),
}

var homeKeys = object[Home]{
	field("plmns", listOf(plmn), func(h *Home) *[]op.PLMN { return &h.PLMNs }, "our networks, MCC-MNC with two or three MNC digits as written"),
	field("country_codes", listOf(countryCode), func(h *Home) *[]op.Digits { return &h.CountryCodes }, "E.164 country codes of our numbers"),
	field("global_titles", listOf(e164), func(h *Home) *[]op.Digits { return &h.GlobalTitles }, "E.164 prefixes of our nodes; E.214 follows from plmns and country_codes"),
	field("msisdns", listOf(e164), func(h *Home) *[]op.Digits { return &h.MSISDNs }, "our subscribers' number ranges"),
	field("point_codes", listOf(pointCode), func(h *Home) *[]PointCode { return &h.PointCodes }, "our signalling point codes, ITU 3-8-3 or a plain number"),
	field("realms", realms, func(h *Home) *[]string { return &h.Realms }, "our Diameter realms"),
	field("addresses", prefixes, func(h *Home) *[]netip.Prefix { return &h.Addresses }, "our addresses towards interconnects; a message from them goes out, one to them comes in"),
	field("apns", listOf(apn), func(h *Home) *[]string { return &h.APNs }, "our access point names, network identifiers only; none: access point names are not checked"),
	field("private_apns", listOf(apn), func(h *Home) *[]string { return &h.PrivateAPNs }, "those of apns that only a subscription may select; a profile from abroad that opens one is told of"),
	field("apn_imsis", mapOf(apn, listOf(imsiPrefix)), func(h *Home) *map[string][]op.Digits { return &h.APNIMSIs }, "for an access point name, the IMSI prefixes that may use it; one that is not listed is open to all"),
	field("ue_pools", prefixes, func(h *Home) *[]netip.Prefix { return &h.UEPools }, "addresses that our gateways give to subscribers"),
	field("imsi_length", integer[int](6, 15), func(h *Home) *int { return &h.IMSILength }, "digits of our IMSIs").or("15"),
	field("host_aliases", hosts, func(h *Home) *[]string { return &h.HostAliases }, "names that hide our Diameter hosts"),
	field("nodes", listOf(nodeKeys.codec("node")), func(h *Home) *[]Node { return &h.Nodes }, "our nodes and their roles"),
}

var nodeKeys = object[Node]{
	field("name", name, func(n *Node) *string { return &n.Name }, "its name").need(),
	field("roles", flags[Roles]("role", roleNames), func(n *Node) *Roles { return &n.Roles }, "what it is: hlr, vlr, msc, smsc, gmlc, hss, mme, sgsn, ggsn, sgw, pgw"),
	field("global_titles", listOf(e164), func(n *Node) *[]op.Digits { return &n.GlobalTitles }, "its E.164 addresses or prefixes"),
	field("hosts", hosts, func(n *Node) *[]string { return &n.Hosts }, "its Diameter identities"),
	field("addresses", prefixes, func(n *Node) *[]netip.Prefix { return &n.Addresses }, "its addresses, inside home.addresses"),
}

var interconnectKeys = object[Interconnect]{
	field("name", name, func(i *Interconnect) *string { return &i.Name }, "its name in records and commands").need(),
	field("addresses", prefixes, func(i *Interconnect) *[]netip.Prefix { return &i.Addresses }, "source addresses of what comes through it; where interconnects overlap, the longest prefix holds"),
	field("point_codes", listOf(pointCode), func(i *Interconnect) *[]PointCode { return &i.PointCodes }, "its signalling point codes"),
	field("diameter_hosts", hosts, func(i *Interconnect) *[]string { return &i.DiameterHosts }, "Diameter identities of its agents; none: any host in the realms of the operators behind it"),
	field("realms", realms, func(i *Interconnect) *[]string { return &i.Realms }, "realms of its agents"),
	field("routing_contexts", listOf(number32), func(i *Interconnect) *[]uint32 { return &i.RoutingContexts }, "M3UA routing contexts"),
	field("network_indicator", integer[uint8](0, 3), func(i *Interconnect) *uint8 { return &i.NetworkIndicator }, "network indicator of its messages, 0 international").or("0"),
	field("transit", boolean, func(i *Interconnect) *bool { return &i.Transit }, "an STP carrier that keeps point codes or translation types of others").or("false"),
	field("mode", mode, func(i *Interconnect) *Mode { return &i.Mode }, "enforce what filters and faults find, or observe it; default: the file's mode"),
	field("modes", mapOf(protocol, mode), func(i *Interconnect) *map[op.Protocol]Mode { return &i.Modes }, "the mode of single protocols"),
	field("faults", faultKeys.codec("mapping"), func(i *Interconnect) *Faults { return &i.Faults }, "over the file's faults, key by key"),
}

var operatorKeys = object[Operator]{
	field("name", name, func(o *Operator) *string { return &o.Name }, "its name in records and commands; an interconnect's name only if it is plugged in there itself").need(),
	field("via", listOf(name), func(o *Operator) *[]string { return &o.Via }, "the interconnects that it is reached through"),
	field("plmns", listOf(plmn), func(o *Operator) *[]op.PLMN { return &o.PLMNs }, "its networks"),
	field("country_codes", listOf(countryCode), func(o *Operator) *[]op.Digits { return &o.CountryCodes }, "E.164 country codes of its numbers"),
	field("global_titles", listOf(e164), func(o *Operator) *[]op.Digits { return &o.GlobalTitles }, "E.164 prefixes of its nodes"),
	field("msisdns", listOf(e164), func(o *Operator) *[]op.Digits { return &o.MSISDNs }, "its subscribers' number ranges; default: its global_titles"),
	field("realms", realms, func(o *Operator) *[]string { return &o.Realms }, "its Diameter realms"),
	field("gsn_addresses", prefixes, func(o *Operator) *[]netip.Prefix { return &o.GSNAddresses }, "where its SGWs, SGSNs and PGWs live, control and user plane; where operators nest, the longest prefix holds"),
	field("apns", listOf(apn), func(o *Operator) *[]string { return &o.APNs }, "those of home.apns that it may use; empty: all"),
	field("agreements", flags[Agreements]("agreement", agreementNames), func(o *Operator) *Agreements { return &o.Agreements }, "what is off unless agreed: lcs, camel, mnp, camel-open, optimal-routing, mobility, wifi, breakout, trace, prose, sms, mapv1, routing-key, network-requested"),
	field("handover_group", nameOrNone, func(o *Operator) *string { return &o.HandoverGroup }, "operators that name the same group may take over each other's tunnels"),
	field("hub_for", listOf(name), func(o *Operator) *[]string { return &o.HubFor }, "the operators that an SMS or roaming hub speaks for"),
	field("sms", boolean, func(o *Operator) *bool { return &o.SMS }, "false: no short messages from it").or("true"),
	field("applications", listOf(number32), func(o *Operator) *[]uint32 { return &o.Applications }, "Diameter applications beyond 0 and 16777251 (S6a)"),
	field("mode", mode, func(o *Operator) *Mode { return &o.Mode }, "enforce or observe what is found in messages of its addresses, over the interconnect's mode: the way from observing to enforcing, one operator at a time"),
	field("modes", mapOf(protocol, mode), func(o *Operator) *map[op.Protocol]Mode { return &o.Modes }, "the mode of single protocols, over all others"),
	field("faults", faultKeys.codec("mapping"), func(o *Operator) *Faults { return &o.Faults }, "over the file's and the interconnect's faults, key by key"),
}

var filterKeys = object[Filter]{
	field("name", name, func(f *Filter) *string { return &f.Name }, "its name in records, exceptions and commands; not faults or source").need(),
	field("module", file, func(f *Filter) *string { return &f.Module }, "`builtin:NAME`, or the path of a module").need(),
	field("digest", digest, func(f *Filter) *Digest { return &f.Digest }, "SHA-256 of the module; a module from a path needs digest and signature, or unsigned: true"),
	field("signature", file, func(f *Filter) *string { return &f.Signature }, "path of the module's detached signature"),
	field("unsigned", boolean, func(f *Filter) *bool { return &f.Unsigned }, "true: run the module without a signature").or("false"),
	field("mode", filterMode, func(f *Filter) *Mode { return &f.Mode }, "enforce; observe: recorded, never blocking; off: not run; shadow: recorded beside the verdict").or("enforce"),
	field("on_failure", onFailure, func(f *Filter) *OnFailure { return &f.OnFailure }, "closed: an operation on which the filter fails is blocked; open: it passes").or("closed"),
	field("config", anything, func(f *Filter) *any { return &f.Config }, "the filter's own configuration, see `portcullis filter inspect`"),
	field("reasons", mapOf(name, reasonKeys.codec("reason")), func(f *Filter) *map[string]Reason { return &f.Reasons }, "what becomes of single reasons, over the defaults in the filter's manifest"),
}

var reasonKeys = object[Reason]{
	field("action", optional(action), func(x *Reason) *Optional[op.Action] { return &x.Action }, "drop; reject: drop and answer with a cause; flag: record; pass: ignore"),
	field("cause", optional(number32), func(x *Reason) *Optional[uint32] { return &x.Cause }, "cause or result code of the answer when rejecting, for the protocols in which it refuses"),
	field("mode", optional(mode), func(x *Reason) *Optional[Mode] { return &x.Mode }, "observe: record what would have been done"),
}

var exceptionKeys = object[Exception]{
	field("filter", name, func(e *Exception) *string { return &e.Filter }, "name of a filter, or `faults`").need(),
	field("reason", name, func(e *Exception) *string { return &e.Reason }, "one of its reasons, or the name of a fault").need(),
	field("operator", name, func(e *Exception) *string { return &e.Operator }, "who the message claims to be, `home` and `unknown` included; default: anybody"),
	field("match", matchKeys.codec("mapping"), func(e *Exception) *[]Condition { return &e.Match }, "fields of the record, all of which must fit"),
	field("until", date, func(e *Exception) *time.Time { return &e.Until }, "the last day on which it holds, UTC").need(),
	field("note", note, func(e *Exception) *string { return &e.Note }, "why"),
}

var eventKeys = object[Events]{
	field("file", file, func(e *Events) *string { return &e.File }, "file of one JSON object per line, see events.md").or("events.jsonl"),
	field("max_size", size(1<<20, 1<<40), func(e *Events) *int64 { return &e.MaxSize }, "how large the file may become before it is moved aside to FILE.1").or("64MiB"),
	field("keep", integer[int](0, 1000), func(e *Events) *int { return &e.Keep }, "how many older files are kept, FILE.1 being the newest").or("10"),
	field("identities", identities, func(e *Events) *Identities { return &e.Identities }, "tokens: IMSIs and MSISDNs are replaced by tokens under the key in state_dir/token.key; clear: they are written as they are").or("tokens"),
}

var adminKeys = object[Admin]{
	field("socket", file, func(a *Admin) *string { return &a.Socket }, "path of the unix socket, mode 0660; default: portcullis.sock in state_dir"),
	field("group", groupName, func(a *Admin) *string { return &a.Group }, "group of the socket, by name or number: its members may use `portcullis ctl` in full; default: the appliance's own group"),
}

// latLon reads [latitude, longitude].
var latLon = func() codec[LatLon] {
	lat, lon := degrees("latitude", 90), degrees("longitude", 180)
	const allowed = "[latitude, longitude] in degrees, such as [46.95, 7.45]"
	s := schema{"type": "array", "prefixItems": []schema{lat.schema, lon.schema}, "minItems": 2, "maxItems": 2}
	return codec[LatLon]{name: "[latitude, longitude]", allowed: allowed, schema: s, read: func(r *reader, v *value) (p LatLon) {
		if v.kind != list {
			r.shape(v, allowed)
			return p
		}
		if len(v.items) != 2 {
			r.fail(v.at, fmt.Sprintf("has %d numbers", len(v.items)), allowed)
			return p
		}
		return LatLon{lat.read(r, v.items[0]), lon.read(r, v.items[1])}
	}}
}()
