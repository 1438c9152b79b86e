package gtp

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// survey looks at what the box does with the traffic that is not the link's:
// ICMP errors about intercepted datagrams are forwarded by the kernel, and so is
// everything when a link with bypass is down.
func (t *transparent) survey() (warnings []string, err error) {
	for _, name := range []string{t.plan.outside, t.plan.inside} {
		dev, err := net.InterfaceByName(name)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", name, err)
		}
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
	return warnings, nil
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

// sysctl reads a setting of the network namespace; "" when the kernel does not
// have it.
func sysctl(key string) string {
	b, err := os.ReadFile(filepath.Join("/proc/sys/net", key))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
