package firewall

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// Config is a configuration, read and checked; docs/configuration.md explains
// its keys.
type Config = config.Config

// Warning is something odd in a configuration that does not keep it from being
// used. It prints with file, line and column.
type Warning = config.Warning

// InvalidConfig is the error of LoadConfig, ParseConfig and New that lists what
// is wrong with a configuration, one problem per line.
type InvalidConfig = config.Invalid

// LoadConfig reads a configuration file. The error names every mistake with
// file, line, column and what is allowed.
func LoadConfig(path string) (*Config, []Warning, error) { return config.Load(path) }

// ParseConfig is LoadConfig for a text; name stands for the file in messages.
func ParseConfig(name string, text []byte) (*Config, []Warning, error) {
	return config.Parse(name, text)
}

// BuiltinConfig is what replay uses without a configuration: observe mode, in
// which every source is an unknown interconnect.
func BuiltinConfig() *Config { return config.Builtin() }

// ConfigSchema returns the JSON Schema of the configuration.
func ConfigSchema() []byte { return config.Schema() }

// Options of New. The zero value has the defaults.
type Options struct {
	Batch int // operations that a filter gets at once, 1 to 64; default 64
	Lanes int // workers of a replay; default 1

	// Log receives what filters log, off the path of traffic.
	Log func(filter string, level int, text string)

	// Event receives what Run also writes to the events file, off the path of
	// traffic.
	Event func(*Record)
}

// Firewall is a configuration made ready: modules loaded, policy compiled.
type Firewall struct {
	config   *Config
	options  Options
	tables   *resolve.Tables
	policy   *chain.Policy
	filters  []*filter
	warnings []Warning
}

// filter is one entry of the configuration with its loaded module.
type filter struct {
	*config.Filter
	module *guest.Module
	tlv    []byte
}

// New loads, gates and self-tests every module and compiles the policy.
func New(ctx context.Context, cfg *Config, options Options) (*Firewall, error) {
	if options.Batch == 0 {
		options.Batch = sdk.Capacity
	}
	if options.Lanes == 0 {
		options.Lanes = 1
	}
	if options.Batch < 1 || options.Batch > sdk.Capacity {
		return nil, fmt.Errorf("a batch has 1 to %d operations, not %d", sdk.Capacity, options.Batch)
	}
	if options.Lanes < 1 || options.Lanes > 64 {
		return nil, fmt.Errorf("there are 1 to 64 lanes, not %d", options.Lanes)
	}
	f := &Firewall{config: cfg, options: options, tables: resolve.New(cfg)}
	if err := f.load(ctx); err != nil {
		f.Close()
		return nil, err
	}
	f.policy, f.warnings = compilePolicy(cfg, f.filters, f.tables)
	return f, nil
}

// Warnings returns what is odd about the configuration in the light of the
// modules that it names.
func (f *Firewall) Warnings() []Warning { return f.warnings }

// load loads the module of every filter, also of those that are off: a
// configuration whose modules do not load is not valid.
func (f *Firewall) load(ctx context.Context) error {
	entries := f.config.Filters
	if entries == nil {
		entries = builtinFilters()
	}
	for i := range entries {
		e := &entries[i]
		m, err := f.loadFilter(ctx, i, e)
		if err != nil {
			return err
		}
		loaded := &filter{Filter: e, module: m}
		f.filters = append(f.filters, loaded)
		if loaded.tlv, err = m.CompileConfig(e.Config); err != nil {
			return f.configError(i, err)
		}
		if err := m.Start(ctx, loaded.tlv); err != nil { // its self-test has seen the default configuration only
			return config.NewInvalid([]config.Problem{f.config.Problem(fmt.Sprintf("/filters/%d/config", i), err.Error(), "")})
		}
	}
	return nil
}

// loadFilter loads the module of one entry and compares its digest with the
// pinned one.
func (f *Firewall) loadFilter(ctx context.Context, index int, e *config.Filter) (*guest.Module, error) {
	refuse := func(key string, err error) error {
		return config.NewInvalid([]config.Problem{f.config.Problem(fmt.Sprintf("/filters/%d/%s", index, key), err.Error(), "")})
	}
	if e.Signature != "" {
		return nil, refuse("signature", errors.New("signatures are not verified by this version; pin the digest and say unsigned: true"))
	}
	wasm, err := readModule(e.Module)
	if err != nil {
		return nil, refuse("module", err)
	}
	// The digest comes first: nothing of a module that is not the pinned one is
	// run, not even its self-test.
	if digest := config.Digest(sha256.Sum256(wasm)); !e.Digest.IsZero() && digest != e.Digest {
		return nil, refuse("digest", fmt.Errorf("module %s has sha256 %s", e.Module, digest))
	}
	m, err := guest.Load(ctx, e.Module, wasm, guest.Options{Log: f.logLine})
	if err != nil {
		return nil, refuse("module", err)
	}
	return m, nil
}

func (f *Firewall) logLine(l guest.Line) {
	if f.options.Log != nil {
		f.options.Log(l.Filter, l.Level, l.Text)
	}
}

// pipeline makes the instances of one lane.
func (f *Firewall) pipeline(ctx context.Context) (lane.Pipeline, error) {
	var slots []*guest.Slot
	for _, e := range f.filters {
		if e.Mode == config.Off {
			continue
		}
		s, err := e.module.NewSlot(ctx, e.tlv)
		if err != nil {
			for _, s := range slots {
				s.Close()
			}
			return lane.Pipeline{}, fmt.Errorf("filter %s: %w", e.Name, err)
		}
		slots = append(slots, s)
	}
	return lane.Pipeline{Tables: f.tables, Judge: chain.NewJudge(f.policy, nil, slots, f.options.Batch)}, nil
}

// Close releases the modules. Nothing may be running.
func (f *Firewall) Close() error {
	var first error
	for _, e := range f.filters {
		if err := e.module.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
