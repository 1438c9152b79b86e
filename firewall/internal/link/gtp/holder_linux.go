package gtp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/nftables"
	"github.com/google/nftables/userdata"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// holder is whose rules the kernel holds under a link's name.
type holder uint8

const (
	nobody  holder = iota
	us             // this plan, in whatever form
	another        // a process that has taken over
)

// heldBy tells whose rules are in force.
func (p *plan) heldBy(ns netns.NsHandle) (holder, error) {
	conn, err := openTables(ns)
	if err != nil {
		return nobody, err
	}
	t := tableOf(p.name)
	rules, err := conn.GetRules(t, &nftables.Chain{Table: t, Name: prerouting})
	switch {
	case errors.Is(err, unix.ENOENT):
		return nobody, nil
	case err != nil:
		return nobody, fmt.Errorf("nftables: %w", err)
	case len(rules) == 0:
		return nobody, nil
	}
	if owner, _ := userdata.GetString(rules[0].UserData, userdata.TypeComment); owner != p.owner {
		return another, nil
	}
	return us, nil
}

// removeTable removes a link's table. others tells whether any of ours is left.
func removeTable(ns netns.NsHandle, name string) (others bool, err error) {
	conn, err := openTables(ns)
	if err != nil {
		return true, err
	}
	tables, err := conn.ListTablesOfFamily(nftables.TableFamilyINet)
	if err != nil {
		return true, fmt.Errorf("nftables: %w", err)
	}
	ours := tableOf(name)
	for _, t := range tables {
		switch {
		case t.Name == ours.Name:
			conn.DelTable(ours)
		case strings.HasPrefix(t.Name, tablePrefix):
			others = true
		}
	}
	if err := conn.Flush(); err != nil && !errors.Is(err, unix.ENOENT) {
		return true, fmt.Errorf("nftables: %w", err)
	}
	return others, nil
}
