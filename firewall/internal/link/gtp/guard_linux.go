package gtp

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Rules are looked at whenever anybody has changed some, at most once in
// guardPause, and without a reason every guardEvery; then the routing, too.
const (
	guardEvery = time.Second
	guardPause = 10 * time.Millisecond
)

// guard puts back what others remove while the link is open. It is common: the
// reload of a machine's own rules starts with "flush ruleset", and a network
// manager that starts again removes policy routing that is not its own. The
// first would open the gate and the second would close it.
func (t *transparent) guard() {
	buf := make([]byte, 1<<16)
	for {
		_ = t.changes.SetReadDeadline(time.Now().Add(guardEvery))
		if _, err := t.changes.Read(buf); errors.Is(err, os.ErrClosed) {
			return
		}
		t.restore()
		time.Sleep(guardPause)
	}
}

// watchRules returns a file that can be read from when rules have changed. What
// it says does not matter.
func watchRules() (*os.File, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.NETLINK_NETFILTER)
	if err != nil {
		return nil, fmt.Errorf("netlink: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: 1 << (unix.NFNLGRP_NFTABLES - 1)}); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("netlink: changes of rules: %w", err)
	}
	return os.NewFile(uintptr(fd), "changes of rules"), nil
}

// restore makes the kernel hold what the link is to leave there at this moment.
// What fails is tried again in a second.
func (t *transparent) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == 0 || t.stopped && t.plan.bypass {
		return
	}
	kernelState.Lock()
	defer kernelState.Unlock()
	c := &t.lanes[0].counters
	by, err := t.plan.heldBy(t.ns)
	if err == nil && by == nobody {
		if err = t.plan.install(t.ns); err == nil {
			c.rulesRestored.Add(1)
		}
	}
	t.problem.Store(problemOf(by, err))
	if t.route(t.missing) != nil && t.route(t.ensure) == nil && t.route(t.missing) == nil {
		c.rulesRestored.Add(1)
	}
}

// problemOf says what keeps a link from its work, by whose rules are in force.
func problemOf(by holder, err error) *string {
	text := ""
	switch {
	case err != nil:
		text = "its rules cannot be looked after: " + permitted(err).Error()
	case by == another:
		text = "another process has put its own rules in the place of the link's: nothing comes here any more"
	}
	return &text
}

// Problem implements link.Watched. It is the same for all lanes.
func (l *Lane) Problem() string {
	if p := l.whole.problem.Load(); p != nil {
		return *p
	}
	return ""
}
