package gtp

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// capable runs a function with some capabilities and no others.
func (h *station) capable(of uint32, f func() error) {
	h.Helper()
	h.do(func() error {
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var all [2]unix.CapUserData
		if err := unix.Capget(&header, &all[0]); err != nil {
			return err
		}
		few := all
		few[0].Effective, few[1].Effective = of, 0
		if err := unix.Capset(&header, &few[0]); err != nil {
			return err
		}
		return errors.Join(f(), unix.Capset(&header, &all[0]))
	})
}

// What the unit of systemd has is enough for all that a link does, and the error
// says what is missing.
func TestCapabilities(t *testing.T) {
	e := newEdge(t)
	const enough = 1<<unix.CAP_NET_ADMIN | 1<<unix.CAP_NET_RAW
	c := e.config()
	for _, has := range []uint32{0, 1 << unix.CAP_NET_RAW} {
		for what, do := range map[string]func() error{
			"open":     func() error { _, err := OpenTransparent(c); return err },
			"shut":     func() error { return Shut(c) },
			"teardown": func() error { return Teardown("gp") },
		} {
			e.wall.capable(has, func() error {
				if err := do(); err == nil || !strings.Contains(err.Error(), "CAP_NET_ADMIN") {
					t.Errorf("%s with capabilities %#x: %v", what, has, err)
				}
				return nil
			})
		}
	}
	e.wall.capable(enough, func() error {
		err := Shut(c)
		lanes, openErr := OpenTransparent(c)
		if openErr != nil {
			return errors.Join(err, openErr)
		}
		return errors.Join(err, lanes[0].Drain(), lanes[0].Close(), Teardown("gp"))
	})
}

// A machine without IPv6 runs the link for IPv4, and for both once it has it. What
// cannot be set up leaves nothing behind.
func TestIPv6SwitchedOff(t *testing.T) {
	needs(t, "nft", "ip")
	e := newEdge(t)
	off := func(value string) {
		for _, who := range []string{"all", "default", "lo"} {
			e.wall.sysctl("ipv6/conf/"+who+"/disable_ipv6", value)
		}
	}
	off("1")
	before := e.wall.state()
	lanes := e.open(e.config())
	e.judge(lanes, passAll)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.send(gateway.at, "over IPv4")
	gateway.expect("over IPv4")
	off("0")
	e.wall.address("outside0", [2]string{outsideAt[0] + "/32", outsideAt[1] + "/64"})
	e.wall.address("inside0", [2]string{insideAt[0] + "/32", insideAt[1] + "/64"})
	e.awaitIPv6()
	partner6, gateway6 := e.partner.listen(partnerAt[1], 0), e.gateway.listen(gatewayAt[1], 2123)
	eventually(t, "IPv6 is steered", func() bool { return count64(t, lanes[0], "rules_restored") == 1 })
	partner6.send(gateway6.at, "over IPv6")
	gateway6.expect("over IPv6")
	off("1")
	closeAll(t, lanes)
	e.teardown("gp")
	e.wall.run("ip", "addr", "del", outsideAt[0]+"/32", "dev", "outside0")
	e.wall.run("ip", "addr", "del", insideAt[0]+"/32", "dev", "inside0")
	if s := e.wall.state(); s != before {
		t.Errorf("left behind:\n%s\nwas:\n%s", s, before)
	}
}
