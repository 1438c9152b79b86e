//go:build !linux

package bench

import "context"

// Link measures nothing here: without a clock per thread the network stack of
// the machine would be measured, and not the link.
func (s *Suite) Link(context.Context, func(string) (Rule, error)) error { return nil }

// Transparent measures nothing here: the link is Linux's.
func (s *Suite) Transparent(context.Context, func(string) (Rule, error)) error { return nil }
