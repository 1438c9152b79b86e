package chain

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// load returns one of the test guests of package guest.
func load(t testing.TB, name string) *guest.Module {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("..", "guest", "testdata", "filter", name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := guest.Load(context.Background(), name, wasm, guest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// policy enforces the reasons of modules, each dropping when it blocks.
func policy(modules ...*guest.Module) *Policy {
	p := &Policy{UnknownSource: op.ActPass, Faults: FaultScopes{Sets: [][]*Faults{{{}}}}}
	for _, m := range modules {
		f := Filter{Name: m.Name(), Failed: Reason{Name: "filter-failed", OnBlock: op.ActDrop, OnFlag: op.ActFlag}}
		for _, r := range m.Manifest().Reasons {
			f.Reasons = append(f.Reasons, Reason{Name: r.Name, OnBlock: op.ActDrop, OnFlag: op.ActFlag})
		}
		p.Filters = append(p.Filters, f)
	}
	return p
}

func judge(t testing.TB, p *Policy, size int, modules ...*guest.Module) *Judge {
	t.Helper()
	var slots []*guest.Slot
	for _, m := range modules {
		tlv, err := m.CompileConfig(nil)
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.NewSlot(context.Background(), tlv)
		if err != nil {
			t.Fatal(err)
		}
		slots = append(slots, s)
	}
	j := NewJudge(p, nil, slots, size)
	t.Cleanup(j.Close)
	return j
}

// messages is a batch with one message per list of operation codes.
func messages(codes ...[]uint32) *op.Batch {
	b := &op.Batch{}
	for i, list := range codes {
		m := b.AddMessage()
		m.Frame, m.Direction, m.Transport = int32(i+1), op.In, 17
		for _, c := range list {
			b.AddOp(op.ProtoGTPv2).Code = c
		}
	}
	return b
}

// told lists what was found, one string per operation.
func told(j *Judge, b *op.Batch) (list []string) {
	for i := range b.Ops {
		text := ""
		j.Findings(i, func(f *Finding) {
			text += fmt.Sprintf("%s:%s=%s/%s ", j.policy.SourceName(f.Source), j.policy.ReasonName(f.Source, f.Reason), f.Action, f.Mode)
		})
		list = append(list, text)
	}
	return list
}

func TestStrictestOperationRulesItsMessageOnly(t *testing.T) {
	m := load(t, "code") // blocks 4 and 9, flags odd codes
	j := judge(t, policy(m), 64, m)
	b := messages([]uint32{6}, []uint32{3, 4}, []uint32{6, 8}, []uint32{9})
	var got []op.Action
	for _, r := range j.Judge(b) {
		got = append(got, r.Action)
	}
	if want := []op.Action{op.ActPass, op.ActDrop, op.ActPass, op.ActDrop}; !slices.Equal(got, want) {
		t.Errorf("rulings are %v, not %v", got, want)
	}
	want := []string{"", "code:code-odd=flag/enforce ", "code:code-listed=drop/enforce ", "", "", "code:code-listed=drop/enforce code:code-odd=flag/enforce "}
	if got := told(j, b); !slices.Equal(got, want) {
		t.Errorf("findings are %q, not %q", got, want)
	}
	if o := j.Outcome(1); o.Action != op.ActFlag {
		t.Errorf("the flagged operation beside a blocked one has the outcome %v", o)
	}
}

func TestAnExceptionLiftsOneReasonAndNoOther(t *testing.T) {
	m := load(t, "code")
	day := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	p := policy(m)
	p.Filters[0].Reasons[0].Exceptions = []Exception{{
		Operator: 2, UntilNS: day.UnixNano(),
		Match: []Matcher{func(_ *op.Batch, o *op.Operation) bool { return o.IMSI == 7 }},
	}}
	j := judge(t, p, 64, m)
	b := messages([]uint32{9}, []uint32{9}, []uint32{9}, []uint32{9})
	for i := range b.Ops {
		b.Ops[i].Operator, b.Ops[i].IMSI = 2, 7
		b.Messages[i].TimeNS = day.UnixNano() - 1
	}
	b.Ops[1].Operator = 3
	b.Ops[2].IMSI = 8
	b.Messages[3].TimeNS = day.UnixNano()
	var got []op.Action
	for _, r := range j.Judge(b) {
		got = append(got, r.Action)
	}
	if want := []op.Action{op.ActPass, op.ActDrop, op.ActDrop, op.ActDrop}; !slices.Equal(got, want) {
		t.Errorf("rulings are %v, not %v: covered, another operator, no match, expired", got, want)
	}
	if o := j.Outcome(0); o.Action != op.ActFlag || o.Reason != 1 {
		t.Errorf("the other reason is gone: %+v", o)
	}
}

func TestModes(t *testing.T) {
	m := load(t, "code")
	for _, c := range []struct {
		name    string
		set     func(*Policy)
		ruling  op.Action
		verdict op.Action
		mode    Mode
	}{
		{"enforce", func(*Policy) {}, op.ActDrop, op.ActDrop, Enforce},
		{"reason observed", func(p *Policy) { p.Filters[0].Reasons[0].Mode = Observe }, op.ActPass, op.ActDrop, Observe},
		{"interconnect observed", func(p *Policy) { p.Modes.Peer = []uint32{0, 1 << op.ProtoGTPv2} }, op.ActPass, op.ActDrop, Observe},
		{"another protocol observed", func(p *Policy) { p.Modes.Peer = []uint32{0, 1 << op.ProtoGTPv1} }, op.ActDrop, op.ActDrop, Enforce},
		{"operator observed", func(p *Policy) { p.Modes.Owner, p.Modes.Stated = gtpv2Of(3), gtpv2Of(3) }, op.ActPass, op.ActDrop, Observe},
		{"operator enforced over its interconnect", func(p *Policy) {
			p.Modes = Modes{Peer: gtpv2Of(1), Owner: make([]uint32, 4), Stated: gtpv2Of(3)}
		}, op.ActDrop, op.ActDrop, Enforce},
		{"another operator observed", func(p *Policy) { p.Modes.Owner, p.Modes.Stated = gtpv2Of(2), gtpv2Of(2) }, op.ActDrop, op.ActDrop, Enforce},
		{"shadow", func(p *Policy) { p.Filters[0].Reasons[0].Mode = Shadow }, op.ActPass, op.ActPass, Enforce},
		{"action flag", func(p *Policy) { p.Filters[0].Reasons[0].OnBlock = op.ActFlag }, op.ActPass, op.ActFlag, Enforce},
		{"action pass", func(p *Policy) { p.Filters[0].Reasons[0].OnBlock = op.ActPass }, op.ActPass, op.ActPass, Enforce},
		{"action reject, of what has no answer", func(p *Policy) { p.Filters[0].Reasons[0].OnBlock = op.ActReject }, op.ActDrop, op.ActReject, Enforce},
	} {
		p := policy(m)
		c.set(p)
		j := judge(t, p, 64, m)
		b := messages([]uint32{4})
		b.Messages[0].Interconnect, b.Messages[0].SrcOwner, b.Ops[0].Kind = 1, 3, op.KindRequest
		if r := j.Judge(b)[0]; r.Action != c.ruling {
			t.Errorf("%s: the ruling is %v, not %v", c.name, r.Action, c.ruling)
		}
		if o := j.Outcome(0); o.Action != c.verdict || o.Mode != c.mode {
			t.Errorf("%s: the outcome is %v in mode %v, not %v in %v", c.name, o.Action, o.Mode, c.verdict, c.mode)
		}
	}
}

// What can be answered is rejected, with the cause of the reason that decides.
func TestRejectsWhatCanBeAnswered(t *testing.T) {
	m := load(t, "code")
	p := policy(m)
	p.Filters[0].Reasons[1].OnFlag, p.Filters[0].Reasons[1].Cause[op.ProtoGTPv2] = op.ActReject, 93
	j := judge(t, p, 64, m)
	for _, sourcePort := range []uint16{0, 2123} { // nothing can be sent to port 0
		b := messages([]uint32{95}) // Create Bearer Request
		o := &b.Ops[0]
		o.Kind = op.KindRequest
		o.Has(op.ColTEID)
		o.Has(op.ColSequence)
		b.FTEIDs = []op.FTEID{{TEID: 7}}
		o.GTP.FTEIDs.Count = 1
		b.Messages[0].Src, b.Messages[0].SrcPort, b.Messages[0].Payload = op.AddrFrom4([]byte{198, 51, 100, 7}), sourcePort, make([]byte, 64)
		want := op.Ruling{Action: op.ActReject, Cause: 93}
		if sourcePort == 0 {
			want.Action = op.ActDrop
		}
		if r := j.Judge(b)[0]; r != want {
			t.Errorf("from port %d the ruling is %+v, not %+v", sourcePort, r, want)
		}
	}
}

// A ruling says which of several operations decided.
func TestComponentOfARuling(t *testing.T) {
	m := load(t, "code")
	p := policy(m)
	p.Filters[0].Reasons[1].OnFlag = op.ActDrop
	j := judge(t, p, 64, m)
	b := messages([]uint32{0, 95})
	b.Ops[1].Component = 1
	if r := j.Judge(b)[0]; r != (op.Ruling{Action: op.ActDrop, Component: 1}) {
		t.Errorf("%+v", r)
	}
}

// gtpv2Of is a list of protocol sets with GTPv2 at one place.
func gtpv2Of(id int) []uint32 {
	list := make([]uint32, id+1)
	list[id] = 1 << op.ProtoGTPv2
	return list
}

func TestOperationsThatFailAloneGetTheFailurePolicy(t *testing.T) {
	m := load(t, "misbehave") // does what the code of the first row says
	for _, code := range []uint32{1, 2, 3, 4, 5, 7, 8} {
		j := judge(t, policy(m), 64, m)
		b := messages([]uint32{code}, []uint32{0}, []uint32{0, 0})
		rulings := j.Judge(b)
		if got := told(j, b); got[0] != "guest:filter-failed=drop/enforce " || got[1]+got[2]+got[3] != "" {
			t.Errorf("code %d: findings are %q", code, got)
		}
		if rulings[0].Action != op.ActDrop || rulings[1].Action != op.ActPass || rulings[2].Action != op.ActPass {
			t.Errorf("code %d: rulings are %v", code, rulings)
		}
		if again := j.Judge(messages([]uint32{0})); again[0].Action != op.ActPass {
			t.Errorf("code %d: the filter does not recover", code)
		}
	}
}

func TestEveryKindOfColumnReachesTheGuest(t *testing.T) {
	m := load(t, "kinds")
	want := []string{"guest:lacks-column", "guest:teid-seven guest:apn-three guest:source guest:imsi guest:plmn guest:lacks-column guest:address"}
	for _, size := range []int{1, 2, 64} {
		j := judge(t, policy(m), size, m)
		b := messages([]uint32{1}, []uint32{1})
		b.FTEIDs = append(b.FTEIDs, op.FTEID{TEID: 1}, op.FTEID{TEID: 2}, op.FTEID{TEID: 7, Addr4: op.AddrFrom4([]byte{198, 51, 113, 9})})
		b.Ops[0].GTP.FTEIDs = op.Range{First: 0, Count: 2}
		o := &b.Ops[1]
		o.GTP.FTEIDs = op.Range{First: 2, Count: 1}
		b.Messages[1].Payload = []byte{9, 9, 3, 'i', 'm', 's', 9}
		b.Messages[1].Src = op.AddrFrom4([]byte{192, 0, 2, 1})
		o.GTP.APN = op.Span{Off: 2, Len: 4}
		o.IMSI, _ = op.ParseDigits("00101")
		o.GTP.ServingPLMN, _ = op.ParsePLMN("001-01")
		j.Judge(b)
		for i := range want {
			text := ""
			j.Findings(i, func(f *Finding) {
				if text != "" {
					text += " "
				}
				text += j.policy.SourceName(f.Source) + ":" + j.policy.ReasonName(f.Source, f.Reason)
			})
			if text != want[i] {
				t.Errorf("size %d, row %d: the guest saw %q, not %q", size, i, text, want[i])
			}
		}
	}
}

// TestFullTables: child rows and octets that do not fit one call go into the
// next, and what the guest sees of each operation stays the same.
func TestFullTables(t *testing.T) {
	m := load(t, "kinds")
	b := &op.Batch{}
	for i := range 64 {
		msg := b.AddMessage()
		msg.Direction, msg.Payload = op.In, append(make([]byte, 4000), 3, 'i', 'm', 's')
		first := len(b.FTEIDs)
		for range op.MaxFTEIDs {
			b.FTEIDs = append(b.FTEIDs, op.FTEID{TEID: 1})
		}
		if i%3 == 0 {
			b.FTEIDs[len(b.FTEIDs)-1].TEID = 7
		}
		o := b.AddOp(op.ProtoGTPv2)
		o.GTP.FTEIDs = op.Range{First: uint16(first), Count: op.MaxFTEIDs}
		o.GTP.APN = op.Span{Off: 0, Len: 4004}
		if i%2 == 0 {
			o.GTP.APN = op.Span{Off: 4000, Len: 4}
		}
	}
	one, many := judge(t, policy(m), 1, m), judge(t, policy(m), 64, m)
	one.Judge(b)
	many.Judge(b)
	if a, z := told(one, b), told(many, b); !slices.Equal(a, z) {
		t.Errorf("one by one the guest says\n%q\nand in a batch\n%q", a, z)
	}
}

func TestFaultsAndUnknownSources(t *testing.T) {
	p := policy()
	p.UnknownSource = op.ActDrop
	strict := Faults{op.GTPLength: op.ActDrop, op.GTPIEUnknown: op.ActFlag, op.NotSignaling: op.ActFlag}
	lenient := strict
	lenient[op.GTPLength] = op.ActFlag
	p.Faults = FaultScopes{Peer: []uint16{2: 1}, Owner: []uint16{5: 1}, Sets: [][]*Faults{{&strict, &strict}, {&lenient, &strict}}}
	p.FaultsExcept = map[op.FaultCode][]Exception{op.GTPLength: {{Operator: 9}}}
	j := judge(t, p, 64)
	b := &op.Batch{}
	add := func(ic, operator op.ID, faults ...op.FaultCode) {
		m := b.AddMessage()
		m.Interconnect, m.SrcOwner, m.Direction = ic, operator, op.In
		o := b.AddOp(op.ProtoGTPv2)
		o.Operator, o.SrcOwner = operator, operator
		for _, f := range faults {
			o.Faults.Add(f, 1)
		}
	}
	add(1, 3)
	add(0, 0)
	add(1, 3, op.GTPLength, op.GTPIEUnknown)
	add(2, 3, op.GTPLength)
	add(2, 5, op.GTPLength)
	add(1, 9, op.GTPLength)
	m := b.AddMessage()
	m.Interconnect, m.Direction = 1, op.In
	m.Faults.Add(op.NotSignaling, 0)
	out := b.AddMessage()
	out.Direction = op.Out
	rulings := j.Judge(b)
	want := []string{"", "source:unknown-source=drop/enforce ", "faults:gtp-length=drop/enforce faults:gtp-ie-unknown=flag/enforce ",
		"faults:gtp-length=flag/enforce ", "faults:gtp-length=drop/enforce ", "faults:gtp-length=drop/enforce "}
	if got := told(j, b); !slices.Equal(got, want) {
		t.Errorf("findings are\n%q, not\n%q", got, want)
	}
	var actions []op.Action
	for _, r := range rulings {
		actions = append(actions, r.Action)
	}
	pass, drop := op.ActPass, op.ActDrop
	if want := []op.Action{pass, drop, drop, pass, drop, pass, pass, pass}; !slices.Equal(actions, want) {
		t.Errorf("rulings are %v, not %v", actions, want)
	}
	if o := j.MessageOutcome(6); o.Action != op.ActFlag {
		t.Errorf("the message without operations has the outcome %+v", o)
	}
	if j.Notable(b, 0) || !j.Notable(b, 1) || !j.Notable(b, 6) || j.Notable(b, 7) {
		t.Error("what is notable is wrong")
	}
}

func TestJudgeDoesNotAllocate(t *testing.T) {
	m, kinds := load(t, "code"), load(t, "kinds")
	p := policy(m, kinds)
	p.FaultsExcept = map[op.FaultCode][]Exception{op.GTPLength: {{Match: []Matcher{func(*op.Batch, *op.Operation) bool { return false }}}}}
	p.Faults.Sets[0][0][op.GTPLength] = op.ActDrop
	j := judge(t, p, sdk.Capacity, m, kinds)
	var codes [][]uint32
	for i := range uint32(64) {
		codes = append(codes, []uint32{i})
	}
	b := messages(codes...)
	b.Ops[5].Faults.Add(op.GTPLength, 1)
	b.AddMessage().Faults.Add(op.GTPLength, 0)
	// The count is the process's: spare instances are still being made beside
	// the first attempts. What judging allocates would show in every one.
	n := testing.AllocsPerRun(100, func() { j.Judge(b) })
	for range 10 {
		n = min(n, testing.AllocsPerRun(100, func() { j.Judge(b) }))
	}
	if n != 0 {
		t.Errorf("judging a batch allocates %v times", n)
	}
}
