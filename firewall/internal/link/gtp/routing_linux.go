package gtp

import (
	"errors"
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Steered datagrams have to be delivered here although they are addressed to
// others: a rule sends what carries the mark to a table in which every address
// is local. Links share it. The priority comes before any table of an operator
// and after the kernel's table of local addresses.
const (
	routingTable    = 2123
	routingPriority = 123
)

// routing is the policy routing of a network namespace.
type routing struct{ handle *netlink.Handle }

func openRouting(ns netns.NsHandle) (*routing, error) {
	h, err := netlink.NewHandleAt(entrance(ns), unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("rtnetlink: %w", err)
	}
	return &routing{h}, nil
}

func (r *routing) close() { r.handle.Close() }

// parts returns the rule and the route of a family.
func (r *routing) parts(family int) (*netlink.Rule, *netlink.Route, error) {
	lo, err := r.handle.LinkByName("lo")
	if err != nil {
		return nil, nil, fmt.Errorf("interface lo: %w", err)
	}
	rule := netlink.NewRule()
	mask := uint32(markIntercepted)
	rule.Family, rule.Priority, rule.Table = family, routingPriority, routingTable
	rule.Mark, rule.Mask = markIntercepted, &mask
	everything := &net.IPNet{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}
	if family == unix.AF_INET6 {
		everything = &net.IPNet{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)}
	}
	return rule, &netlink.Route{
		Family: family, Table: routingTable, Type: unix.RTN_LOCAL, Scope: netlink.SCOPE_HOST,
		LinkIndex: lo.Attrs().Index, Dst: everything,
	}, nil
}

// raiseLoopback makes sure that what is routed to lo can be: the interface is down
// in a network namespace that is new.
func (r *routing) raiseLoopback() error {
	lo, err := r.handle.LinkByName("lo")
	if err == nil && lo.Attrs().Flags&net.FlagUp == 0 {
		err = r.handle.LinkSetUp(lo)
	}
	if err != nil {
		return fmt.Errorf("interface lo: %w", err)
	}
	return nil
}

// families are those that the kernel speaks.
func families(has6 bool) []int {
	if has6 {
		return []int{unix.AF_INET, unix.AF_INET6}
	}
	return []int{unix.AF_INET}
}

// ensure sets up what is missing. Where IPv6 is switched off (disable_ipv6 of lo)
// there is no IPv6 to deliver; the guard sets it up when that changes, and until
// then the kernel drops what is steered.
func (r *routing) ensure(has6 bool) error {
	if err := r.raiseLoopback(); err != nil {
		return err
	}
	for _, family := range families(has6) {
		rule, route, err := r.parts(family)
		if err != nil {
			return err
		}
		err = r.handle.RouteReplace(route)
		if family == unix.AF_INET6 && errors.Is(err, unix.EACCES) {
			continue
		}
		if err != nil {
			return fmt.Errorf("route: local default dev lo table %d: %w", routingTable, err)
		}
		if err := r.handle.RuleAdd(rule); err != nil && !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("rule: fwmark %#x lookup %d: %w", uint32(markIntercepted), routingTable, err)
		}
	}
	return nil
}

// missing returns an error when something is not set up. A list that cannot be had,
// since somebody changes it at the moment, says nothing.
func (r *routing) missing(has6 bool) error {
	for _, family := range families(has6) {
		rule, route, err := r.parts(family)
		if err != nil {
			return err
		}
		rules, err := r.handle.RuleListFiltered(family, rule, netlink.RT_FILTER_PRIORITY|netlink.RT_FILTER_MARK|netlink.RT_FILTER_TABLE)
		if err == nil && len(rules) == 0 {
			return errors.New("rule is missing")
		}
		routes, err := r.handle.RouteListFiltered(family, route, netlink.RT_FILTER_TABLE)
		if err == nil && len(routes) == 0 {
			return errors.New("route is missing")
		}
	}
	return nil
}

// remove takes away what is there.
func (r *routing) remove() (err error) {
	for _, family := range families(true) {
		rule, route, partsErr := r.parts(family)
		if partsErr != nil {
			return partsErr
		}
		err = errors.Join(err, unlessGone(r.handle.RuleDel(rule)), unlessGone(r.handle.RouteDel(route)))
	}
	return err
}

func unlessGone(err error) error {
	for _, gone := range []error{unix.ENOENT, unix.ESRCH, unix.EAFNOSUPPORT} {
		if errors.Is(err, gone) {
			return nil
		}
	}
	return err
}
