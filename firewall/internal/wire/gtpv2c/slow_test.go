package gtpv2c

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The slow reader decodes by building a tree, and judges by walking it with the
// tables of the document (testdata), not with the decoder's grammar.

// node is one element of the tree.
type node struct {
	t, instance byte
	offset      int // of the value
	value       []byte
	members     []*node
	truncated   int // offset of what does not fit behind the members, or -1
}

// slowResult is what one message says.
type slowResult struct {
	code, first                byte
	teid, sequence             uint32
	hasTEID, hasSequence       bool
	start, length              int
	faults                     map[string]bool
	index                      []op.IE
	imsi, msisdn, mei          string
	apn                        []byte
	serving, location, apnPLMN string
	cause, rat, mode, ebi      int // -1 when absent
	recovery, pdnType          int
	addr4, addr6               string
	tunnels                    []string
	bearers                    int
	elements                   int  // read so far
	stopped                    bool // at more than the index holds
}

func (r *slowResult) fault(name string) { r.faults[name] = true }

var groupTypes = map[byte]bool{93: true, 109: true, 180: true, 181: true, 191: true, 195: true, 208: true, 209: true, 214: true}

// parseTree reads elements, and their members to the depth that the index has,
// until there are more than the index holds.
func parseTree(b []byte, at, depth int, r *slowResult) (nodes []*node, truncated int) {
	for p := 0; p < len(b) && !r.stopped; {
		if len(b)-p < 4 {
			return nodes, at + p
		}
		if r.stopped = r.elements == op.MaxIEs; r.stopped {
			r.fault("gtp-ie-count")
			return nodes, -1
		}
		n := int(binary.BigEndian.Uint16(b[p+1:]))
		if p+4+n > len(b) {
			return nodes, at + p
		}
		r.elements++
		x := &node{t: b[p], instance: b[p+3] & 15, offset: at + p + 4, value: b[p+4 : p+4+n], truncated: -1}
		if groupTypes[x.t] {
			if depth == 3 {
				r.fault("gtp-depth")
			} else {
				x.members, x.truncated = parseTree(x.value, x.offset, depth+1, r)
			}
		}
		nodes = append(nodes, x)
		p += 4 + n
	}
	return nodes, -1
}

// slowDecode reads the message at an offset and returns it with the offset of
// the message that it carries, or 0.
func slowDecode(data []byte, at int, carrier *slowResult, src, dst uint16) (*slowResult, int) {
	r := &slowResult{faults: map[string]bool{}, start: at, length: len(data) - at, cause: -1, rat: -1, mode: -1, ebi: -1, recovery: -1, pdnType: -1}
	p := data[at:]
	if len(p) < 8 {
		r.fault("gtp-too-short")
		return r, 0
	}
	r.first = p[0]
	if p[0]>>5 != 2 {
		r.fault("gtp-version")
		return r, 0
	}
	r.code = p[1]
	declared, next := 4+int(binary.BigEndian.Uint16(p[2:])), 0
	carries := p[0]&0x10 != 0
	switch {
	case declared > len(p):
		r.fault("gtp-length")
		declared = len(p)
	case declared < len(p) && carries:
		next = at + declared
	case declared < len(p):
		r.fault("gtp-trailing")
	}
	r.length = declared
	if p[0]&3 != 0 {
		r.fault("gtp-spare-bits")
	}
	if hasT := p[0]&8 != 0; hasT != !(r.code >= 1 && r.code <= 3) {
		r.fault("gtp-teid-flag")
	}
	if carries && (next == 0 || carrier != nil || r.code != 33 && r.code != 96) {
		r.fault("gtp-piggyback")
	}
	body := 8
	if p[0]&8 != 0 {
		body = 12
	}
	if len(p) < body {
		r.fault("gtp-too-short")
		return r, next
	}
	if declared < body {
		r.fault("gtp-length")
		return r, next
	}
	if r.hasSequence = true; body == 12 {
		r.teid, r.hasTEID = binary.BigEndian.Uint32(p[4:]), true
	}
	r.sequence = binary.BigEndian.Uint32(p[body-4:]) >> 8
	r.judgeHeader(carrier, src, dst)
	nodes, truncated := parseTree(p[body:declared], at+body, 0, r)
	if truncated >= 0 {
		r.fault("gtp-ie-truncated")
	}
	r.judge(nodes)
	return r, next
}

