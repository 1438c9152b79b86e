package diameter

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// This file is a second decoder, slow and plain: it reads the lists once more by
// other means, makes a tree of the whole command, and then asks the tree one
// question after the other, in the words of the standard. It shares no code with the
// first, and the tests compare the two on any octets.

type slowDefinition struct {
	name, typ string
	most      int // -1 any
}

type slowRule struct{ must, many bool }

type slowFormat map[string]slowRule

var (
	slowAVPs     = map[[2]uint32]slowDefinition{}
	slowGroups   = map[string]slowFormat{}
	slowCommands = map[string]slowFormat{} // "16777251 316 request"
	slowApps     = map[uint32]string{}     // what a User-Name is
	slowCodes    = map[uint32]bool{}
)

var (
	slowToken  = regexp.MustCompile(`(\*?)([<{\[])([^>}\]]+)[>}\]]`)
	slowNumber = regexp.MustCompile(`^\d+$`)
)

func init() {
	vendor := uint64(0)
	for _, line := range strings.Split(avpText, "\n") {
		f := strings.Fields(line)
		if len(f) > 1 && f[0] == "vendor" {
			vendor, _ = strconv.ParseUint(f[1], 10, 32)
		} else if len(f) > 2 && f[0] != "#" {
			code, _ := strconv.ParseUint(f[0], 10, 32)
			x := slowDefinition{f[1], f[2], -1}
			if last := f[len(f)-1]; len(f) > 3 && slowNumber.MatchString(last) {
				x.most, _ = strconv.Atoi(last)
			}
			slowAVPs[[2]uint32{uint32(vendor), uint32(code)}] = x
		}
	}
	for _, part := range regexp.MustCompile(`(?m)^(\S+):((?:.|\n )*)`).FindAllStringSubmatch(groupText, -1) {
		slowGroups[part[1]] = slowParse(part[2])
	}
	app, code := "", ""
	for _, part := range regexp.MustCompile(`(?m)^(application (\d+) \S+ ?(\S*)|(\d+) \S+|  (request|answer)((?:.|\n    )*))$`).FindAllStringSubmatch(commandText, -1) {
		switch {
		case part[2] != "":
			n, _ := strconv.ParseUint(part[2], 10, 32)
			app, slowApps[uint32(n)] = part[2], part[3]
		case part[4] != "":
			code = part[4]
			n, _ := strconv.ParseUint(code, 10, 32)
			slowCodes[uint32(n)] = true
		default:
			slowCommands[strings.TrimSpace(app+" "+code+" "+part[5])] = slowParse(part[6])
		}
	}
}

func slowParse(text string) slowFormat {
	f := slowFormat{}
	for _, m := range slowToken.FindAllStringSubmatch(text, -1) {
		f[m[3]] = slowRule{must: m[2] != "[", many: m[1] != ""}
	}
	return f
}

// slowAVP is a node of the tree.
type slowAVP struct {
	code, vendor uint32
	flags        byte
	hasVendor    bool
	at           int // of the data
	data         []byte
	known        bool
	slowDefinition
	members []slowAVP
	index   int // among those of its name in the same place
}

// slow is what the second decoder makes of a message.
type slow struct {
	faults  map[op.FaultCode]bool
	avps    []slowAVP
	count   int
	full    bool
	whole   bool // the top level was read to its end
	columns map[string]string

	code, app uint32
	isRequest bool
	format    slowFormat
}

func number4(b []byte) uint32 {
	return uint32(b[0])<<24 + uint32(b[1])<<16 + uint32(b[2])<<8 + uint32(b[3])
}

func number3(b []byte) int { return int(b[0])*65536 + int(b[1])*256 + int(b[2]) }

