package gtp

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Shut makes what a link that is closed leaves behind when it is down, before it
// has ever been up: rules that drop. What a link of the name has left in the kernel
// stays as it is. It acts in the network namespace of the caller, and needs
// neither interface yet.
func Shut(c TransparentConfig) error {
	err := c.check()
	if err == nil {
		err = shut(&c)
	}
	if err != nil {
		return fmt.Errorf("gtp transparent link %s: %w", c.Name, permitted(err))
	}
	return nil
}

func shut(c *TransparentConfig) error {
	ns, err := netns.Get()
	if err != nil {
		return fmt.Errorf("network namespace: %w", err)
	}
	defer ns.Close()
	kernelState.Lock()
	defer kernelState.Unlock()
	// Ports that nobody listens on: a tproxy statement has to be there (see judge).
	p := plan{name: c.Name, outside: c.Outside, inside: c.Inside, shut: true, ports4: []uint16{1}, ports6: []uint16{1}}
	p.sign()
	p.first = true // a process may be starting right now
	err = p.install(ns)
	if !errors.Is(err, unix.EEXIST) {
		return err
	}
	if by, err := p.heldBy(ns); err != nil || by != nobody {
		return err
	}
	p.first = false // what is there says nothing
	return p.install(ns)
}

// Teardown removes what a link of a name has left in the kernel: rules, and the
// policy routing if no other link is left. It returns nil when nothing was
// there. It acts in the network namespace of the caller.
func Teardown(name string) error {
	ns, err := netns.Get()
	if err != nil {
		return fmt.Errorf("network namespace: %w", err)
	}
	defer ns.Close()
	kernelState.Lock()
	defer kernelState.Unlock()
	if err := teardown(ns, name); err != nil {
		return fmt.Errorf("gtp transparent link %s: %w", name, permitted(err))
	}
	return nil
}

func teardown(ns netns.NsHandle, name string) error {
	others, err := removeTable(ns, name)
	if err != nil || others {
		return err
	}
	r, err := openRouting(ns)
	if err != nil {
		return err
	}
	defer r.close()
	return r.remove()
}