// known is the role of a message by its name: the standard's words say it (TS
// 29.274 clause 4.2.5).
func known(code byte) string {
	n := Name(code)
	if tables[strconv.Itoa(int(code))] == nil {
		return ""
	}
	for _, suffix := range []string{"Response", "Acknowledge", "Acknowledgement", "FailureIndication", "VersionNotSupportedIndication"} {
		if strings.HasSuffix(n, suffix) && n != "DownlinkDataNotificationFailureIndication" {
			return "reply"
		}
	}
	return "initial"
}

func (r *slowResult) judgeHeader(carrier *slowResult, src, dst uint16) {
	top := r.sequence>>23 == 1
	role, command := known(r.code), r.code == 64 || r.code == 66 || r.code == 68
	triggered := (r.code == 95 || r.code == 97 || r.code == 99) && top
	answer := role != "initial" || triggered || carrier != nil
	if dst != 2123 && !(answer && src == 2123) {
		r.fault("gtp-port")
	}
	free := role == "" || r.code == 3 || r.code >= 95 && r.code <= 100
	if want := command || r.code == 65 || r.code == 67 || r.code == 69; !free && top != want {
		r.fault("gtp-sequence")
	}
	if role == "" {
		r.fault("gtp-message-unknown")
	}
}

// fixedOctets is table 8.1-1 for the types whose lengths are plain numbers
// there, and the always present octets of a few that vectors need.
var fixedOctets = map[byte]int{72: 8, 73: 1, 77: 2, 80: 22, 81: 21, 82: 1, 83: 3, 87: 9, 92: 1, 94: 4, 95: 2, 97: 1, 99: 1, 100: 1, 110: 9, 113: 1, 114: 2,
	115: 6, 124: 9, 126: 2, 127: 1, 128: 1, 135: 1, 138: 3, 140: 1, 141: 2, 143: 1, 144: 2, 145: 8, 146: 1, 147: 4, 148: 1, 149: 1, 150: 1, 152: 1, 153: 1,
	154: 2, 155: 1, 156: 1, 157: 1, 158: 6, 160: 1, 164: 8, 165: 1, 166: 5, 167: 1, 168: 1, 170: 4, 171: 1, 173: 1, 174: 1, 178: 4, 179: 4, 182: 1, 183: 4,
	185: 1, 188: 6, 194: 1, 196: 4, 198: 4, 199: 5, 200: 2, 201: 27, 202: 1, 203: 1, 204: 20, 207: 4, 210: 2, 211: 4, 212: 11, 213: 1, 217: 8, 218: 1, 220: 36, 221: 3}

// varies are the types whose fixed part the table gives as a formula or not at
// all: here the decoder's own number is taken.
func least(t byte) int {
	if n, found := fixedOctets[t]; found {
		return n
	}
	return int(elements[t].fixed)
}

func digits(b []byte) (s string, ok bool) {
	h := hex.EncodeToString(b)
	var out []byte
	for i := 0; i < len(h); i += 2 {
		out = append(out, h[i+1], h[i])
	}
	s = strings.TrimSuffix(string(out), "f")
	return s, regexp.MustCompile(`^[0-9]+$`).MatchString(s)
}

func plmn(b []byte) (s string, ok bool) {
	h := hex.EncodeToString(b[:3])
	s = string([]byte{h[1], h[0], h[3], '-', h[5], h[4], h[2]})
	s = strings.TrimSuffix(s, "f")
	return s, regexp.MustCompile(`^[0-9]{3}-[0-9]{2,3}$`).MatchString(s)
}

// judge applies the tables to the tree.
func (r *slowResult) judge(nodes []*node) {
	path := strconv.Itoa(int(r.code))
	private, strange, echoes := privateOctets(nodes), false, r.code == 1 || r.code == 2
	accepted := known(r.code) != "reply"
	sawCause := false
	for _, x := range nodes {
		if x.t == 2 && x.instance == 0 && !sawCause && len(x.value) >= 2 {
			sawCause = true
			if known(r.code) == "reply" {
				accepted = x.value[0] >= 16 && x.value[0] <= 19
			}
		}
		if x.t == 2 && x.instance == 0 && len(x.value) < 2 {
			sawCause = true
		}
		if x.t == 3 && len(x.value) > 1 {
			strange = true
		}
	}
	missing, stranger := r.level(path, nodes, 0, 0, accepted)
	strange = strange || stranger
	_, hasCause := tables[path][pair{2, 0}]
	if rejected := known(r.code) == "reply" && hasCause && sawCause && !accepted; !rejected && missing && !r.stopped {
		r.fault("gtp-ie-missing")
	}
	r.columns(nodes)
	if echoes {
		if strange || r.length-private > 32 {
			r.fault("gtp-echo-payload")
		}
		if private > 0 {
			r.fault("gtp-private-extension")
		}
		if private > 32 {
			r.fault("gtp-private-extension-oversize")
		}
	}
}

