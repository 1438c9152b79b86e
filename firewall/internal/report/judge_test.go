package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

const week = 7 * 24 * 3600

// now is the day on which reports of these tests are asked for.
var now = start.AddDate(0, 0, 30)

func TestStates(t *testing.T) {
	user := func(r *evidence.Record) { r.Protocol = "gtpu" }
	for name, c := range map[string]struct {
		settings Settings
		records  []*evidence.Record
		want     State
	}{
		"clean for a week":        {observing(), []*evidence.Record{record(0), record(week)}, Ready},
		"clean for less":          {observing(), []*evidence.Record{record(0), record(week - 1)}, Early},
		"something blocks":        {observing(), []*evidence.Record{record(0), record(week, blocks("x"))}, Review},
		"observed by its own":     {observing(), []*evidence.Record{record(0), record(week, blocks("x"), onlyObserved)}, Ready},
		"enforced":                {observing("operator partner-a gtpv2"), []*evidence.Record{record(0, blocks("x"), enforced)}, Enforced},
		"enforced in a part":      {observing("operator partner-a gtpv2"), []*evidence.Record{record(0, blocks("x"), enforced), record(week, user)}, Ready},
		"blocks in the rest":      {observing("operator partner-a gtpv2"), []*evidence.Record{record(0), record(week, user, blocks("x"))}, Review},
		"no longer in the config": {Settings{Mode: func(string, string, string) string { return "" }, Doc: observing().Doc}, []*evidence.Record{record(0, blocks("x"))}, Gone},
	} {
		r := add(c.records...).Report()
		r.Judge(c.settings, now)
		if p := r.party(t, Operator, "partner-a"); p.State != c.want || (p.State == Gone) != (len(p.Advice) == 0) && p.State != Enforced {
			t.Errorf("%s: %s, %+v", name, p.State, p.Advice)
		}
	}
	r := add().Report()
	r.Judge(observing(), now)
	if p := r.party(t, Operator, "partner-b"); p.State != Unseen || len(p.Advice) != 0 {
		t.Errorf("without traffic: %+v", p)
	}
}

// advice returns what is advised to partner-a, or to the first party.
func advice(t *testing.T, s Settings, list ...*evidence.Record) []string {
	t.Helper()
	r := add(list...).Report()
	r.Judge(s, now)
	var lines []string
	for _, a := range r.Parties[0].Advice {
		lines = append(lines, fmt.Sprintf("%s|%s|%s", a.When, a.Under, a.Line))
	}
	return lines
}

