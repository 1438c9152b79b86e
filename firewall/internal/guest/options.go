package guest

import "github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"

// Options of [Load]. The zero value is the default of everything.
type Options struct {
	Limits binary.Limits // zero fields take binary.DefaultLimits

	// Fuel that every call of pc_filter gets, whatever its rows: 1,000,000 units, the amount of one operation (sdk/ABI.md).
	Fuel int64
	// SetupFuel that _initialize, pc_abi, pc_manifest, pc_buffer and pc_init get each: ten times Fuel's default, some milliseconds. They
	// run off the path, but a guest cannot be preempted: while it spends this, garbage collection and with it every lane may wait.
	SetupFuel int64
	// Depth of calls: 256 frames. A frame with thousands of locals and instructions counts as several.
	Depth int

	// Untested leaves the self-test to the caller (Module.SelfTests), who wants to see all that fails.
	Untested bool

	// Log receives what the guest logs, if set: valid UTF-8 without control characters, at most 1,024 bytes. It is called from a
	// goroutine of the module, so that it may take its time; lines beyond LogRate a second are dropped and counted.
	Log     func(Line)
	LogRate int // 10
}

// Line is one line logged by a guest.
type Line struct {
	Filter string // name of the manifest
	Level  int    // 0 debug, 1 info, 2 warning, 3 error
	Text   string
}

const (
	defaultFuel      = 1_000_000
	defaultSetupFuel = 10 * defaultFuel
	defaultDepth     = 256
	defaultLogRate   = 10
)

func (o Options) withDefaults() Options {
	if o.Fuel == 0 {
		o.Fuel = defaultFuel
	}
	if o.SetupFuel == 0 {
		o.SetupFuel = defaultSetupFuel
	}
	if o.Depth == 0 {
		o.Depth = defaultDepth
	}
	if o.LogRate == 0 {
		o.LogRate = defaultLogRate
	}
	return o
}