func privateOctets(nodes []*node) (n int) {
	for _, x := range nodes {
		if x.t == 255 && len(x.value) >= 2 {
			n += len(x.value)
		}
		n += privateOctets(x.members)
	}
	return n
}

// level judges one scope: path names its table, "" when it has none. It reports
// whether something mandatory is missing at or below it, and whether something
// is there that does not belong here.
func (r *slowResult) level(path string, nodes []*node, depth, parent int, accepted bool) (missing, stranger bool) {
	rows := tables[path]
	count := map[pair]int{}
	identities := map[string]bool{}
	bearers := 0
	for _, x := range nodes {
		p := pair{x.t, x.instance}
		if _, mm := rows[pair{108, x.instance}]; mm && x.t >= 103 && x.t < 108 {
			p.t = 108 // the kinds of one element
		}
		count[p]++
		entry := op.IE{Type: x.t, Instance: x.instance, Depth: uint8(depth), Parent: uint8(min(parent, 255)), Offset: uint16(x.offset), Length: uint16(len(x.value))}
		r.index = append(r.index, entry)
		position := len(r.index)
		row, listed := rows[p]
		name := IEName(x.t)
		switch {
		case x.t == 255:
		case listed || rows == nil && name != "":
			if count[p] > 1 && rows != nil && !(row.list && !notOnInterconnects[fmt.Sprintf("%s %d.%d", path, x.t, x.instance)]) {
				r.fault("gtp-ie-repeated")
			}
		case name == "":
			r.fault("gtp-ie-unknown")
			stranger = true
		default:
			r.fault("gtp-ie-unexpected")
			stranger = true
			if count[p] > 1 && !standsAgain("", p) && x.t != 254 {
				r.fault("gtp-ie-repeated")
			}
		}
		if len(x.value) < least(x.t) {
			r.fault("gtp-ie-too-short")
			continue
		}
		r.value(x, depth, rows)
		if !groupTypes[x.t] || depth == 3 {
			continue
		}
		if x.truncated >= 0 {
			r.fault("gtp-ie-truncated")
		}
		inner := ""
		if listed {
			inner = fmt.Sprintf("%s/%d.%d", path, x.t, x.instance)
			if tables[inner] == nil {
				inner = ""
			}
		}
		m, s := r.level(inner, x.members, depth+1, position, accepted)
		stranger = stranger || s
		if m {
			// A group's mandatory members count where it is itself mandatory or
			// conditional; under a rejection only causes do.
			if row.presence == "M" || row.presence == "C" {
				missing = missing || accepted
			}
		}
		if x.t == 93 {
			if bearers++; depth == 0 {
				r.bearers++
			}
			r.identity(x, identities)
		}
	}
	for p, row := range rows {
		if row.presence == "M" && count[p] == 0 && (p.t < 103 || p.t > 107) && !(depth > 0 && rejectedGroup(r.code, nodes)) {
			missing = true
		}
	}
	if depth == 0 {
		missing = missing || r.lacksServingNetwork(nodes, count)
		inner := 0
		for _, x := range nodes {
			if groupTypes[x.t] && x.t != 93 {
				inner += contexts(x.members)
			} else if x.t == 93 {
				inner += contexts(x.members)
			}
		}
		if bearers > 15 || inner > 15 {
			r.fault("gtp-bearer-count")
		}
	}
	return missing, stranger
}

// contexts counts the bearer contexts in a tree.
func contexts(nodes []*node) (n int) {
	for _, x := range nodes {
		if x.t == 93 {
			n++
		}
		n += contexts(x.members)
	}
	return n
}

