package admin

import (
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
)

// credentials are who is at the other end of a connection, as the kernel says. A
// process cannot lie about them, and they are those of the moment it connected.
type credentials struct {
	Actor
	groups []uint32 // its own and the supplementary ones
}

// caller is a connection's other end: its credentials, or why there are none.
type caller struct {
	credentials
	err error
}

// mayChange says why a caller may not change anything, or nil. Whoever can connect
// may read; the file's mode decides that.
func (c *caller) mayChange(group uint32) error {
	switch {
	case c.err != nil:
		return c.err
	case c.UID == 0, c.UID == uint32(os.Geteuid()), slices.Contains(c.groups, group):
		return nil
	}
	return fmt.Errorf("user %s may not change anything: that takes root, user %s or a member of group %s",
		userName(c.UID), userName(uint32(os.Geteuid())), groupName(group))
}

func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return fmt.Sprintf("%s (uid %s)", u.Username, id)
	}
	return "with uid " + id
}

func groupName(gid uint32) string {
	id := strconv.FormatUint(uint64(gid), 10)
	if g, err := user.LookupGroupId(id); err == nil {
		return fmt.Sprintf("%s (gid %s)", g.Name, id)
	}
	return "with gid " + id
}

// groupID finds the number of a group that is given by name or number.
func groupID(group string) (uint32, error) {
	if g, err := user.LookupGroup(group); err == nil {
		group = g.Gid
	}
	gid, err := strconv.ParseUint(group, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("there is no group %q", group)
	}
	return uint32(gid), nil
}
