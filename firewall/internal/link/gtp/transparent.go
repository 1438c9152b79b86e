package gtp

import (
	"errors"
	"fmt"
	"regexp"
)

// TransparentConfig describes a transparent link.
type TransparentConfig struct {
	Name            string // of the link; part of the name of its nftables table
	Inside, Outside string // interfaces
	Lanes           int    // 1 to 64
	Bypass          bool   // when_down: bypass

	// Answers makes what answers rejected messages, once for each lane. nil:
	// rejecting is dropping.
	Answers func() Answerer
}

// maxLanes is the most lanes of a link.
const maxLanes = 64

// longestInterface is IFNAMSIZ without the final zero.
const longestInterface = 15

// nameable is what nft can write and read back as part of a table's name.
var nameable = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

func (c *TransparentConfig) check() error {
	switch {
	case !nameable.MatchString(c.Name):
		return fmt.Errorf("name %q must consist of letters, digits, '_', '.' and '-', at most 100", c.Name)
	case c.Inside == "" || c.Outside == "":
		return errors.New("inside and outside must name interfaces")
	case len(c.Inside) > longestInterface || len(c.Outside) > longestInterface:
		return fmt.Errorf("interfaces %s and %s: a name has at most %d octets", c.Inside, c.Outside, longestInterface)
	case c.Inside == c.Outside:
		return fmt.Errorf("inside and outside are both %s", c.Inside)
	case c.Lanes < 1 || c.Lanes > maxLanes:
		return fmt.Errorf("%d lanes, must be 1 to %d", c.Lanes, maxLanes)
	}
	return nil
}
