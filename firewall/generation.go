package firewall

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
)

// generation is one configuration made ready: modules loaded, policy compiled. A
// reload makes a new one and leaves the old one as it is.
type generation struct {
	config   *Config
	options  Options
	tables   *resolve.Tables
	policy   *chain.Policy
	control  chain.Control
	filters  []*filter
	warnings []Warning
}

// filter is one entry of the configuration with its loaded module.
type filter struct {
	*config.Filter
	module *guest.Module
	tlv    []byte
}

func newGeneration(ctx context.Context, cfg *Config, options Options) (*generation, error) {
	if err := distinct(cfg); err != nil {
		return nil, err
	}
	g := &generation{config: cfg, options: options, tables: resolve.New(cfg)}
	if err := g.load(ctx); err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.policy, g.warnings = compilePolicy(cfg, g.filters, g.tables)
	return g, nil
}

// distinct refuses files of the appliance's own in each other's place: events in the
// ledger would keep it from starting again.
func distinct(cfg *Config) error {
	taken := map[string]string{
		filepath.Join(cfg.StateDir, evidence.LedgerFile): "the ledger",
		filepath.Join(cfg.StateDir, evidence.TokenFile):  "the key of tokens",
		filepath.Clean(cfg.Admin.Socket):                 "the admin socket",
		filepath.Clean(cfg.File()):                       "the configuration itself",
	}
	if what, both := taken[filepath.Clean(cfg.Events.File)]; both {
		return config.NewInvalid([]config.Problem{cfg.Problem("/events/file", "is "+what, "a file of its own")})
	}
	return nil
}

// load loads the module of every filter, also of those that are off: a
// configuration whose modules do not load is not valid.
func (g *generation) load(ctx context.Context) error {
	entries := g.config.Filters
	if entries == nil {
		entries = builtinFilters()
	}
	for i := range entries {
		e := &entries[i]
		m, err := g.loadFilter(ctx, i, e)
		if err != nil {
			return err
		}
		loaded := &filter{Filter: e, module: m}
		g.filters = append(g.filters, loaded)
		if loaded.tlv, err = m.CompileConfig(e.Config); err != nil {
			return g.configError(i, err)
		}
		if err := m.Start(ctx, loaded.tlv); err != nil { // its self-test has seen the default configuration only
			return config.NewInvalid([]config.Problem{g.config.Problem(fmt.Sprintf("/filters/%d/config", i), err.Error(), "")})
		}
	}
	return nil
}

// loadFilter loads the module of one entry and compares its digest with the
// pinned one.
func (g *generation) loadFilter(ctx context.Context, index int, e *config.Filter) (*guest.Module, error) {
	refuse := func(key string, err error) error {
		return config.NewInvalid([]config.Problem{g.config.Problem(fmt.Sprintf("/filters/%d/%s", index, key), err.Error(), "")})
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
	m, err := guest.Load(ctx, e.Module, wasm, guest.Options{Log: g.logLine})
	if err != nil {
		return nil, refuse("module", err)
	}
	return m, nil
}

func (g *generation) logLine(l guest.Line) {
	if g.options.Log != nil {
		g.options.Log(l.Filter, l.Level, l.Text)
	}
}

// pipeline makes the filter instances of one lane.
func (g *generation) pipeline(ctx context.Context) (lane.Pipeline, error) {
	var slots []*guest.Slot
	for _, e := range g.filters {
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
	return lane.Pipeline{Tables: g.tables, Judge: chain.NewJudge(g.policy, &g.control, slots, g.options.Batch)}, nil
}

// close releases the modules. No lane may use them.
func (g *generation) close() (err error) {
	for _, e := range g.filters {
		err = errors.Join(err, e.module.Close())
	}
	return err
}
