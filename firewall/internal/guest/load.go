package guest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"
)

// Module is a filter module, compiled and checked. Its methods may be called from any goroutine.
type Module struct {
	name     string // of the file until the manifest is read, of the manifest then
	options  Options
	digest   [sha256.Size]byte
	info     *binary.Info
	manifest *Manifest
	counters []Counting // with the windows of the default configuration
	layout   *layout
	schema   *schema

	host     *host
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// maxManifest bounds the manifest's text.
const maxManifest = 256 << 10

// Load makes a module ready for use, or says which rule, export, column or test it fails. name stands for the module in errors until its
// manifest has been read. Errors of the gate are [*binary.GateError], of calls [*TrapError], of the manifest [*ManifestError], of the
// self-test [*SelfTestError].
func Load(ctx context.Context, name string, wasm []byte, opt Options) (*Module, error) {
	m := &Module{name: name, options: opt.withDefaults(), digest: sha256.Sum256(wasm)}
	if err := m.load(ctx, wasm); err != nil {
		m.Close()
		return nil, fmt.Errorf("module %s: %w", name, err)
	}
	return m, nil
}

func (m *Module) load(ctx context.Context, wasm []byte) (err error) {
	if m.info, err = binary.Gate(wasm, m.options.Limits); err != nil {
		return err
	}
	if err = validate(ctx, wasm); err != nil {
		return err
	}
	metered, err := binary.Inject(m.info)
	if err != nil {
		return err
	}
	if err = m.compile(ctx, metered); err != nil {
		return err
	}
	if err = m.readManifest(ctx); err != nil {
		return err
	}
	if m.options.Untested {
		return nil
	}
	return m.selfTest(ctx)
}

// engine configures a runtime for the core that the gate lets pass. Every memory takes its maximum at once, so that it never moves.
func engine(c wazero.RuntimeConfig) wazero.RuntimeConfig {
	return c.WithCoreFeatures(api.CoreFeaturesV2).WithMemoryCapacityFromMax(true).WithDebugInfoEnabled(false)
}

// validate refuses a module that is not valid as it was shipped. Rewriting comes after: in an invalid module, an index one past the last
// global would otherwise come to mean the fuel. The interpreter is used because it does not generate code.
func validate(ctx context.Context, wasm []byte) (err error) {
	defer catch(&err, "validating")
	rt := wazero.NewRuntimeWithConfig(ctx, engine(wazero.NewRuntimeConfigInterpreter()))
	defer rt.Close(ctx)
	if _, err = rt.CompileModule(ctx, wasm); err != nil {
		return fmt.Errorf("the module is not valid: %s", printable(err.Error(), 300))
	}
	return nil
}

// compile takes the rewritten module. On an architecture without a compiler it is interpreted.
func (m *Module) compile(ctx context.Context, metered []byte) (err error) {
	defer catch(&err, "compiling")
	m.runtime = wazero.NewRuntimeWithConfig(ctx, engine(wazero.NewRuntimeConfig()))
	m.host = newHost(m.name, m.options)
	if err = m.host.instantiate(ctx, m.runtime); err != nil {
		return err
	}
	if m.compiled, err = m.runtime.CompileModule(ctx, metered); err != nil {
		return fmt.Errorf("the rewritten module does not compile: %s", printable(err.Error(), 300))
	}
	return nil
}

// catch turns a panic of a library that works on untrusted bytes into a refusal of the module.
func catch(err *error, doing string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%s the module failed: %s", doing, printable(fmt.Sprint(r), 300))
	}
}

// instantiate runs nothing of the guest: there is no start section, and _start is not looked for.
func (m *Module) instantiate(ctx context.Context) (_ api.Module, err error) {
	defer catch(&err, "instantiating")
	return m.runtime.InstantiateModule(ctx, m.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
}

// readManifest asks a first instance for version and manifest, and checks them.
func (m *Module) readManifest(ctx context.Context) error {
	in, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	version, err := in.call("pc_abi")
	if err != nil {
		return err
	}
	if version != 1 {
		return &ManifestError{Field: "pc_abi", Problem: fmt.Sprintf("the module speaks filter ABI %d, this host speaks 1", int32(version))}
	}
	text, err := in.manifest()
	if err != nil {
		return err
	}
	if m.manifest, err = parseManifest(text); err != nil {
		return err
	}
	columns, err := m.manifest.check()
	if err != nil {
		return err
	}
	m.layout = newLayout(columns, m.manifest.Counters)
	m.name = m.manifest.Name
	m.host.filter.Store(&m.name)
	if m.schema, err = compileSchema(m.manifest.Config); err != nil {
		return err
	}
	m.counters, err = m.manifest.countings(m.schema.properties)
	return err
}

// manifest copies the manifest's text out of the guest.
func (in *Instance) manifest() ([]byte, error) {
	packed, err := in.call("pc_manifest")
	if err != nil {
		return nil, err
	}
	address, length := uint32(packed), uint32(packed>>32)
	if length > maxManifest {
		return nil, in.fail("pc_manifest", ReasonBadOutput, fmt.Sprintf("a manifest of %d bytes, at most %d are allowed", length, maxManifest))
	}
	text, ok := in.memory.Read(address, length)
	if !ok {
		return nil, in.fail("pc_manifest", ReasonBadOutput, fmt.Sprintf("%d bytes at %#x are outside the memory", length, address))
	}
	return append([]byte(nil), text...), nil
}

// Name returns the manifest's name.
func (m *Module) Name() string { return m.name }

// Manifest returns what the module declares. It is not to be changed.
func (m *Module) Manifest() *Manifest { return m.manifest }

// Counters returns the declared counters, as they are to be kept under the default configuration.
func (m *Module) Counters() []Counting { return m.counters }

// Info describes the module's binary.
func (m *Module) Info() *binary.Info { return m.info }

// Digest returns the SHA-256 of the module as it was given.
func (m *Module) Digest() [sha256.Size]byte { return m.digest }

// Schema returns the compiled schema of the module's configuration, nil if it takes none.
func (m *Module) Schema() *jsonschema.Schema {
	if m.schema == nil {
		return nil
	}
	return m.schema.compiled
}

// Has tells whether this host delivers the column at index i of the manifest.
func (m *Module) Has(i int) bool { return m.layout.fields[i].have }

// BufferSize returns the bytes of guest memory that batches take.
func (m *Module) BufferSize() int { return m.layout.size }

// Metrics returns the values of the manifest's metrics, in its order, summed over all instances since loading.
func (m *Module) Metrics() []int64 {
	values := make([]int64, len(m.manifest.Metrics))
	for i := range values {
		values[i] = m.host.metrics[i].Load()
	}
	return values
}

// DroppedLines returns how many lines of the guest's log were not delivered.
func (m *Module) DroppedLines() int64 { return m.host.dropped.Load() }

// Close releases the compiled code and every instance. Nothing of the module may be running.
func (m *Module) Close() error {
	var errs []error
	if m.runtime != nil {
		errs = append(errs, m.runtime.Close(background))
	}
	if m.host != nil {
		m.host.close()
	}
	m.runtime, m.host = nil, nil
	return errors.Join(errs...)
}