// rejectedGroup: in a response, a group whose first cause rejects needs no more.
func rejectedGroup(code byte, members []*node) bool {
	for _, x := range members {
		if x.t == 2 && len(x.value) >= 2 && x.value[0] != 0 {
			return known(code) == "reply" && (x.value[0] < 16 || x.value[0] > 19)
		}
	}
	return false
}

// lacksServingNetwork: RULES G-10, "on S8 also 83.0".
func (r *slowResult) lacksServingNetwork(nodes []*node, count map[pair]int) bool {
	if r.code != 32 || count[pair{83, 0}] > 0 {
		return false
	}
	for _, x := range nodes {
		if x.t == 87 && x.instance == 0 && wholeFTEID(x.value) {
			return x.value[0]&0x3F == 6
		}
	}
	return false
}

// identity looks for a bearer context of the same kind with the same identity.
func (r *slowResult) identity(x *node, seen map[string]bool) {
	for _, m := range x.members {
		if m.t == 73 && m.instance == 0 && len(m.value) > 0 && m.value[0]&15 != 0 {
			key := fmt.Sprint(x.instance, " ", m.value[0]&15)
			if seen[key] && x.instance < 4 {
				r.fault("gtp-bearer-repeated")
			}
			seen[key] = true
			return
		}
	}
}

func wholeFTEID(v []byte) bool {
	if len(v) < 9 {
		return false
	}
	return len(v) >= map[byte]int{0: 1 << 20, 1: 21, 2: 9, 3: 25}[v[0]>>6]
}

// zeroIPv6 reports whether the address at the end of a whole F-TEID is zero.
func zeroIPv6(v []byte) bool {
	at := 5
	if v[0]&0x80 != 0 {
		at = 9
	}
	return bytes.Equal(v[at:at+16], make([]byte, 16))
}

// value judges one value.
func (r *slowResult) value(x *node, depth int, rows map[pair]row) {
	v := x.value
	bad := func(when bool, name string) {
		if when {
			r.fault(name)
		}
	}
	switch x.t {
	case 1, 219:
		s, ok := digits(v)
		bad(!ok || len(s) < 6 || len(s) > 15, "gtp-digits")
	case 76:
		s, ok := digits(v)
		bad(!ok || len(s) > 15, "gtp-digits")
	case 75:
		s, ok := digits(v)
		bad(!ok, "gtp-digits")
		bad(ok && len(s) != 15 && len(s) != 16, "gtp-ie-form")
	case 2:
		bad(!r.causeFits(v[0], depth, rows), "gtp-cause")
	case 71:
		bad(!regexp.MustCompile(`^(\*|[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*)$`).MatchString(dotted(v)) || len(v) > 100, "gtp-apn")
	case 73:
		bad(v[0]&15 == 0 && (depth == 0 || r.code != 95 && r.code != 96), "gtp-ie-value")
	case 74:
		bad(len(v) != 4 && len(v) != 16, "gtp-ie-value")
	case 79, 99:
		need, found := map[byte]int{1: 5, 2: 18, 3: 22, 4: 1, 5: 1}[v[0]&7]
		bad(!found, "gtp-ie-value")
		bad(x.t == 79 && found && len(v) < need, "gtp-ie-too-short")
	case 82:
		bad(v[0] == 0, "gtp-ie-value")
	case 83:
		_, ok := plmn(v)
		bad(!ok, "gtp-plmn")
	case 84, 85:
		bad(!templateFits(v), "gtp-tft")
	case 86:
		need := 1
		for i, size := range []int{7, 7, 7, 5, 7, 5, 6, 6} {
			if v[0]>>i&1 == 1 {
				need += size
			}
		}
		if len(v) < need {
			r.fault("gtp-ie-too-short")
		} else if need > 1 {
			_, ok := plmn(v[1:])
			bad(!ok, "gtp-plmn")
		}
	case 87:
		bad(!wholeFTEID(v) || v[0]&0x40 != 0 && zeroIPv6(v), "gtp-fteid")
	case 132:
		need, found := map[byte]int{0: 4, 1: 16, 2: 4}[v[0]>>4]
		bad(!found, "gtp-ie-value")
		bad(found && len(v) < 1+need+2*int(v[0]&15), "gtp-ie-too-short")
	}
}

