package config

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Config is a configuration file, read and checked. It is not changed after
// Parse. Names are compared as written; realms, hosts and APNs are lower-cased;
// paths are relative to the working directory or absolute.
type Config struct {
	Version       int
	Mode          Mode // of interconnects that state none, and of unknown ones
	Home          Home
	Interconnects []Interconnect // op.ID is the position plus 1
	Operators     []Operator     // op.ID is the position plus 2
	Links         []Link
	Filters       []Filter // nil: every built-in filter with its defaults; empty: none
	Exceptions    []Exception
	Faults        Faults // every class is set
	UnknownSource op.Action
	Events        Events
	StateDir      string
	Admin         Admin
	MNCLengths    map[op.Digits]int  // digits of an MNC by MCC, over the built-in table
	Positions     map[op.PLMN]LatLon // over the built-in table

	name string // of the file
	root *value
	hash [sha256.Size]byte // of the text
}

// Hash is the SHA-256 of the text that was read, in hexadecimal.
func (c *Config) Hash() string { return hex.EncodeToString(c.hash[:]) }

// Mode says what a finding may do to its message.
type Mode uint8

const (
	Enforce Mode = iota + 1
	Observe      // recorded as it would have been
	Off
	Shadow // recorded beside the verdict, never part of it
)

var modeNames = [...]string{"", "enforce", "observe", "off", "shadow"}

// String returns the mode as written in configurations, "" if none is set.
func (m Mode) String() string { return modeNames[m] }

// Home is ourselves.
type Home struct {
	PLMNs        []op.PLMN
	CountryCodes []op.Digits
	GlobalTitles []op.Digits // E.164 prefixes of our nodes
	MSISDNs      []op.Digits // number ranges of our subscribers
	PointCodes   []PointCode
	Realms       []string
	Addresses    []netip.Prefix
	APNs         []string               // network identifiers; op.ID is the position plus 1
	PrivateAPNs  []string               // those of APNs that only a subscription may select
	APNIMSIs     map[string][]op.Digits // IMSI prefixes that may use an APN
	UEPools      []netip.Prefix         // subscribers' addresses
	IMSILength   int                    // digits of our IMSIs
	HostAliases  []string               // names that hide our Diameter hosts
	Nodes        []Node
}

// Node is one of our own network elements.
type Node struct {
	Name         string
	Roles        Roles
	GlobalTitles []op.Digits
	Hosts        []string // Diameter identities
	Addresses    []netip.Prefix
}

// Roles is a bit set, part of the filter ABI (columns src_roles, dst_roles).
type Roles uint16

var roleNames = []string{"hlr", "vlr", "msc", "smsc", "gmlc", "hss", "mme", "sgsn", "ggsn", "sgw", "pgw"}

// Interconnect is who is plugged in: a carrier, a hub, a direct partner.
type Interconnect struct {
	Name             string
	Addresses        []netip.Prefix
	PointCodes       []PointCode
	DiameterHosts    []string
	Realms           []string // of an agent
	RoutingContexts  []uint32
	NetworkIndicator uint8
	Transit          bool // keeps point codes or translation types of others
	Mode             Mode // never zero
	Modes            map[op.Protocol]Mode
	Faults           Faults
}

// ModeOf returns the mode that holds for a protocol.
func (i *Interconnect) ModeOf(p op.Protocol) Mode {
	if m, set := i.Modes[p]; set {
		return m
	}
	return i.Mode
}

// Operator is who claims to speak through interconnects.
type Operator struct {
	Name          string
	Via           []string // interconnects
	PLMNs         []op.PLMN
	CountryCodes  []op.Digits
	GlobalTitles  []op.Digits
	MSISDNs       []op.Digits // number ranges; its global titles if not stated
	Realms        []string
	GSNAddresses  []netip.Prefix
	APNs          []string // of home's that it may use; empty: all
	Agreements    Agreements
	HandoverGroup string // operators of one group may take over each other's tunnels; "" none
	HubFor        []string
	SMS           bool
	Applications  []uint32 // Diameter applications beyond the roaming default
	Mode          Mode     // over that of its interconnects; zero: theirs holds
	Modes         map[op.Protocol]Mode
	Faults        Faults
}

// ModeOf returns the mode that the operator states for a protocol, zero if none.
func (o *Operator) ModeOf(p op.Protocol) Mode {
	if m, set := o.Modes[p]; set {
		return m
	}
	return o.Mode
}

// Agreements is a bit set, part of the filter ABI (column agreements).
type Agreements uint32

// Agreements that the tables of who is who look at; filters know the others too.
const (
	AgreementLCS      Agreements = 1 << 0
	AgreementWiFi     Agreements = 1 << 6
	AgreementBreakout Agreements = 1 << 7
	AgreementSMS      Agreements = 1 << 10
)

var agreementNames = []string{"lcs", "camel", "mnp", "camel-open", "optimal-routing", "mobility", "wifi", "breakout", "trace", "prose", "sms", "mapv1", "routing-key", "network-requested"}

// Filter is a module with its configuration and what becomes of its reasons.
type Filter struct {
	Name      string
	Module    string // builtin:NAME or a path
	Digest    Digest // of a path; zero: not pinned
	Signature string // path of a detached signature
	Unsigned  bool
	Mode      Mode
	OnFailure OnFailure
	Config    any // as a JSON decoder would yield it; nil: none given
	Reasons   map[string]Reason
}

