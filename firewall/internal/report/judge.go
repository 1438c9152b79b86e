package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Settings is the configuration as far as a report goes into it.
type Settings struct {
	Operators []string // configured; those without traffic are reported as well

	// Mode returns the mode that holds for a party in a protocol, "" if it is not
	// configured.
	Mode func(kind, name, protocol string) string

	// Doc returns a sentence that says what a reason means.
	Doc func(filter, reason string) string
}

// Enough is how long nothing may have been found for a party to be called
// ready: roaming traffic has a weekly rhythm.
const Enough = 7 * 24 * time.Hour

// exceptionDays is how long a suggested exception holds.
const exceptionDays = 30

// Judge fills in what follows from the counts: modes, states and advice. Now is
// for the dates of suggested exceptions.
func (r *Report) Judge(s Settings, now time.Time) {
	seen := map[string]bool{}
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Kind == Operator {
			seen[p.Name] = true
		}
		for j := range p.Protocols {
			p.Protocols[j].Mode = s.Mode(p.Kind, p.Name, p.Protocols[j].Protocol)
		}
		for j := range p.Reasons {
			p.Reasons[j].Doc = s.Doc(p.Reasons[j].Filter, p.Reasons[j].Reason)
		}
	}
	for _, name := range s.Operators {
		if !seen[name] {
			r.Parties = append(r.Parties, Party{Kind: Operator, Name: name, Protocols: []Protocol{}, Reasons: []Reason{}, Advice: []Advice{}})
		}
	}
	if now.Before(r.Last) {
		now = r.Last // the clock of a mirrored network, or of a capture, may be ahead
	}
	until := now.UTC().AddDate(0, 0, exceptionDays).Format(time.DateOnly)
	for i := range r.Parties {
		p := &r.Parties[i]
		p.State = p.state()
		p.advise(until)
	}
}

func (p *Party) state() State {
	open, gone, blocks := false, false, uint64(0)
	for _, x := range p.Protocols {
		gone = gone || x.Mode == ""
		if x.Mode != modeEnforce {
			open, blocks = true, blocks+x.Blocks
		}
	}
	switch {
	case gone:
		return Gone
	case p.Operations == 0:
		return Unseen
	case !open:
		return Enforced
	case blocks > 0 || p.Lost > 0:
		return Review
	case p.Last.Sub(p.First) < Enough:
		return Early
	}
	return Ready
}

const (
	modeEnforce = "enforce"
	enforceAll  = "mode: " + modeEnforce
)

func (p *Party) advise(until string) {
	if p.State == Gone {
		return
	}
	for i := range p.Reasons {
		r := &p.Reasons[i]
		switch r.Effect {
		case Block:
			p.Advice = append(p.Advice, r.advice(until))
		case Observe:
			p.Advice = append(p.Advice, Advice{When: fmt.Sprintf("%s is only observed by its own mode; whoever is enforced, it blocks nothing", r.name())})
		}
	}
	if p.Lost > 0 {
		p.Advice = append(p.Advice, Advice{When: fmt.Sprintf("%d operations on which something was found were not recorded, for want of time; the reasons have more than it says here", p.Lost)})
	}
	place, besides := p.place()
	enforce := func(when, line string) { p.Advice = append(p.Advice, Advice{when + besides, place, line}) }
	switch p.State {
	case Ready:
		enforce("to enforce", enforceAll)
	case Early:
		enforce("to enforce, when it has been watched for a week or more", enforceAll)
	case Review:
		if clean := p.clean(); clean != "" && p.Lost == 0 {
			enforce("to enforce what has nothing to block so far", clean)
		}
		enforce("to enforce, when no reason above is left that blocks honest traffic", enforceAll)
	}
}

// place is where the mode of the party is written, and who goes by it besides.
func (p *Party) place() (under, besides string) {
	switch p.Kind {
	case Operator:
		return "operators, " + p.Name, ""
	case Interconnect:
		return "interconnects, " + p.Name, ", and with it the operators behind it that state no mode"
	}
	return "the file", ", and with it whoever states no mode"
}

// clean is the line that enforces protocols without anything to block, empty if
// there is none; what nobody has cannot be enforced by protocol.
func (p *Party) clean() string {
	var list []string
	for _, x := range p.Protocols {
		if x.Mode != modeEnforce && x.Blocks == 0 {
			list = append(list, x.Protocol+": "+modeEnforce)
		}
	}
	if len(list) == 0 || p.Kind != Operator && p.Kind != Interconnect {
		return ""
	}
	return "modes: {" + strings.Join(list, ", ") + "}"
}

func (r *Reason) name() string { return r.Protocol + " " + r.Filter + ":" + r.Reason }

// advice says what lifts a reason that honest traffic gave.
func (r *Reason) advice(until string) Advice {
	honest := "if " + r.name() + " is honest traffic"
	c := &r.Common
	switch {
	case r.Filter == "source" && r.Reason == "severed":
		return Advice{When: r.name() + " is a command, which portcullis ctl restore lifts"}
	case r.Filter == "source" && c.Src != "":
		return Advice{honest + ", say whose address it is", "interconnects", "addresses: [" + strconv.Quote(c.Src) + "]"}
	case r.Filter == "source":
		return Advice{When: honest + ", add the addresses of the examples to an interconnect"}
	case r.Reason == "filter-failed":
		return Advice{When: r.name() + " says that the filter failed, which no exception lifts: see what it logs"}
	case r.titled() && c.title() == "" && (c.Operator == "" || c.Operator == Unknown || c.Operator == Home):
		return Advice{When: honest + ": it comes from global titles that no one operator has, each of which needs an exception of its own"}
	case c.Operator == "" && c.Src == "":
		return Advice{When: honest + ": it comes from several addresses in the name of several operators, each of which needs an exception of its own"}
	}
	return Advice{honest + ", until the facts in the configuration say so", "exceptions", r.exception(until)}
}

// titled reports whether global titles, and not addresses, tell who speaks: the
// address is that of a signalling transfer point, one of several that share the
// traffic, and of whoever is behind it.
func (r *Reason) titled() bool {
	return slices.Contains([]string{"sccp", "tcap", "map", "cap"}, r.Protocol)
}

// title is the calling title if an exception can name it: clear, and of digits that
// a configuration can hold.
func (c *Common) title() string {
	if len(c.CallingGT) > 15 || strings.Trim(c.CallingGT, "0123456789") != "" {
		return ""
	}
	return c.CallingGT
}

// exception is the narrowest one that covers all that was seen.
func (r *Reason) exception(until string) string {
	c := &r.Common
	line := "- {filter: " + r.Filter + ", reason: " + r.Reason
	if c.Operator != "" {
		line += ", operator: " + strconv.Quote(c.Operator)
	}
	line += ", match: {protocol: " + r.Protocol
	src, title, host := c.Src, "", ""
	switch {
	case r.titled():
		src, title = "", c.title()
	case r.Protocol == "diameter" && c.OriginHost != "": // the address is an agent's, who speaks for others too
		src, host = "", c.OriginHost
	}
	for _, f := range []struct{ key, value string }{{"operation", c.Operation}, {"src", src}, {"calling_gt", title}, {"origin_host", host}, {"apn", c.APN}} {
		// A "?" in a name stands for what does not print, and "*" would match more.
		if f.value != "" && !strings.ContainsAny(f.value, "?*") {
			line += ", " + f.key + ": " + strconv.Quote(f.value)
		}
	}
	return line + "}, until: " + until + `, note: "..."}`
}