func slowly(p []byte) *slow {
	s := &slow{faults: map[op.FaultCode]bool{}, columns: map[string]string{}}
	if len(p) < 20 {
		s.faults[op.DiameterLength] = true
		return s
	}
	if p[0] != 1 {
		s.faults[op.DiameterVersion] = true
		return s
	}
	s.code, s.app, s.isRequest = uint32(number3(p[5:])), number4(p[8:]), p[4] >= 128
	s.columns["header"] = fmt.Sprint(p[4], s.code, s.app, number4(p[12:]), number4(p[16:]), s.isRequest)
	s.faults[op.DiameterFlags] = p[4]%16 != 0
	s.faults[op.DiameterErrorRequest] = s.isRequest && p[4]/32%2 == 1
	end := number3(p[1:])
	switch {
	case end%4 != 0, end < 20, end > len(p):
		s.faults[op.DiameterLength] = true
		end = len(p)
	case end < len(p):
		s.faults[op.DiameterTrailing] = true
	}
	_, knownApp := slowApps[s.app]
	side := map[bool]string{true: "request", false: "answer"}[s.isRequest]
	s.format = slowCommands[fmt.Sprint(s.app, " ", s.code, " ", side)]
	if s.format == nil {
		s.faults[op.DiameterApplicationUnknown] = !knownApp
		s.faults[op.DiameterCommandUnknown] = knownApp || !slowCodes[s.code]
	}
	common := slowCommands[side]
	s.avps, s.whole = s.read(p[:end], 20, end, 0, false, func(name string) (bool, bool) {
		if r, found := s.format[name]; found {
			return true, r.many
		}
		r, found := common[name]
		if found && !slices.Contains(singles, name) {
			return true, r.many
		}
		return found || s.format == nil, !slices.Contains(singles, name)
	})
	s.judge()
	return s
}

// read makes the tree of p[at:end]. rule says whether an AVP may be there, and there
// again; lenient, that what a group holds is not listed.
func (s *slow) read(p []byte, at, end, depth int, lenient bool, rule func(string) (may, many bool)) (list []slowAVP, whole bool) {
	seen := map[string]int{}
	for at < end {
		if end-at < 8 {
			s.faults[op.DiameterAVPLength] = true
			return list, false
		}
		a := slowAVP{code: number4(p[at:]), flags: p[at+4], at: at + 8}
		n := number3(p[at+5:])
		if a.hasVendor = a.flags >= 128; a.hasVendor {
			if a.at = at + 12; end-at >= 12 {
				a.vendor = number4(p[at+8:])
			}
		}
		padded := n
		for padded%4 != 0 {
			padded++
		}
		if at+n < a.at || at+padded > end {
			s.faults[op.DiameterAVPLength] = true
			return list, false
		}
		for _, o := range p[at+n : at+padded] {
			if o != 0 {
				s.faults[op.DiameterAVPPadding] = true
			}
		}
		if a.flags%32 != 0 {
			s.faults[op.DiameterAVPFlags] = true
		}
		if s.count++; s.count > 2048 || depth == 0 && len(list) == 256 {
			s.faults[op.DiameterAVPCount] = true
			s.full = true
			return list, false
		}
		a.data = p[a.at : at+n]
		a.slowDefinition, a.known = slowAVPs[[2]uint32{a.vendor, a.code}]
		switch {
		case a.known:
			a.index = seen[a.name]
			seen[a.name]++
			may, many := rule(a.name)
			if !may {
				s.faults[op.DiameterAVPUnexpected] = true
			}
			if a.index > 0 && !many {
				s.faults[op.DiameterAVPRepeated] = true
			}
		case !a.hasVendor && slowAVPs[[2]uint32{10415, a.code}].name != "":
			s.faults[op.DiameterAVPVendor] = true
		case a.flags/64%2 == 1 && !lenient:
			s.faults[op.DiameterAVPMandatory] = true
		}
		switch {
		case !a.hasVendor:
		case depth == 0 && slices.Contains([]uint32{1, 263, 264, 283, 293, 296}, a.code):
			s.faults[op.DiameterAVPLookalike] = true
		case a.vendor == 0:
			s.faults[op.DiameterAVPFlags] = true
		}
		if a.typ == "Grouped" && a.name != "Failed-AVP" && len(a.data) > 0 {
			if depth == 8 {
				s.faults[op.DiameterDepth] = true
			} else {
				format := slowGroups[a.name]
				a.members, _ = s.read(p, a.at, at+n, depth+1, format == nil, func(name string) (bool, bool) {
					r, found := format[name]
					return found || format == nil, r.many || !found
				})
			}
		}
		if list = append(list, a); s.full {
			return list, false
		}
		at += padded
	}
	return list, true
}

