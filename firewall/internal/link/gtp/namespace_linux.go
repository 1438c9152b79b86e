package gtp

import (
	"fmt"

	"github.com/google/nftables"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// entrance returns what to enter in order to act in a network namespace: none
// when the thread is in it, as all of an appliance's are. Entering takes
// CAP_SYS_ADMIN, also into where one is, and the link is to do without.
func entrance(ns netns.NsHandle) netns.NsHandle {
	here, err := netns.Get()
	if err != nil {
		return ns
	}
	defer here.Close()
	if here.Equal(ns) {
		return netns.None()
	}
	return ns
}

// openTables opens the nftables of a network namespace.
func openTables(ns netns.NsHandle) (*nftables.Conn, error) {
	var options []nftables.ConnOption
	if to := entrance(ns); to.IsOpen() {
		options = append(options, nftables.WithNetNSFd(int(to)))
	}
	conn, err := nftables.New(options...)
	if err != nil {
		return nil, fmt.Errorf("nftables: %w", err)
	}
	return conn, nil
}

// permitted says what a process lacks that was refused something. The libraries do
// not always tell by what number, so the capabilities are looked at.
func permitted(err error) error {
	const needs = 1<<unix.CAP_NET_ADMIN | 1<<unix.CAP_NET_RAW
	header, has := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, [2]unix.CapUserData{}
	if unix.Capget(&header, &has[0]) != nil || has[0].Effective&needs == needs {
		return err
	}
	return fmt.Errorf("%w; it needs the capabilities CAP_NET_ADMIN and CAP_NET_RAW", err)
}
