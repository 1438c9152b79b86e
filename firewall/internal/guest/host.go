package guest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"
)

const (
	maxLogLine = 1024
	maxMetrics = 64
	logQueue   = 64
)

// host implements the functions that a guest may import. Its methods are called by any number of lanes.
type host struct {
	metrics [maxMetrics]atomic.Int64
	dropped atomic.Int64 // log lines

	filter  atomic.Pointer[string]
	lines   chan Line // nil when nobody listens
	done    sync.WaitGroup
	rate    int64
	window  atomic.Int64 // the second that spent counts for
	spent   atomic.Int64
	seconds func() int64 // clock of the rate limit
}

func newHost(name string, opt Options) *host {
	h := &host{rate: int64(opt.LogRate), seconds: func() int64 { return time.Now().Unix() }}
	h.filter.Store(&name)
	if opt.Log != nil {
		h.lines = make(chan Line, logQueue)
		h.done.Go(func() {
			for line := range h.lines {
				opt.Log(line)
			}
		})
	}
	return h
}

// close ends the delivery of lines. No guest runs any more.
func (h *host) close() {
	if h.lines != nil {
		close(h.lines)
		h.done.Wait()
	}
}

// instantiate offers the imports of sdk/ABI.md to the modules of a runtime.
func (h *host) instantiate(ctx context.Context, rt wazero.Runtime) error {
	i32, i64 := api.ValueTypeI32, api.ValueTypeI64
	_, err := rt.NewHostModuleBuilder(binary.HostModule).
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(h.log), []api.ValueType{i32, i32, i32}, nil).Export("log").
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(h.metric), []api.ValueType{i32, i64}, nil).Export("metric").
		Instantiate(ctx)
	return err
}

// log is (level: i32, address: i32, length: i32). It runs on a lane: it never waits, and what is too much is counted instead.
func (h *host) log(_ context.Context, mod api.Module, stack []uint64) {
	level, address, length := api.DecodeI32(stack[0]), api.DecodeU32(stack[1]), api.DecodeU32(stack[2])
	text, ok := mod.Memory().Read(address, min(length, maxLogLine))
	if h.lines == nil || !ok || !h.allow() {
		h.dropped.Add(1)
		return
	}
	line := Line{Filter: *h.filter.Load(), Level: int(max(0, min(level, 3))), Text: printable(string(text), maxLogLine)}
	select {
	case h.lines <- line:
	default:
		h.dropped.Add(1)
	}
}

// allow takes a place in the current second. Two lanes that turn the second together may let a few lines more pass.
func (h *host) allow() bool {
	if now := h.seconds(); h.window.Swap(now) != now {
		h.spent.Store(0)
	}
	return h.spent.Add(1) <= h.rate
}

// metric is (id: i32, delta: i64). An id without a counter is ignored.
func (h *host) metric(_ context.Context, _ api.Module, stack []uint64) {
	if id := api.DecodeU32(stack[0]); id < maxMetrics {
		h.metrics[id].Add(int64(stack[1]))
	}
}
