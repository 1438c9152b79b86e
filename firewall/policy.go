package firewall

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/filters"
	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// builtinFilters is the chain of a configuration that does not name one: every
// built-in filter with default actions, failing closed.
func builtinFilters() (list []config.Filter) {
	for _, name := range filters.Names() {
		list = append(list, config.Filter{Name: name, Module: builtinPrefix + name, Mode: config.Enforce, OnFailure: config.Closed})
	}
	return list
}

// compilePolicy turns configuration and manifests into what the judge needs.
func compilePolicy(cfg *config.Config, loaded []*filter, names *resolve.Tables) (*chain.Policy, []Warning) {
	p := &chain.Policy{
		FaultsExcept:  map[op.FaultCode][]chain.Exception{},
		UnknownSource: cfg.UnknownSource,
	}
	c := compiler{cfg: cfg, policy: p, names: names}
	c.faults()
	c.modes()
	for i, f := range loaded {
		c.filter(i, f)
	}
	c.exceptions()
	return p, c.warnings
}

type compiler struct {
	cfg      *config.Config
	policy   *chain.Policy
	names    *resolve.Tables
	warnings []Warning
}

func (c *compiler) warn(pointer, what, allowed string) {
	c.warnings = append(c.warnings, c.cfg.Problem(pointer, what, allowed))
}

// faults lays the operator's settings over the interconnect's, and these over
// the file's, key by key.
func (c *compiler) faults() {
	scopes := &c.policy.Faults
	peers, owners := []config.Faults{{}}, []config.Faults{{}}
	scope := func(f config.Faults, list *[]config.Faults) uint16 {
		if f.IsZero() {
			return 0
		}
		*list = append(*list, f)
		return uint16(len(*list) - 1)
	}
	scopes.Peer, scopes.Owner = []uint16{0}, []uint16{0, 0}
	for i := range c.cfg.Interconnects {
		scopes.Peer = append(scopes.Peer, scope(c.cfg.Interconnects[i].Faults, &peers))
	}
	for i := range c.cfg.Operators {
		scopes.Owner = append(scopes.Owner, scope(c.cfg.Operators[i].Faults, &owners))
	}
	for _, peer := range peers {
		var row []*chain.Faults
		for _, owner := range owners {
			row = append(row, faultActions(owner.Over(peer.Over(c.cfg.Faults))))
		}
		scopes.Sets = append(scopes.Sets, row)
	}
}

func faultActions(f config.Faults) *chain.Faults {
	t := &chain.Faults{}
	for code := range t {
		if op.FaultCode(code).Info().Name != "" {
			t[code] = f.Action(op.FaultCode(code))
		}
	}
	return t
}

// modes notes for each interconnect, and for unknown ones at index 0, the
// protocols that are only observed, and for each operator those for which it
// states a mode of its own.
func (c *compiler) modes() {
	in := func(modeOf func(op.Protocol) config.Mode, wanted ...config.Mode) (set uint32) {
		for p := op.ProtoNone; p <= op.ProtoIP; p++ {
			if slices.Contains(wanted, modeOf(p)) {
				set |= 1 << p
			}
		}
		return set
	}
	m := &c.policy.Modes
	m.Peer = append(m.Peer, in(func(op.Protocol) config.Mode { return c.cfg.Mode }, config.Observe))
	for i := range c.cfg.Interconnects {
		m.Peer = append(m.Peer, in(c.cfg.Interconnects[i].ModeOf, config.Observe))
	}
	m.Owner, m.Stated = make([]uint32, 2), make([]uint32, 2) // nobody and home state none
	for i := range c.cfg.Operators {
		modeOf := c.cfg.Operators[i].ModeOf
		m.Owner = append(m.Owner, in(modeOf, config.Observe))
		m.Stated = append(m.Stated, in(modeOf, config.Observe, config.Enforce))
	}
}

var chainModes = map[config.Mode]chain.Mode{config.Enforce: chain.Enforce, config.Observe: chain.Observe, config.Shadow: chain.Shadow}

