package config

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Load reads and checks the configuration file at a path.
func Load(path string) (*Config, []Warning, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, nil, fmt.Errorf("configuration: %w", err)
	}
	return Parse(path, text)
}

// Parse reads and checks a configuration. name is the file's path: errors begin
// with it, and relative paths in the file are taken from its folder. An error
// is an [*Invalid].
func Parse(name string, text []byte) (*Config, []Warning, error) {
	return parseAt(name, text, time.Now())
}

func parseAt(name string, text []byte, now time.Time) (*Config, []Warning, error) {
	r := &reader{file: name}
	root, fatal := parse(r, text)
	if fatal != nil {
		fatal.File = name
		return nil, nil, NewInvalid(append(r.problems, *fatal))
	}
	if root.kind == broken {
		return nil, nil, r.invalid()
	}
	if p := wrongVersion(root); p != nil {
		p.File = name
		return nil, nil, NewInvalid([]Problem{*p})
	}
	c := &Config{name: name, root: root, hash: sha256.Sum256(text)}
	fileKeys.defaults(c)
	fileKeys.read(r, root, c)
	c.Faults = c.Faults.Over(defaultFaults())
	check(c, r, now)
	if err := r.invalid(); err != nil {
		return nil, nil, err
	}
	c.complete()
	sortProblems(r.warnings)
	return c, r.warnings, nil
}

// wrongVersion looks at the version before anything else: what else is wrong in
// a file of another version is not worth listing.
func wrongVersion(root *value) *Problem {
	const allowed = "version: 1"
	if root.kind != mapping {
		return &Problem{Position: root.at, What: "the file " + kindNames[root.kind], Allowed: "a mapping that starts with " + allowed}
	}
	v := root.get("version")
	if v == nil {
		return &Problem{Position: root.at, What: "version is missing", Allowed: allowed}
	}
	if v.kind != plain || v.text != "1" {
		return &Problem{Position: v.at, Path: "version", What: "this program does not know the version", Allowed: allowed}
	}
	return nil
}

// complete fills in defaults that depend on other keys, and makes paths
// relative to the configuration's folder.
func (c *Config) complete() {
	for i := range c.Interconnects {
		if c.Interconnects[i].Mode == 0 {
			c.Interconnects[i].Mode = c.Mode
		}
	}
	for i := range c.Operators {
		if !has(c.root, path{"operators", i, "msisdns"}) {
			c.Operators[i].MSISDNs = c.Operators[i].GlobalTitles
		}
	}
	if c.Admin.Socket == "" {
		c.Admin.Socket = filepath.Join(c.StateDir, "portcullis.sock")
	}
	c.resolvePaths()
}

func (c *Config) resolvePaths() {
	paths := []*string{&c.Events.File, &c.StateDir, &c.Admin.Socket}
	for i := range c.Filters {
		f := &c.Filters[i]
		if _, builtin := f.Builtin(); !builtin {
			paths = append(paths, &f.Module)
		}
		if f.Signature != "" {
			paths = append(paths, &f.Signature)
		}
	}
	for i := range c.Links {
		for j := range c.Links[i].Files {
			paths = append(paths, &c.Links[i].Files[j])
		}
	}
	for _, p := range paths {
		if !filepath.IsAbs(*p) {
			*p = filepath.Join(filepath.Dir(c.name), *p)
		}
	}
}

const builtinPrefix = "builtin:"

// Builtin returns the name of a built-in module.
func (f *Filter) Builtin() (name string, ok bool) { return strings.CutPrefix(f.Module, builtinPrefix) }

// Builtin is the configuration of replay without a file: nobody is known, every
// built-in filter runs, and nothing is blocked.
func Builtin() *Config {
	c, _, err := Parse("built-in", []byte("version: 1\nmode: observe\nunknown_source: flag\n"))
	if err != nil {
		panic(errors.Join(errors.New("the built-in configuration is not valid"), err)) // a test parses it
	}
	return c
}