func TestAdvice(t *testing.T) {
	user := func(r *evidence.Record) { r.Protocol = "gtpu" }
	fromHost := func(filter, reason string) func(*evidence.Record) {
		return func(r *evidence.Record) {
			blocks(reason)(r)
			r.Filter, r.Rollout.Filter = filter, filter
		}
	}
	apn := func(name string) func(*evidence.Record) { return func(r *evidence.Record) { r.APN = name } }
	claims := func(name string) func(*evidence.Record) { return func(r *evidence.Record) { r.Operator = name } }
	const until = `, until: 2026-03-06, note: "..."}`
	for name, c := range map[string]struct {
		records []*evidence.Record
		want    string // a part of one line
	}{
		"ready":                {[]*evidence.Record{record(0), record(week)}, "to enforce|operators, partner-a|mode: enforce"},
		"early":                {[]*evidence.Record{record(0)}, "watched for a week or more|operators, partner-a|mode: enforce"},
		"review":               {[]*evidence.Record{record(0, blocks("x"))}, "no reason above is left that blocks honest traffic|operators, partner-a|mode: enforce"},
		"a clean part":         {[]*evidence.Record{record(0, blocks("x")), record(1, user)}, "nothing to block so far|operators, partner-a|modes: {gtpu: enforce}"},
		"an interconnect":      {[]*evidence.Record{record(0, at("unknown", "ipx-1"))}, "behind it that state no mode|interconnects, ipx-1|mode: enforce"},
		"nobody":               {[]*evidence.Record{record(0, at("unknown", "unknown"))}, "whoever states no mode|the file|mode: enforce"},
		"an exception":         {[]*evidence.Record{record(0, blocks("x"))}, `|exceptions|- {filter: spoofguard, reason: x, operator: "partner-a", match: {protocol: gtpv2, operation: "CreateSessionRequest", src: "198.51.100.7"}` + until},
		"its access point":     {[]*evidence.Record{record(0, blocks("x"), apn(`a"b`))}, `src: "198.51.100.7", apn: "a\"b"}` + until},
		"an odd access point":  {[]*evidence.Record{record(0, blocks("x"), apn("in*net"))}, `src: "198.51.100.7"}` + until},
		"several sources":      {[]*evidence.Record{record(0, blocks("x")), record(1, blocks("x"), from("198.51.100.8"))}, `operator: "partner-a", match: {protocol: gtpv2, operation: "CreateSessionRequest"}` + until},
		"several names":        {[]*evidence.Record{record(0, blocks("x")), record(1, blocks("x"), claims("partner-b"))}, `reason: x, match: {protocol: gtpv2, operation: "CreateSessionRequest", src: "198.51.100.7"}` + until},
		"both":                 {[]*evidence.Record{record(0, blocks("x")), record(1, blocks("x"), claims("partner-b"), from("198.51.100.8"))}, "each of which needs an exception of its own||"},
		"an unknown source":    {[]*evidence.Record{record(0, fromHost("source", "unknown-source"))}, `whose address it is|interconnects|addresses: ["198.51.100.7"]`},
		"unknown sources":      {[]*evidence.Record{record(0, fromHost("source", "unknown-source")), record(1, fromHost("source", "unknown-source"), from("203.0.113.9"))}, "add the addresses of the examples to an interconnect||"},
		"severed":              {[]*evidence.Record{record(0, fromHost("source", "severed"), enforced)}, "portcullis ctl restore lifts||"},
		"a filter that failed": {[]*evidence.Record{record(0, fromHost("opgate", "filter-failed"))}, "which no exception lifts"},
		"its own mode":         {[]*evidence.Record{record(0, blocks("x"), onlyObserved)}, "gtpv2 spoofguard:x is only observed by its own mode"},
	} {
		lines := advice(t, observing(), c.records...)
		if !strings.Contains(strings.Join(lines, "\n")+"\n", c.want) {
			t.Errorf("%s: %q is missing in\n%s", name, c.want, strings.Join(lines, "\n"))
		}
	}
	if lines := advice(t, observing(), record(0, at("unknown", "unknown"), blocks("x")), record(1, at("unknown", "unknown"), user)); strings.Contains(strings.Join(lines, ""), "modes:") {
		t.Errorf("the file has no modes: %q", lines)
	}
}

// With Diameter the address is an agent's: what is advised names the host, where there
// is one.
func TestAdviceOnHosts(t *testing.T) {
	host := func(name string) func(*evidence.Record) {
		return func(r *evidence.Record) {
			r.Protocol, r.Operation, r.Operator, r.OriginHost = "diameter", "UpdateLocationRequest", "partner-a", name
			blocks("x")(r)
		}
	}
	const until = `, until: 2026-03-06, note: "..."}`
	for name, c := range map[string]struct {
		records []*evidence.Record
		want    string
	}{
		"one host":  {[]*evidence.Record{record(0, host("mme1.example")), record(1, host("mme1.example"), from("198.51.100.8"))}, `match: {protocol: diameter, operation: "UpdateLocationRequest", origin_host: "mme1.example"}` + until},
		"two hosts": {[]*evidence.Record{record(0, host("mme1.example")), record(1, host("mme2.example"), from("198.51.100.8"))}, `match: {protocol: diameter, operation: "UpdateLocationRequest"}` + until},
		"no host":   {[]*evidence.Record{record(0, host(""), from("198.51.100.8"))}, `match: {protocol: diameter, operation: "UpdateLocationRequest", src: "198.51.100.8"}` + until},
		"a pattern": {[]*evidence.Record{record(0, host("mme*"), from("198.51.100.8"))}, `match: {protocol: diameter, operation: "UpdateLocationRequest"}` + until},
	} {
		if lines := strings.Join(advice(t, observing(), c.records...), "\n"); !strings.Contains(lines, c.want) {
			t.Errorf("%s: %q is missing in\n%s", name, c.want, lines)
		}
	}
}