// filter compiles the reasons of one filter.
func (c *compiler) filter(index int, f *filter) {
	if f.Mode == config.Off {
		return
	}
	out := chain.Filter{Name: f.Name}
	out.Failed = chain.Reason{Name: "filter-failed", OnBlock: op.ActDrop, OnFlag: op.ActFlag, Mode: chainModes[f.Mode]}
	if f.OnFailure == config.Open {
		out.Failed.OnBlock = op.ActFlag
	}
	manifest := f.module.Manifest()
	for _, r := range manifest.Reasons {
		out.Reasons = append(out.Reasons, compileReason(r, f.Reasons[r.Name], f.Mode))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Reasons)) {
		if _, ok := manifest.ReasonIndex(name); !ok {
			c.warn(fmt.Sprintf("/filters/%d/reasons/%s", index, name),
				fmt.Sprintf("module %s gives no such reason, so this has no effect", manifest.Name), strings.Join(reasonNames(manifest), ", "))
		}
	}
	c.causes(index, f)
	c.policy.Filters = append(c.policy.Filters, out)
}

func compileReason(r guest.Reasoned, set config.Reason, mode config.Mode) chain.Reason {
	block, _ := op.ActionByName(r.Action)
	out := chain.Reason{Name: r.Name, OnBlock: block, OnFlag: op.ActFlag, Mode: chainModes[set.Mode.Or(mode)]}
	if mode == config.Shadow {
		out.Mode = chain.Shadow
	}
	if set.Action.Set {
		out.OnBlock, out.OnFlag = set.Action.Value, set.Action.Value
	}
	for name, cause := range r.Cause {
		if p, ok := op.ProtocolByName(name); ok {
			out.Cause[p] = uint32(cause)
		}
	}
	// The two versions of GTP number their causes apart, so a setting for a reason
	// that both give rules the one where it is a refusal (TS 29.060 clause 7.7.1,
	// TS 29.274 table 8.4-1): 16 and 128 there mean that the request was accepted.
	if set.Cause.Set {
		for p := range out.Cause {
			if wire.Refuses(op.Protocol(p), set.Cause.Value) {
				out.Cause[p] = set.Cause.Value
			}
		}
	}
	return out
}

// causes warns of a cause that none of the module's protocols refuses with.
func (c *compiler) causes(index int, f *filter) {
	manifest := f.module.Manifest()
	for _, name := range slices.Sorted(maps.Keys(f.Reasons)) {
		set := f.Reasons[name]
		may := func(protocol string) bool {
			p, ok := op.ProtocolByName(protocol)
			return ok && wire.Refuses(p, set.Cause.Value)
		}
		if set.Cause.Set && !slices.ContainsFunc(manifest.Protocols, may) {
			c.warn(fmt.Sprintf("/filters/%d/reasons/%s/cause", index, name),
				fmt.Sprintf("%d is no cause of rejection in %s, so this has no effect", set.Cause.Value, strings.Join(manifest.Protocols, " or ")),
				"a cause with which the protocol's answers reject")
		}
	}
}

func reasonNames(m *guest.Manifest) (names []string) {
	for _, r := range m.Reasons {
		names = append(names, r.Name)
	}
	return names
}

// exceptions attaches each exception to the reason or fault that it lifts.
func (c *compiler) exceptions() {
	for i, e := range c.cfg.Exceptions {
		x := chain.Exception{UntilNS: untilNS(e), Match: matchers(e.Match)}
		if e.Operator != "" {
			x.Operator, _ = c.names.Operator(e.Operator) // config has checked the name
			x.Nobody = x.Operator == 0
		}
		if !c.attach(e, x) && !c.alreadyWarned(e.Filter) {
			c.warn(fmt.Sprintf("/exceptions/%d", i),
				fmt.Sprintf("no loaded filter %s gives a reason %s, so this exception has no effect", e.Filter, e.Reason), "a filter and reason that check lists")
		}
	}
}

// alreadyWarned reports a filter that the file's own list lacks: reading the
// file has said so.
func (c *compiler) alreadyWarned(name string) bool {
	return c.cfg.Filters != nil && !slices.ContainsFunc(c.cfg.Filters, func(f config.Filter) bool { return f.Name == name })
}

func (c *compiler) attach(e config.Exception, x chain.Exception) bool {
	if e.Filter == "faults" {
		code, ok := op.FaultByName(e.Reason)
		if ok {
			c.policy.FaultsExcept[code] = append(c.policy.FaultsExcept[code], x)
		}
		return ok
	}
	for i := range c.policy.Filters {
		f := &c.policy.Filters[i]
		for k := range f.Reasons {
			if r := &f.Reasons[k]; f.Name == e.Filter && r.Name == e.Reason {
				r.Exceptions = append(r.Exceptions, x)
				return true
			}
		}
	}
	return false
}

