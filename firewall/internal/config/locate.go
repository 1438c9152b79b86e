package config

import (
	"strconv"
	"strings"
)

// Position returns the place of the value that a JSON pointer (RFC 6901) names,
// such as /filters/0/config/deny/2, and whether it is there; if not, the place
// of the nearest value around it.
func (c *Config) Position(pointer string) (at Position, exact bool) {
	_, at, exact = c.locate(pointer)
	return at, exact
}

// Problem describes what a caller found wrong with the value that a JSON
// pointer names, in the form of Parse's own problems.
func (c *Config) Problem(pointer, what, allowed string) Problem {
	p, at, _ := c.locate(pointer)
	return Problem{File: c.name, Position: at, Path: p.String(), What: what, Allowed: allowed}
}

// Name returns the file's name as given to Parse.
func (c *Config) Name() string { return c.name }

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

func (c *Config) locate(pointer string) (p path, at Position, exact bool) {
	v, at := c.root, c.root.at
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		var key any = unescape.Replace(step)
		if n, err := strconv.Atoi(step); err == nil && v != nil && v.kind == list {
			key = n
		}
		p = append(p, key)
		if v = v.child(key); v != nil {
			at = v.at
		}
	}
	return p, at, v != nil
}

// child returns the value below a key or a list position, nil if there is none.
func (v *value) child(step any) *value {
	if v == nil {
		return nil
	}
	switch s := step.(type) {
	case string:
		return v.get(s)
	case int:
		if s >= 0 && s < len(v.items) {
			return v.items[s]
		}
	}
	return nil
}

// place returns the position of the value at a path, or of the nearest around it.
func place(root *value, p path) Position {
	at := root.at
	for _, step := range p {
		if root = root.child(step); root == nil {
			return at
		}
		at = root.at
	}
	return at
}

// has reports whether something stands at a path.
func has(root *value, p path) bool {
	for _, step := range p {
		root = root.child(step)
	}
	return root != nil
}