var slowName = regexp.MustCompile(`^([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?$`)

// fits: the data has the size and form of its type.
func (a *slowAVP) fits() bool {
	n := len(a.data)
	switch a.typ {
	case "Unsigned32", "Integer32", "Float32", "Enumerated", "Time":
		return n == 4 && (a.most < 0 || number4(a.data) <= uint32(a.most))
	case "Unsigned64", "Integer64", "Float64":
		return n == 8
	case "DiameterURI":
		return n > 0
	case "DiameterIdentity":
		return n > 0 && (a.vendor != 0 || n <= 256 && slowName.Match(a.data))
	case "Address":
		return n >= 2 && (a.data[0] != 0 || a.data[1] != 1 || n == 6) && (a.data[0] != 0 || a.data[1] != 2 || n == 18)
	}
	return true
}

// judge checks every value, and fills the columns.
func (s *slow) judge() {
	s.values(s.avps)
	first := map[string]bool{}
	routes, hosts, apps, ids := 0, 0, 0, 0
	limited := func(n *int, most int) bool {
		if *n++; *n > most {
			s.faults[op.DiameterLimit] = true
		}
		return *n <= most
	}
	application := func(a *slowAVP, where string, kind int) {
		n := number4(a.data)
		if s.code == 257 {
			if limited(&apps, 64) {
				s.columns["applications"] += fmt.Sprint(n, "/", kind, "@", a.at, " ")
			}
			return
		}
		if n != s.app {
			s.faults[op.DiameterApplicationMismatch] = true
		}
		if _, there := s.columns[where]; !there {
			s.columns[where] = fmt.Sprint(n)
		}
	}
	for i := range s.avps {
		a := &s.avps[i]
		s.columns["avps"] += fmt.Sprint(a.code, "/", a.vendor, "/", a.flags, "@", a.at, "+", len(a.data), " ")
		if !a.known || !a.fits() {
			continue
		}
		again := first[a.name]
		if a.typ == "Grouped" {
			s.group(a, application)
			continue
		}
		first[a.name] = true
		switch a.name {
		case "Auth-Application-Id":
			if s.code != 257 && s.columns["auth is acct"] != "" {
				delete(s.columns, "auth")
				delete(s.columns, "auth is acct")
			}
			application(a, "auth", 1)
			continue
		case "Acct-Application-Id":
			if _, there := s.columns["auth"]; !there && s.code != 257 {
				s.columns["auth is acct"] = "yes"
			}
			application(a, "auth", 2)
			continue
		case "Route-Record":
			if limited(&routes, 64) {
				s.columns["routes"] += string(a.data) + " "
			}
			continue
		case "Host-IP-Address":
			if limited(&hosts, 32) {
				s.columns["hosts"] += fmt.Sprintf("%x ", a.data)
			}
			continue
		case "User-Id":
			if !regexp.MustCompile(`^[0-9]{1,15}$`).Match(a.data) {
				s.faults[op.DiameterDigits] = true
			} else if limited(&ids, 256) {
				s.columns["ids"] += string(a.data) + " "
			}
			continue
		case "Reset-ID", "Redirect-Host":
			n, _ := strconv.Atoi(s.columns[a.name])
			s.columns[a.name] = fmt.Sprint(min(n+1, 255))
			continue
		case "IMEI":
			s.imei(a)
			continue
		}
		if a.index > 0 || again {
			continue
		}
		switch a.name {
		case "Session-Id", "User-Name":
			if len(a.data) == 0 || strings.Contains(string(a.data), "\x00") || !utf8.Valid(a.data) {
				s.faults[op.DiameterAVPValue] = true
			} else {
				s.columns[a.name] = string(a.data)
			}
			if a.name == "Session-Id" && i != 0 {
				s.faults[op.DiameterSessionOrder] = true
			}
			if a.name == "User-Name" {
				s.imsi(a, slowApps[s.app])
			}
		case "Origin-Host", "Origin-Realm", "Destination-Host", "Destination-Realm":
			s.columns[a.name] = string(a.data)
		case "Result-Code", "RAT-Type", "ULR-Flags", "IDR-Flags", "NOR-Flags", "Cancellation-Type":
			s.columns[a.name] = fmt.Sprint(number4(a.data))
		case "MSISDN":
			s.msisdn(a)
		case "Visited-PLMN-Id":
			s.plmn(a)
		}
	}
	s.whether()
}