func untilNS(e config.Exception) int64 {
	if e.Until.IsZero() {
		return 0
	}
	return e.Until.UnixNano()
}

func matchers(conditions []config.Condition) (list []chain.Matcher) {
	for _, m := range conditions {
		list = append(list, matcher(m))
	}
	return list
}

// matcher compiles one condition. Fields of protocols that are not decoded yet
// never match, so that an exception never covers more than it says.
func matcher(m config.Condition) chain.Matcher {
	same := func(d op.Digits) bool {
		if m.Prefix {
			return d.HasPrefix(m.Digits)
		}
		return d == m.Digits
	}
	digits := func(of func(*op.Operation) op.Digits) chain.Matcher {
		return func(_ *op.Batch, o *op.Operation) bool { return same(of(o)) }
	}
	title := func(column int, of func(*op.SS7) op.Digits) chain.Matcher {
		return func(b *op.Batch, o *op.Operation) bool { return o.IsPresent(column) && same(of(b.SS7Of(o))) }
	}
	text := func(of func(*op.Batch, *op.Operation) string) chain.Matcher {
		return func(b *op.Batch, o *op.Operation) bool {
			if m.Prefix {
				return strings.HasPrefix(of(b, o), m.Text)
			}
			return of(b, o) == m.Text
		}
	}
	name := func(column int, of func(*op.Diameter) op.Span) chain.Matcher {
		return func(b *op.Batch, o *op.Operation) bool {
			if !o.IsPresent(column) {
				return false
			}
			name := strings.ToLower(string(b.Bytes(o, of(b.DiameterOf(o)))))
			return m.Prefix && strings.HasPrefix(name, m.Text) || name == m.Text
		}
	}
	number := func(column int, of func(*op.Operation) uint32) chain.Matcher {
		return func(_ *op.Batch, o *op.Operation) bool { return o.IsPresent(column) && of(o) == m.Number }
	}
	switch m.Field {
	case "imsi":
		return digits(func(o *op.Operation) op.Digits { return o.IMSI })
	case "msisdn":
		return digits(func(o *op.Operation) op.Digits { return o.MSISDN })
	case "calling_gt":
		return title(op.ColCallingGt, func(s *op.SS7) op.Digits { return s.Calling.Digits })
	case "called_gt":
		return title(op.ColCalledGt, func(s *op.SS7) op.Digits { return s.Called.Digits })
	case "apn":
		return text(func(b *op.Batch, o *op.Operation) string { return strings.ToLower(wire.APN(b, o)) })
	case "operation":
		return text(func(_ *op.Batch, o *op.Operation) string { return wire.OperationName(o) })
	case "origin_host":
		return name(op.ColOriginHost, func(d *op.Diameter) op.Span { return d.OriginHost })
	case "origin_realm":
		return name(op.ColOriginRealm, func(d *op.Diameter) op.Span { return d.OriginRealm })
	case "application":
		return number(op.ColApplication, func(o *op.Operation) uint32 { return o.Application })
	case "src":
		return func(b *op.Batch, o *op.Operation) bool { return m.Net.Contains(b.Messages[o.Message].Src.NetIP()) }
	case "dst":
		return func(b *op.Batch, o *op.Operation) bool { return m.Net.Contains(b.Messages[o.Message].Dst.NetIP()) }
	case "teid":
		return number(op.ColTEID, func(o *op.Operation) uint32 { return o.GTP.TEID })
	case "cause":
		return number(op.ColCause, func(o *op.Operation) uint32 { return uint32(o.GTP.Cause) })
	case "protocol":
		return func(_ *op.Batch, o *op.Operation) bool { return uint32(o.Protocol) == m.Number }
	case "code":
		return func(_ *op.Batch, o *op.Operation) bool { return o.Code == m.Number }
	}
	return func(*op.Batch, *op.Operation) bool { return false }
}

// configError gives the problems of a filter's configuration their places in
// the operator's file.
func (g *generation) configError(index int, err error) error {
	var ce *guest.ConfigError
	if !errors.As(err, &ce) {
		return err
	}
	var list []config.Problem
	for _, p := range ce.Problems {
		list = append(list, g.config.Problem(fmt.Sprintf("/filters/%d/config%s", index, p.Pointer), p.Text, ""))
	}
	return config.NewInvalid(list)
}