// dotted turns labels into text; "!" stands for what is no list of labels.
func dotted(v []byte) string {
	var labels []string
	for len(v) > 0 {
		n := int(v[0])
		if n == 0 || n >= len(v) || strings.ContainsAny(string(v[1:1+n]), ".!") {
			return "!"
		}
		labels, v = append(labels, string(v[1:1+n])), v[1+n:]
	}
	return strings.Join(labels, ".")
}

// templateFits reads a traffic flow template as a grammar of octets.
func templateFits(v []byte) bool {
	size := map[byte]int{0x10: 8, 0x11: 8, 0x20: 32, 0x21: 17, 0x23: 17, 0x30: 1, 0x40: 2, 0x41: 4, 0x50: 2, 0x51: 4, 0x60: 4, 0x70: 2, 0x80: 3,
		0x81: 6, 0x82: 6, 0x83: 2, 0x84: 2, 0x85: 1, 0x86: 1, 0x87: 2}
	kind, filters, rest := v[0]>>5, int(v[0]&15), v[1:]
	if kind == 0 {
		return true
	}
	if kind == 7 || (kind == 2 || kind == 6) != (filters == 0) {
		return false
	}
	for ; filters > 0; filters-- {
		if kind == 5 {
			if len(rest) < 1 {
				return false
			}
			rest = rest[1:]
			continue
		}
		if len(rest) < 3 || len(rest) < 3+int(rest[2]) {
			return false
		}
		contents := rest[3 : 3+int(rest[2])]
		rest = rest[3+len(contents):]
		for len(contents) > 0 {
			n := size[contents[0]]
			if n == 0 || len(contents) < 1+n {
				return false
			}
			contents = contents[1+n:]
		}
	}
	if v[0]&0x10 == 0 {
		return len(rest) == 0
	}
	for first := true; first || len(rest) > 0; first = false {
		if len(rest) < 2 || len(rest) < 2+int(rest[1]) {
			return false
		}
		rest = rest[2+int(rest[1]):]
	}
	return true
}

// causeFits is RULES G-10 and G-11 for causes.
func (r *slowResult) causeFits(c byte, depth int, rows map[pair]row) bool {
	result, reason := c >= 16 && c <= 19 || c >= 64, c >= 2 && c <= 15
	switch {
	case depth > 0 || known(r.code) == "reply":
		return result
	case known(r.code) == "":
		return true
	case r.code == 36:
		return reason
	case r.code == 99:
		return reason || c >= 64 && r.sequence>>23 == 1
	}
	return rows[pair{2, 0}].name != "" && (reason || c >= 64)
}

// columns reads what the operation's columns hold: the first of every kind.
func (r *slowResult) columns(nodes []*node) {
	seen := map[byte]bool{}
	for _, x := range nodes {
		if x.instance != 0 || seen[x.t] && x.t != 86 {
			continue
		}
		v := x.value
		if seen[x.t] {
			continue
		}
		if x.t == 86 && len(v) > 0 && v[0] == 0 {
			continue // no identity: not the first that says something
		}
		seen[x.t] = true
		if len(v) < least(x.t) {
			continue
		}
		switch x.t {
		case 1:
			if s, ok := digits(v); ok && len(s) >= 6 && len(s) <= 15 {
				r.imsi = s
			}
		case 76:
			if s, ok := digits(v); ok && len(s) <= 15 {
				r.msisdn = s
			}
		case 75:
			if s, ok := digits(v); ok {
				r.mei = s
			}
		case 2:
			r.cause = int(v[0])
		case 3:
			r.recovery = int(v[0])
		case 71:
			r.readAPN(v)
		case 73:
			if v[0]&15 != 0 {
				r.ebi = int(v[0] & 15)
			}
		case 79:
			r.readPAA(v)
		case 82:
			if v[0] != 0 {
				r.rat = int(v[0])
			}
		case 83:
			if s, ok := plmn(v); ok {
				r.serving = s
			}
		case 86:
			if s, ok := plmn(append(slices.Clone(v[1:]), 0xAA, 0xAA, 0xAA)); ok {
				r.location = s
			}
			need := 1
			for i, size := range []int{7, 7, 7, 5, 7, 5, 6, 6} {
				need += int(v[0]>>i&1) * size
			}
			if len(v) < need {
				r.location = ""
			}
		case 128:
			r.mode = int(v[0] & 3)
		}
	}
	r.readTunnels(nodes, 0)
}

