//go:build !linux

package bench

import "time"

// Clock says what times are made of.
const Clock = "wall"

var start = time.Now()

func now() time.Duration { return time.Since(start) }
