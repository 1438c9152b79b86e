package config

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// SocketOf returns the admin socket that the file at a path names. Whatever else
// is wrong with the file does not matter: on the day of an emergency somebody may
// be in the middle of editing it.
func SocketOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return "", fmt.Errorf("configuration: %w", err)
	}
	r := &reader{file: name}
	root, fatal := parse(r, text)
	if fatal != nil {
		fatal.File = name
		return "", NewInvalid([]Problem{*fatal})
	}
	if root.kind != mapping {
		return "", NewInvalid(append(r.problems, Problem{File: name, What: "the file is no configuration", Allowed: "a mapping that starts with version: 1"}))
	}
	c := &Config{name: name, root: root}
	fileKeys.defaults(c)
	r = &reader{file: name}
	fileKeys.read(r, root, c)
	if err := NewInvalid(about(r.problems, "admin", "state_dir")); err != nil {
		return "", err
	}
	c.complete()
	return c.Admin.Socket, nil
}

// about returns the problems with top level keys and what is below them.
func about(problems []Problem, keys ...string) (list []Problem) {
	for _, p := range problems {
		for _, k := range keys {
			if p.Path == k || strings.HasPrefix(p.Path, k+".") {
				list = append(list, p)
			}
		}
	}
	return list
}