func (r *slowResult) readAPN(v []byte) {
	s := dotted(v)
	if len(v) > 100 || !regexp.MustCompile(`^(\*|[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*)$`).MatchString(s) {
		return
	}
	r.apn = v
	if m := regexp.MustCompile(`(?i)(?:^|\.)mnc([0-9]{3})\.mcc([0-9]{3})\.gprs$`).FindStringSubmatch(s); m != nil {
		r.apnPLMN = m[2] + "-" + strings.TrimPrefix(m[1], "0")
	}
}

func (r *slowResult) readPAA(v []byte) {
	need, found := map[byte]int{1: 5, 2: 18, 3: 22, 4: 1, 5: 1}[v[0]&7]
	if !found || len(v) < need {
		return
	}
	r.pdnType = int(v[0] & 7)
	switch r.pdnType {
	case 1:
		r.addr4 = address(v[1:5])
	case 2:
		r.addr6 = address(v[2:18])
	case 3:
		r.addr6, r.addr4 = address(v[2:18]), address(v[18:22])
	}
}

// address prints an address, "" for zeros.
func address(b []byte) string {
	if strings.Trim(string(b), "\x00") == "" {
		return ""
	}
	if len(b) == 4 {
		return op.AddrFrom4(b).String()
	}
	return op.AddrFrom16(b).String()
}

func (r *slowResult) readTunnels(nodes []*node, context int) {
	ebi := byte(0)
	for _, x := range nodes {
		if x.t == 73 && x.instance == 0 && len(x.value) > 0 && ebi == 0 {
			ebi = x.value[0] & 15
		}
	}
	if context == 0 || context == 255 {
		ebi = 0
	}
	for _, x := range nodes {
		if x.t == 87 && wholeFTEID(x.value) {
			v := x.value
			var a4, a6 string
			rest := v[5:]
			if v[0]&0x80 != 0 {
				a4, rest = op.AddrFrom4(rest).String(), rest[4:]
			}
			if v[0]&0x40 != 0 {
				a6 = op.AddrFrom16(rest).String()
			}
			if len(r.tunnels) < op.MaxFTEIDs {
				r.tunnels = append(r.tunnels, fmt.Sprintf("%d.%d in %d bearer %d: %08x %s %s @%d", v[0]&63, x.instance, context, ebi, binary.BigEndian.Uint32(v[1:]), a4, a6, x.offset))
			} else {
				r.fault("gtp-ie-count")
			}
		}
		if x.t == 93 {
			r.readTunnels(x.members, 1+int(x.instance))
		} else {
			r.readTunnels(x.members, 255)
		}
	}
}

// compare decodes a datagram both ways.
func compare(t *testing.T, p []byte, src, dst uint16) {
	t.Helper()
	b := decodePorts(p, src, dst)
	first, next := slowDecode(p, 0, nil, src, dst)
	want := []*slowResult{first}
	if next > 0 {
		second, _ := slowDecode(p, next, first, src, dst)
		if !(first.code == 33 && second.code == 95 || first.code == 96 && second.code == 34) {
			second.fault("gtp-piggyback")
		}
		want = append(want, second)
	}
	if len(b.Ops) != len(want) {
		t.Fatalf("%d operations, want %d\n%x", len(b.Ops), len(want), p)
	}
	for i := range want {
		if got, want := seen(b, &b.Ops[i]), want[i].seen(); got != want {
			t.Errorf("operation %d of %x\n got %s\nwant %s", i, p, got, want)
		}
	}
}

// seen prints what the slow reader found.
func (r *slowResult) seen() string {
	var names []string
	for n := range r.faults {
		names = append(names, n)
	}
	sort.Strings(names)
	teid, sequence := "-", "-"
	if r.hasTEID {
		teid = fmt.Sprint(r.teid)
	}
	if r.hasSequence {
		sequence = fmt.Sprint(r.sequence)
	}
	return fmt.Sprint("code ", r.code, " at ", r.start, "+", r.length, " teid ", teid, " seq ", sequence, " faults ", names, "\n index ", r.index,
		"\n imsi ", r.imsi, " msisdn ", r.msisdn, " mei ", r.mei, " apn ", r.apn, " ", r.apnPLMN, " serving ", r.serving, " location ", r.location,
		" cause ", r.cause, " rat ", r.rat, " mode ", r.mode, " ebi ", r.ebi, " recovery ", r.recovery, " pdn ", r.pdnType, " ", r.addr4, " ", r.addr6,
		" bearers ", r.bearers, "\n tunnels ", strings.Join(r.tunnels, "; "))
}

