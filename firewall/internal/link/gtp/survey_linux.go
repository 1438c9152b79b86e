package gtp

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/nftables"
	"github.com/google/nftables/expr"
	"github.com/vishvananda/netns"
)

// survey looks at what the box does with the traffic that is not the link's:
// ICMP errors about intercepted datagrams are forwarded by the kernel, and so is
// everything when a link with bypass is down.
func (t *transparent) survey() (warnings []string, err error) {
	t.plan.indexes = map[string]uint32{}
	for _, name := range []string{t.plan.outside, t.plan.inside} {
		dev, err := net.InterfaceByName(name)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", name, err)
		}
		t.plan.indexes[name] = uint32(dev.Index)
		if sysctl("ipv4/conf/all/src_valid_mark") == "1" || sysctl("ipv4/conf/"+name+"/src_valid_mark") == "1" {
			return nil, fmt.Errorf("net.ipv4.conf.%s.src_valid_mark is set: the kernel would take every intercepted datagram for one with a false source", name)
		}
		uses4, uses6, err := versions(dev)
		if err != nil {
			return nil, err
		}
		if key := "ipv4/conf/" + name + "/forwarding"; uses4 && sysctl(key) == "0" {
			warnings = append(warnings, isOff(key))
		}
		if key := "ipv6/conf/all/forwarding"; uses6 && sysctl(key) == "0" && sysctl("ipv6/conf/"+name+"/force_forwarding") != "1" {
			warnings = append(warnings, fmt.Sprintf("%s (%s)", isOff(key), name))
		}
		if uses6 && sysctl("ipv6/conf/lo/disable_ipv6") == "1" {
			warnings = append(warnings, fmt.Sprintf("net.ipv6.conf.lo.disable_ipv6 is set: GTP over IPv6 is dropped (%s)", name))
		}
	}
	if t.plan.bypass && len(warnings) > 0 {
		return nil, fmt.Errorf("when_down: bypass leaves traffic to the kernel, but %s", strings.Join(warnings, "; "))
	}
	refusals, err := t.plan.refusals(t.ns)
	return append(warnings, refusals...), err
}

// refusals warns of chains of the machine's own rules that let in or out only what
// they name, and do not name what the link needs: to the kernel, what is steered is
// addressed to the box, and what passes comes from it.
func (p *plan) refusals(ns netns.NsHandle) (warnings []string, err error) {
	conn, err := openTables(ns)
	if err != nil {
		return nil, err
	}
	chains, err := conn.ListChains()
	if err != nil {
		return nil, fmt.Errorf("nftables: %w", err)
	}
	for _, c := range chains {
		if c.Policy == nil || *c.Policy != nftables.ChainPolicyDrop || c.Hooknum == nil || !speaksIP(c.Table.Family) {
			continue
		}
		rules, err := conn.GetRules(c.Table, c)
		if err != nil {
			return nil, fmt.Errorf("nftables: chain %s: %w", c.Name, err)
		}
		switch {
		case *c.Hooknum == *nftables.ChainHookInput && !slices.ContainsFunc(rules, goesByMark):
			warnings = append(warnings, fmt.Sprintf("the chain %s of table %s drops what comes to the machine, and the link's traffic with it, unless it has: meta mark and %#x != 0 accept",
				c.Name, c.Table.Name, uint32(markIntercepted)))
		case *c.Hooknum == *nftables.ChainHookOutput && !slices.ContainsFunc(rules, goesByExit):
			warnings = append(warnings, fmt.Sprintf("the chain %s of table %s drops what leaves the machine, and the link's traffic with it, unless it has: oifname { %s, %s } accept",
				c.Name, c.Table.Name, p.inside, p.outside))
		}
	}
	return warnings, nil
}

func speaksIP(f nftables.TableFamily) bool {
	return f == nftables.TableFamilyINet || f == nftables.TableFamilyIPv4 || f == nftables.TableFamilyIPv6
}

// goesByMark reports whether a rule looks at the mark of what is steered.
func goesByMark(r *nftables.Rule) bool {
	return slices.ContainsFunc(r.Exprs, func(e expr.Any) bool {
		b, ok := e.(*expr.Bitwise)
		return ok && bytes.Equal(b.Mask, native(markIntercepted))
	})
}

// goesByExit reports whether a rule looks at the interface that a packet leaves by:
// somebody has thought of it.
func goesByExit(r *nftables.Rule) bool {
	return slices.ContainsFunc(r.Exprs, func(e expr.Any) bool {
		m, ok := e.(*expr.Meta)
		return ok && (m.Key == expr.MetaKeyOIFNAME || m.Key == expr.MetaKeyOIF)
	})
}

func isOff(key string) string {
	return "net." + strings.ReplaceAll(key, "/", ".") + " is off: nothing but the link's own traffic passes, not even ICMP errors about it"
}

// versions tells which versions of IP an interface has addresses of.
func versions(dev *net.Interface) (uses4, uses6 bool, err error) {
	addresses, err := dev.Addrs()
	if err != nil {
		return false, false, fmt.Errorf("interface %s: %w", dev.Name, err)
	}
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok:
		case n.IP.To4() != nil:
			uses4 = true
		case !n.IP.IsLinkLocalUnicast():
			uses6 = true
		}
	}
	return uses4, uses6, nil
}

// unshared returns an error when another link's rules go by one of the interfaces.
// They come first, so a link that has got a new name would be up and see nothing
// while the rules of the old one drop.
func (p *plan) unshared(ns netns.NsHandle) error {
	conn, err := openTables(ns)
	if err != nil {
		return err
	}
	tables, err := conn.ListTablesOfFamily(nftables.TableFamilyINet)
	if err != nil {
		return fmt.Errorf("nftables: %w", err)
	}
	for _, t := range tables {
		if !strings.HasPrefix(t.Name, tablePrefix) || t.Name == tableOf(p.name).Name {
			continue
		}
		rules, err := conn.GetRules(t, &nftables.Chain{Table: t, Name: prerouting})
		if err != nil {
			return fmt.Errorf("nftables: table %s: %w", t.Name, err)
		}
		for _, iface := range []string{p.outside, p.inside} {
			if slices.ContainsFunc(rules, func(r *nftables.Rule) bool { return goesBy(r, iface) }) {
				return fmt.Errorf("interface %s belongs to the link %s, whose rules are in force; if there is no such link any more: nft delete table inet %s",
					iface, strings.TrimPrefix(t.Name, tablePrefix), t.Name)
			}
		}
	}
	return nil
}

// goesBy reports whether a rule compares something with the name of an interface.
func goesBy(r *nftables.Rule, iface string) bool {
	return slices.ContainsFunc(r.Exprs, func(e expr.Any) bool {
		c, ok := e.(*expr.Cmp)
		return ok && bytes.Equal(c.Data, nameOctets(iface))
	})
}

// sysctl reads a setting of the network namespace; "" when the kernel does not
// have it.
func sysctl(key string) string {
	b, err := os.ReadFile(filepath.Join("/proc/sys/net", key))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