// values checks the types of all AVPs.
func (s *slow) values(list []slowAVP) {
	for i := range list {
		a := &list[i]
		if a.known && a.typ != "Grouped" && !a.fits() {
			if a.typ == "DiameterIdentity" && a.vendor == 0 {
				s.faults[op.DiameterIdentity] = true
			} else {
				s.faults[op.DiameterAVPValue] = true
			}
		}
		s.values(a.members)
	}
}

// group reads what of a group at top level is a column.
func (s *slow) group(a *slowAVP, application func(*slowAVP, string, int)) {
	if a.name == "Proxy-Info" {
		n, _ := strconv.Atoi(s.columns[a.name])
		s.columns[a.name] = fmt.Sprint(min(n+1, 255))
	}
	if a.index > 0 && a.name != "Vendor-Specific-Application-Id" {
		return
	}
	vectors := map[string]string{"Requested-EUTRAN-Authentication-Info": "eutran", "Requested-UTRAN-GERAN-Authentication-Info": "utran"}[a.name]
	if vectors != "" {
		s.columns[vectors] = "1"
	}
	if a.name == "Subscription-Data" {
		s.columns["subscription"] = fmt.Sprint(slowHolds(a.members))
		s.accessPoints(a.members)
	}
	for i := range a.members {
		x := &a.members[i]
		if !x.known || !x.fits() || x.index > 0 {
			continue
		}
		switch a.name + " " + x.name {
		case "Vendor-Specific-Application-Id Auth-Application-Id":
			application(x, "vendor", 3)
		case "Vendor-Specific-Application-Id Acct-Application-Id":
			application(x, "vendor", 4)
		case "Experimental-Result Vendor-Id":
			s.columns["experimental vendor"] = fmt.Sprint(number4(x.data))
		case "Experimental-Result Experimental-Result-Code":
			s.columns["experimental"] = fmt.Sprint(number4(x.data))
		case "Requested-EUTRAN-Authentication-Info Number-Of-Requested-Vectors", "Requested-UTRAN-GERAN-Authentication-Info Number-Of-Requested-Vectors":
			s.columns[vectors] = fmt.Sprint(number4(x.data))
		case "User-Identifier User-Name":
			s.imsi(x, "imsi")
		case "User-Identifier MSISDN":
			s.msisdn(x)
		case "Terminal-Information IMEI":
			s.imei(x)
		}
	}
}

// accessPoints lists the names of access points in Subscription-Data.
func (s *slow) accessPoints(members []slowAVP) {
	n := 0
	walk := func(list []slowAVP, names string, do func(slowAVP)) {
		for _, x := range list {
			if x.known && slices.Contains(strings.Fields(names), x.name) {
				do(x)
			}
		}
	}
	walk(members, "APN-Configuration-Profile GPRS-Subscription-Data", func(profile slowAVP) {
		walk(profile.members, "APN-Configuration PDP-Context", func(point slowAVP) {
			walk(point.members, "Service-Selection", func(x slowAVP) {
				if x.index > 0 {
					return
				}
				if n++; n > 128 {
					s.faults[op.DiameterLimit] = true
					return
				}
				s.columns["access points"] += string(x.data) + " "
			})
		})
	})
}

