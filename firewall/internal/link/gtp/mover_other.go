//go:build !linux

package gtp

func newMover() (mover, error) { return newPortable(), nil }
