package firewall

import (
	"errors"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/gtp"
)

// Guard makes the kernel keep what every transparent link that is closed promises
// before the appliance has ever run: nothing passes. Links that have run since the
// machine started are left as they are. It returns the names of the links that it
// looked after.
func Guard(cfg *Config) ([]string, error) {
	return eachTransparent(cfg, func(c *config.Link) error {
		if c.WhenDown != "closed" {
			return errNotClosed
		}
		return gtp.Shut(gtp.TransparentConfig{Name: c.Name, Inside: c.Inside, Outside: c.Outside, Lanes: c.Lanes})
	})
}

// Unguard removes what transparent links have left in the kernel, of links that do
// not run any more or never ran: the machine is an ordinary router again.
func Unguard(cfg *Config) ([]string, error) {
	return eachTransparent(cfg, func(c *config.Link) error { return gtp.Teardown(c.Name) })
}

var errNotClosed = errors.New("the link is not closed when it is down")

func eachTransparent(cfg *Config, do func(*config.Link) error) (names []string, err error) {
	for i := range cfg.Links {
		c := &cfg.Links[i]
		if c.Kind != config.LinkGTP || !c.Transparent {
			continue
		}
		switch failed := do(c); {
		case errors.Is(failed, errNotClosed):
		case failed != nil:
			err = errors.Join(err, fmt.Errorf("link %s: %w", c.Name, failed))
		default:
			names = append(names, c.Name)
		}
	}
	return names, err
}
