package firewall

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
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

	// Event receives the records that Run also writes to the events file, off
	// the path of traffic.
	Event func(*Record)

	// Warn receives what whoever runs the appliance should know, off the path of
	// traffic: one line each, without identities.
	Warn func(text string)

	// Ready is called once, when every link of Run carries traffic.
	Ready func()
}

// Firewall judges by a configuration: captures, or the traffic of links.
type Firewall struct {
	options Options
	now     atomic.Pointer[generation]
	running atomic.Pointer[appliance] // while Run carries traffic
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
	f := &Firewall{options: options}
	g, err := newGeneration(ctx, cfg, options)
	if err != nil {
		return nil, err
	}
	f.now.Store(g)
	return f, nil
}

// Warnings returns what is odd about the configuration in the light of the
// modules that it names.
func (f *Firewall) Warnings() []Warning { return f.now.Load().warnings }

// warn tells whoever runs the appliance.
func (f *Firewall) warn(format string, args ...any) {
	if f.options.Warn != nil {
		f.options.Warn(fmt.Sprintf(format, args...))
	}
}

// Close releases the modules. Nothing may be running.
func (f *Firewall) Close() error { return f.now.Load().close() }
