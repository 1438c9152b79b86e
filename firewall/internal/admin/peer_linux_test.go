package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
)

const asOther = "PORTCULLIS_TEST_SOCKET" // set in the child that runs as somebody else

func TestMain(m *testing.M) {
	if socket := os.Getenv(asOther); socket != "" {
		askAndTell(socket)
		return
	}
	os.Exit(m.Run())
}

// told is what the child says on standard output.
type told struct {
	Read, DryRun, Change, Observe, Reload string
	Reached                               bool
}

// askAndTell tries everything there is.
func askAndTell(socket string) {
	c, ctx := NewClient(socket), context.Background()
	_, read := c.Status(ctx)
	_, dry := c.SetLevel(ctx, LevelChange{Name: "a", Level: "severed", Reason: "r", DryRun: true})
	_, change := c.SetLevel(ctx, LevelChange{Name: "a", Level: "severed", Reason: "r"})
	_, observe := c.ObserveAll(ctx, true, "r")
	_, reload := c.Reload(ctx)
	text := func(err error) string {
		if err == nil {
			return ""
		}
		return err.Error()
	}
	_ = json.NewEncoder(os.Stdout).Encode(told{text(read), text(dry), text(change), text(observe), text(reload), !errors.Is(read, ErrNotReachable)})
}

// as runs the child as another user.
func as(t *testing.T, socket string, uid, gid uint32, groups ...uint32) (out told) {
	t.Helper()
	self := copyOfSelf(t)
	child := exec.Command(self)
	child.Dir = "/"
	child.Env = []string{asOther + "=" + socket}
	child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid, Groups: groups}}
	child.Stderr = os.Stderr
	text, err := child.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

// copyOfSelf puts the test binary where other users may run it.
func copyOfSelf(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	path := shortDir(t) + "/self"
	if err := os.WriteFile(path, text, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// Users and groups that nobody has.
const (
	otherUser, otherGroup = 54321, 54322
	ourGroup              = 54323
)

// Root, the appliance's own user and the socket's group may change things. Others
// cannot even connect, and where somebody has widened the mode they may read.
func TestWhoMayChange(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root: runs clients as other users")
	}
	f := &fake{}
	socket, _ := serve(t, f, fmt.Sprint(ourGroup))
	if got := as(t, socket, otherUser, otherGroup); got.Reached || !strings.Contains(got.Read, "permission denied") {
		t.Errorf("a stranger: %+v", got)
	}
	for name, got := range map[string]told{
		"a member by primary group": as(t, socket, otherUser, ourGroup),
		"a member":                  as(t, socket, otherUser, otherGroup, otherGroup, ourGroup),
		"one of many groups":        as(t, socket, otherUser, otherGroup, append(slices.Repeat([]uint32{otherGroup}, 200), ourGroup)...),
		"root":                      as(t, socket, 0, otherGroup),
	} {
		if got != (told{Reached: true}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if err := os.Chmod(socket, 0o666); err != nil {
		t.Fatal(err)
	}
	before := f.asked()
	got := as(t, socket, otherUser, otherGroup, otherGroup)
	want := fmt.Sprintf("user with uid %d may not change anything: that takes root, user root (uid 0) or a member of group with gid %d", otherUser, ourGroup)
	if got != (told{Reached: true, Change: want, Observe: want, Reload: want}) {
		t.Errorf("a stranger who can connect: %+v", got)
	}
	if f.asked() != before+1 || !f.changes[len(f.changes)-1].DryRun || f.by[len(f.by)-1].UID != otherUser {
		t.Errorf("the appliance was asked %v by %v", f.changes, f.by)
	}
}

// A user who opens all connections he may have keeps neither root nor others out.
func TestOneUserCannotCrowdOut(t *testing.T) {
	l := &Listener{conns: map[uint32]int{}}
	admitted := 0
	for uid := uint32(1); uid <= 10; uid++ {
		for range maxConnsOfUser + 5 {
			if l.admit(uid) {
				admitted++
			}
		}
	}
	if admitted != maxConns || !l.admit(0) || l.admit(11) {
		t.Errorf("%d were admitted", admitted)
	}
	for range maxConnsOfUser {
		l.leave(1)
	}
	if !l.admit(11) || l.conns[1] != 0 {
		t.Error("nobody is let in although there is room")
	}
}