// seen prints an operation in the same form.
func seen(b *op.Batch, o *op.Operation) string {
	names := strings.Fields(faults(o))
	sort.Strings(names)
	g := &o.GTP
	number := func(col int, v any) any {
		if o.IsPresent(col) {
			return v
		}
		if col == op.ColTEID || col == op.ColSequence {
			return "-"
		}
		return -1
	}
	var apnOctets []byte
	if o.IsPresent(op.ColAPN) {
		apnOctets = b.Bytes(o, g.APN)
	}
	mei := o.MEI.String()
	if _, longer := o.MEI.Len(); longer || o.MEI == 0 && o.IsPresent(op.ColMEI) { // more than op.Digits holds
		for _, x := range b.IEs[g.IEs.First:][:g.IEs.Count] {
			if x.Type == ieMEI && x.Depth == 0 && x.Instance == 0 {
				mei, _ = digits(b.Value(o, x))
				break
			}
		}
	}
	var tunnels []string
	for _, f := range b.FTEIDs[g.FTEIDs.First:][:g.FTEIDs.Count] {
		tunnels = append(tunnels, fmt.Sprintf("%d.%d in %d bearer %d: %08x %s %s @%d", f.Interface, f.Instance, f.Context, f.Bearer, f.TEID, f.Addr4, f.Addr6, f.Offset))
	}
	var index []op.IE
	index = append(index, b.IEs[g.IEs.First:][:g.IEs.Count]...)
	return fmt.Sprint("code ", o.Code, " at ", o.Start, "+", o.Length, " teid ", number(op.ColTEID, g.TEID), " seq ", number(op.ColSequence, g.Sequence), " faults ", names, "\n index ", index,
		"\n imsi ", o.IMSI, " msisdn ", o.MSISDN, " mei ", mei, " apn ", apnOctets, " ", g.APNPLMN, " serving ", g.ServingPLMN, " location ", g.LocationPLMN,
		" cause ", number(op.ColCause, g.Cause), " rat ", number(op.ColRAT, g.RAT), " mode ", number(op.ColSelectionMode, g.SelectionMode), " ebi ", number(op.ColEBI, g.EBI),
		" recovery ", number(op.ColRecovery, g.Recovery), " pdn ", number(op.ColPDNType, g.PDNType), " ", g.UserAddr4, " ", g.UserAddr6,
		" bearers ", g.Bearers, "\n tunnels ", strings.Join(tunnels, "; "))
}

// Presence bits and values agree: what is present is not invalid, and what is
// neither is zero.
func consistent(t *testing.T, o *op.Operation) {
	t.Helper()
	for w := range o.Present {
		if o.Present[w]&o.Invalid[w] != 0 && o.Present[w]&o.Invalid[w] != 1<<(op.ColFTEIDs&63) {
			t.Errorf("columns both present and invalid: %x", o.Present[w]&o.Invalid[w])
		}
	}
	if !o.IsPresent(op.ColIMSI) && o.IMSI != 0 || !o.IsPresent(op.ColRAT) && o.GTP.RAT != 0 || !o.IsPresent(op.ColAPN) && o.GTP.APN != (op.Span{}) {
		t.Error("a value without its presence bit")
	}
}

func TestSlowReaderAgreesOnVectors(t *testing.T) {
	for _, p := range seeds() {
		compare(t, p, 50000, Port)
		compare(t, p, Port, 50000)
	}
}

func TestOperationEquality(t *testing.T) {
	// The same octets give the same operation, whatever stood in the batch before.
	b := &op.Batch{}
	for _, p := range seeds() {
		fresh := decode(p)
		b.Reset()
		for range 3 {
			m := b.AddMessage()
			m.Payload, m.SrcPort, m.DstPort = p, 50000, Port
			Decode(b, p)
		}
		last := b.Ops[len(b.Ops)-len(fresh.Ops):]
		for i := range fresh.Ops {
			if seen(b, &last[i]) != seen(fresh, &fresh.Ops[i]) || !reflect.DeepEqual(last[i].Present, fresh.Ops[i].Present) {
				t.Errorf("%x is decoded differently in a used batch", p)
			}
		}
	}
}