// With SS7 the address is a signalling transfer point's: the calling title tells who
// speaks, and what is advised lifts nothing for whoever else is behind that address.
func TestAdviceOnTitles(t *testing.T) {
	title := func(operator, gt string) func(*evidence.Record) {
		return func(r *evidence.Record) {
			r.Protocol, r.Operation, r.Operator, r.CallingGT = "map", "updateLocation", operator, gt
			blocks("x")(r)
		}
	}
	const (
		until = `, until: 2026-03-06, note: "..."}`
		none  = "global titles that no one operator has, each of which needs an exception of its own||"
	)
	for name, c := range map[string]struct {
		records []*evidence.Record
		want    string
	}{
		"one title":         {[]*evidence.Record{record(0, title("partner-a", "99970000007")), record(1, title("partner-a", "99970000007"), from("198.51.100.8"))}, `operator: "partner-a", match: {protocol: map, operation: "updateLocation", calling_gt: "99970000007"}` + until},
		"titles of one":     {[]*evidence.Record{record(0, title("partner-a", "99970000007")), record(1, title("partner-a", "99970000008"))}, `operator: "partner-a", match: {protocol: map, operation: "updateLocation"}` + until},
		"a token":           {[]*evidence.Record{record(0, title("partner-a", "t:5f0c"))}, `operator: "partner-a", match: {protocol: map, operation: "updateLocation"}` + until},
		"nobody's title":    {[]*evidence.Record{record(0, title("unknown", "99888000007"))}, `operator: "unknown", match: {protocol: map, operation: "updateLocation", calling_gt: "99888000007"}` + until},
		"nobody's titles":   {[]*evidence.Record{record(0, title("unknown", "99888000007")), record(1, title("unknown", "99888000008"))}, none},
		"titles of ours":    {[]*evidence.Record{record(0, title("home", "99901000006")), record(1, title("home", "99901000007"))}, none},
		"several operators": {[]*evidence.Record{record(0, title("partner-a", "99970000007")), record(1, title("partner-b", "99971000007"))}, none},
		"too long a title":  {[]*evidence.Record{record(0, title("unknown", "9988800000712345"))}, none},
	} {
		lines := strings.Join(advice(t, observing(), c.records...), "\n") + "\n"
		if !strings.Contains(lines, c.want) || strings.Contains(lines, "src:") {
			t.Errorf("%s: %q is missing in\n%s", name, c.want, lines)
		}
	}
	r := add(record(0, title("partner-a", "99970000007")), record(1, title("partner-a", "99970000008")), record(2, title("partner-a", "99970000008"), from("198.51.100.8"))).Report()
	if got := r.Parties[0].Reasons[0]; got.Sources != 2 || len(got.Examples) != 3 {
		t.Errorf("%d sources, %d examples", got.Sources, len(got.Examples))
	}
}

// The date of an exception is ahead of the traffic and of the calendar.
func TestExceptionDate(t *testing.T) {
	for day, want := range map[int]string{0: "2026-03-06", 60: "2026-04-05"} {
		line := strings.Join(advice(t, observing(), record(day*24*3600, blocks("x"))), "\n")
		if !strings.Contains(line, "until: "+want) {
			t.Errorf("traffic of day %d: %s", day, line)
		}
	}
	if start.Add(Enough) != start.Add(week*time.Second) {
		t.Error("enough is another time than these tests take it for")
	}
}
