package firewall

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"github.com/seed-43cefff0/portcullis/filters"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// builtinPrefix marks a module that is part of the program.
const builtinPrefix = "builtin:"

// readModule returns the octets of builtin:NAME or of a file.
func readModule(ref string) ([]byte, error) {
	name, builtin := strings.CutPrefix(ref, builtinPrefix)
	if !builtin {
		if err := mustBeRegular(ref); err != nil {
			return nil, err
		}
		return os.ReadFile(ref)
	}
	wasm, ok := filters.Builtin(name)
	if !ok {
		return nil, fmt.Errorf("no built-in module %q; there are %s", name, strings.Join(filters.Names(), ", "))
	}
	return wasm, nil
}

// mustBeRegular refuses what reading may never end on, such as a pipe: a reload that
// hangs keeps all later ones waiting.
func mustBeRegular(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", path)
	}
	return err
}

// loadModule gates, compiles and self-tests a module for its author.
func loadModule(ctx context.Context, ref string, options guest.Options) (*guest.Module, error) {
	wasm, err := readModule(ref)
	if err != nil {
		return nil, err
	}
	return guest.Load(ctx, ref, wasm, options)
}

// ModuleInfo says what a module is, reads and may say.
type ModuleInfo struct {
	Name        string          `json:"name"`
	Version     string          `json:"version"`
	Description string          `json:"description"`
	Digest      string          `json:"sha256"`
	Size        int             `json:"size"`       // octets
	MemoryMax   int             `json:"memory_max"` // octets
	Protocols   []string        `json:"protocols"`
	Codes       []uint32        `json:"codes,omitempty"` // none: all
	Kinds       []string        `json:"kinds,omitempty"`
	Directions  []string        `json:"directions,omitempty"`
	Columns     []ModuleColumn  `json:"columns"`
	Counters    []ModuleCounter `json:"counters,omitempty"`
	Reasons     []ModuleReason  `json:"reasons"`
	SelfTests   int             `json:"self_tests"`
}

// ModuleColumn is a column that a module declared.
type ModuleColumn struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"` // empty: this host does not have it
	Optional bool   `json:"optional"`
	Doc      string `json:"doc"`
}

// ModuleCounter is a rate that the host keeps for a module.
type ModuleCounter struct {
	Name   string   `json:"name"`
	Key    []string `json:"key"`    // columns whose values are counted together
	Window float64  `json:"window"` // seconds, under the default configuration
	Limit  int      `json:"limit"`
	Doc    string   `json:"doc"`
}

// ModuleReason is a reason that a module may give.
type ModuleReason struct {
	Name   string         `json:"name"`
	Rule   string         `json:"rule"`
	Action string         `json:"action"`
	Cause  map[string]int `json:"cause,omitempty"`
	Doc    string         `json:"doc"`
}

// InspectModule loads a module (a path, or builtin:NAME) and describes it.
func InspectModule(ctx context.Context, ref string) (*ModuleInfo, error) {
	m, err := loadModule(ctx, ref, guest.Options{})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	return describe(m), nil
}

func describe(m *guest.Module) *ModuleInfo {
	manifest, digest := m.Manifest(), m.Digest()
	info := &ModuleInfo{
		Name: manifest.Name, Version: manifest.Version, Description: manifest.Description,
		Digest: hex.EncodeToString(digest[:]), Size: m.Info().Size, MemoryMax: m.Info().MemoryMax << 16,
		Protocols: manifest.Protocols, Codes: manifest.Codes, Kinds: manifest.Kinds, Directions: manifest.Directions, SelfTests: len(manifest.SelfTest),
	}
	for i, name := range manifest.ColumnNames() {
		c, _ := sdk.ByName(name)
		column := ModuleColumn{Name: name, Optional: i >= len(manifest.Columns.Required), Doc: c.Doc}
		if m.Has(i) {
			column.Kind = c.Kind.String()
		}
		info.Columns = append(info.Columns, column)
	}
	for i, c := range m.Counters() {
		info.Counters = append(info.Counters, ModuleCounter{c.Name, manifest.Counters[i].Key, c.Window.Seconds(), c.Limit, manifest.Counters[i].Doc})
	}
	for _, r := range manifest.Reasons {
		info.Reasons = append(info.Reasons, ModuleReason(r))
	}
	return info
}