// slowHolds is what Subscription-Data holds, by the names of its members.
func slowHolds(members []slowAVP) (holds uint64) {
	kinds := []string{"MSISDN A-MSISDN", "Operator-Determined-Barring HPLMN-ODB Subscriber-Status Access-Restriction-Data",
		"APN-Configuration-Profile GPRS-Subscription-Data APN-OI-Replacement", "AMBR", "3GPP-Charging-Characteristics", "LCS-Info",
		"Teleservice-List Call-Barring-Info", "Trace-Data"}
	for _, x := range members {
		if !x.known {
			continue
		}
		bit := uint64(1) << len(kinds)
		for i, names := range kinds {
			if slices.Contains(strings.Fields(names), x.name) {
				bit = 1 << i
			}
		}
		holds |= bit
	}
	return holds
}

var (
	slowIMSI = regexp.MustCompile(`^[0-9]{14,15}$`)
	slowRoot = regexp.MustCompile(`^[016]([0-9]{14,15})@`)
)

func (s *slow) imsi(a *slowAVP, form string) {
	if _, there := s.columns["imsi"]; there {
		return
	}
	switch m := slowRoot.FindSubmatch(a.data); {
	case slowIMSI.Match(a.data):
		s.columns["imsi"] = string(a.data)
	case form == "imsi":
		s.faults[op.DiameterDigits] = true
	case m != nil && form != "":
		s.columns["imsi"] = string(m[1])
	}
}

func (s *slow) msisdn(a *slowAVP) {
	if _, there := s.columns["msisdn"]; there {
		return
	}
	hex := ""
	for _, o := range a.data {
		hex += string("0123456789abcdef"[o%16]) + string("0123456789abcdef"[o/16])
	}
	if hex = strings.TrimSuffix(hex, "f"); !regexp.MustCompile(`^[0-9]{1,15}$`).MatchString(hex) {
		s.faults[op.DiameterDigits] = true
		return
	}
	s.columns["msisdn"] = hex
}

func (s *slow) imei(a *slowAVP) {
	if _, there := s.columns["imei"]; !there && regexp.MustCompile(`^[0-9]{14,16}$`).Match(a.data) {
		s.columns["imei"] = string(a.data[:min(len(a.data), 15)])
		if len(a.data) == 16 {
			s.columns["imei"] += "+"
		}
	}
}

func (s *slow) plmn(a *slowAVP) {
	hex := fmt.Sprintf("%x", a.data)
	if !regexp.MustCompile(`^[0-9]{2}[0-9f][0-9][0-9]{2}$`).MatchString(hex) {
		s.faults[op.DiameterPLMN] = true
		return
	}
	s.columns["plmn"] = string([]byte{hex[1], hex[0], hex[3], '-', hex[5], hex[4]}) + strings.Trim(hex[2:3], "f")
}

// whether asks for what has to be there.
func (s *slow) whether() {
	there := map[string]bool{}
	for _, a := range s.avps {
		there[a.name] = there[a.name] || a.known
	}
	result, isResult := s.columns["Result-Code"]
	experimental, isExperimental := s.columns["experimental"]
	bad := func(name string) bool { // there, and not read
		return slices.ContainsFunc(s.avps, func(a slowAVP) bool { return a.known && a.name == name && !a.fits() })
	}
	s.faults[op.DiameterResults] = !s.isRequest && (isResult || bad("Result-Code")) == (isExperimental)
	if !s.whole {
		return
	}
	success := len(result) == 4 && result[0] == '2' || len(experimental) == 4 && experimental[0] == '2'
	_, host := s.columns["Origin-Host"]
	_, realm := s.columns["Origin-Realm"]
	for name, r := range s.format {
		if r.must && !there[name] && (s.isRequest || success || !host || !realm) {
			s.faults[op.DiameterAVPMissing] = true
		}
	}
}

// String is the set of faults, as the decoder's tests write it.
func (s *slow) String() string {
	var names []string
	for c, is := range s.faults {
		if is {
			names = append(names, c.String())
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