// OnFailure is what becomes of an operation that a filter fails on.
type OnFailure uint8

const (
	Closed OnFailure = iota + 1 // as if the filter had blocked it
	Open                        // as if the filter had nothing to say
)

var onFailureNames = [...]string{"", "closed", "open"}

func (f OnFailure) String() string { return onFailureNames[f] }

// Reason changes what a filter's manifest says of a reason.
type Reason struct {
	Action Optional[op.Action]
	Cause  Optional[uint32]
	Mode   Optional[Mode] // enforce or observe
}

// Exception lifts one reason of one filter for what it matches.
type Exception struct {
	Filter   string
	Reason   string
	Operator string // "" any
	Match    []Condition
	Until    time.Time // the first instant that it no longer covers
	Note     string
}

// Condition compares one field of a record. Exactly one of the value fields is
// set, by the kind of Field.
type Condition struct {
	Field  string // as in records
	Text   string // operation, apn, hosts and realms: lower-cased unless operation
	Digits op.Digits
	Net    netip.Prefix
	Number uint32 // teid, cause, code, application; protocol as op.Protocol
	Prefix bool   // Text or Digits is how the field starts
}

// Faults says what becomes of faults: by class, or by name over the class.
type Faults struct {
	Classes [op.Unknown + 1]Optional[op.Action] // by op.FaultClass
	Names   map[op.FaultCode]op.Action
}

// Over lays f over a wider scope: each class and name that f states wins over
// the same class or name of base.
func (f Faults) Over(base Faults) Faults {
	out := Faults{Classes: base.Classes, Names: make(map[op.FaultCode]op.Action, len(base.Names)+len(f.Names))}
	for i, c := range f.Classes {
		if c.Set {
			out.Classes[i] = c
		}
	}
	for _, names := range []map[op.FaultCode]op.Action{base.Names, f.Names} {
		for code, a := range names {
			out.Names[code] = a
		}
	}
	return out
}

// IsZero reports whether f states nothing.
func (f Faults) IsZero() bool {
	return f.Classes == [op.Unknown + 1]Optional[op.Action]{} && len(f.Names) == 0
}

// Action returns what becomes of a fault: by its name, else by its class. An
// unset class drops.
func (f Faults) Action(code op.FaultCode) op.Action {
	if a, named := f.Names[code]; named {
		return a
	}
	return f.Classes[code.Info().Class].Or(op.ActDrop)
}

// Events is where events are written, and what they tell.
type Events struct {
	File       string
	MaxSize    int64 // octets after which the file is moved aside
	Keep       int   // older files that are kept
	Identities Identities
}

// Identities says how subscribers are named in what a running appliance writes.
type Identities uint8

const (
	Tokens Identities = iota + 1 // equal identities have equal tokens, and none can be read back
	Clear
)

// Admin is how the running appliance is talked to.
type Admin struct {
	Socket string
	Group  string // of the socket, by name or number; "" the process's own
}

// LatLon is a place in degrees.
type LatLon struct{ Lat, Lon float64 }

// The kinds of links.
const (
	LinkGTP    = "gtp"
	LinkSCTP   = "sctp"
	LinkWire   = "wire"
	LinkTap    = "tap"
	LinkReplay = "replay"
)

// Link is where traffic enters and leaves. Which fields are set depends on Kind.
type Link struct {
	Name     string
	Kind     string
	WhenDown string // closed or bypass; gtp, sctp, wire

	Transparent bool     // gtp
	Relay       []Relay  // gtp, when not transparent
	Lanes       int      // gtp
	Inside      string   // interface; transparent gtp, wire
	Outside     string   // interface; transparent gtp, wire
	Profile     string   // wire: null-message
	Interface   string   // tap
	Files       []string // replay: captures

	Protocol   op.Protocol   // sctp: op.ProtoM3UA or op.ProtoDiameter
	OutsideEnd End           // sctp
	InsideEnd  End           // sctp
	Streams    int           // sctp
	Backend    string        // sctp: kernel, udp-encapsulation, tcp
	Hold       time.Duration // sctp: how long a side waits for the other to come back
}

// Relay is one static hop of a relaying GTP link.
type Relay struct {
	Listen, Next netip.AddrPort
	Side         op.Side // that the datagrams received here come from
}

// End is one side of a terminating link: it listens for peers or dials them.
type End struct {
	Listen []netip.Addr // our addresses
	Peers  []netip.Addr // that may connect to Listen; empty: any
	Dial   []netip.Addr // their addresses
	Local  []netip.Addr // ours when dialling; empty: the system's choice
	Port   int          // to listen on, or to dial

	PresentAs PresentAs
	UDP       UDP   // backend udp-encapsulation
	Paths     Paths // backend kernel
}

// PresentAs is who an end shows itself as.
type PresentAs struct {
	Addresses []netip.Addr // in place of Listen or Local, to be bound and named in INIT
	Host      string       // Origin-Host and Origin-Realm of answers that the firewall gives
	Realm     string
}

// UDP are the ports that SCTP is encapsulated in (RFC 6951).
type UDP struct{ Local, Remote int }

// Paths are the parameters of an association's paths (RFC 9260 clause 16); zero is
// the system's own.
type Paths struct {
	RTOInitial, RTOMin, RTOMax time.Duration
	Heartbeat                  time.Duration
	SACKDelay                  time.Duration
	PathMaxRetrans             int
	AssociationMaxRetrans      int
}
