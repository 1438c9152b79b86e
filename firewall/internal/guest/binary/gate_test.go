package binary

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func testModule(t testing.TB, name string) []byte {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("..", "testdata", name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// TestGateVectors judges one module per failure mode, which its file is named after.
func TestGateVectors(t *testing.T) {
	files, err := filepath.Glob("../testdata/gate/*.wasm")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".wasm")
		t.Run(name, func(t *testing.T) {
			_, err := Gate(testModule(t, "gate/"+name), Limits{})
			if strings.HasPrefix(name, "accepted") {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var refused *GateError
			if !errors.As(err, &refused) {
				t.Fatalf("error %v, want a refusal", err)
			}
			if !strings.HasPrefix(name, string(refused.Rule)) {
				t.Errorf("refused by %q: %v", refused.Rule, err)
			}
		})
	}
}

// TestGateTellsTheAuthor checks that a refusal names what to change.
func TestGateTellsTheAuthor(t *testing.T) {
	for name, want := range map[string]string{
		"missing-export-pc_filter":          `function "pc_filter" of type (i32) -> (i32) has to be exported`,
		"missing-export-memory":             `the memory has to be exported as "memory"`,
		"export-type-pc_filter":             `export "pc_filter" has type () -> (i32), ABI version 1 wants (i32) -> (i32)`,
		"import-not-allowed-wasi":           "GOOS=wasip1",
		"import-not-allowed-env":            `import "abort" of module "env"`,
		"import-not-allowed-clock":          `import "now" of module "portcullis" does not exist`,
		"import-type-log":                   "(i32, i32) -> (), the host offers (i32, i32, i32) -> ()",
		"memory-unbounded":                  "--max-memory",
		"start-section":                     "export _initialize instead",
		"feature-not-allowed-tail-call":     "tail call",
		"feature-not-allowed-threads":       "atomics",
		"feature-not-allowed-exceptions":    "exception handling",
		"feature-not-allowed-relaxed-simd":  "relaxed SIMD",
		"feature-not-allowed-shared-memory": "shared",
		"reserved-export-fuel":              "rename it",
	} {
		_, err := Gate(testModule(t, "gate/"+name), Limits{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q in it", name, err, want)
		}
	}
}

func TestGateInfo(t *testing.T) {
	wasm := testModule(t, "gate/accepted-full")
	info, err := Gate(wasm, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if info.Size != len(wasm) || info.Functions != 7 || info.Loops != 1 || !info.Vector || info.MemoryMin != 1 || info.MemoryMax != 1 ||
		info.TableEntries != 6 || info.DataBytes != 13 || strings.Join(info.Imports, " ") != "log metric" {
		t.Errorf("info %+v", info)
	}
	if !info.Exported("_initialize") || info.Exported("pc_state_save") {
		t.Errorf("exports %v", info.Exports)
	}
}

func TestGateLimits(t *testing.T) {
	wasm := testModule(t, "gate/accepted-full")
	for name, limits := range map[string]Limits{
		"too-large module":   {Size: len(wasm) - 1},
		"too-large function": {FunctionBytes: 200},
		"too-many types":     {Types: 2},
		"too-many imports":   {Imports: 1},
		"too-many functions": {Functions: 6},
		"too-many globals":   {Globals: 6},
		"too-many tables":    {Tables: 1},
		"too-many segments":  {Elements: 5},
		"too-many data":      {Data: 1},
		"too-many exports":   {Exports: 6},
		"too-many locals":    {Locals: 4},
		"too-many targets":   {BranchTable: 1},
		"too-deep":           {Nesting: 2},
		"too-tangled":        {Tangle: 10},
		"table-too-large":    {TableEntries: 3},
	} {
		_, err := Gate(wasm, limits)
		var refused *GateError
		if !errors.As(err, &refused) || !strings.HasPrefix(name, string(refused.Rule)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGateEveryCut shows that a module cut anywhere is refused, and never with a panic.
func TestGateEveryCut(t *testing.T) {
	wasm := testModule(t, "gate/accepted-full")
	for n := range wasm {
		// A cut between sections may leave a well-formed module, which then lacks its exports or its code.
		if _, err := Gate(wasm[:n], Limits{}); err == nil && n < len(wasm)-40 {
			t.Errorf("accepted after %d of %d bytes", n, len(wasm))
		}
	}
}

// TestGateEveryByte turns each byte of a module into each other value: whatever comes out, the gate returns.
func TestGateEveryByte(t *testing.T) {
	wasm := testModule(t, "gate/accepted-full")
	for at := range wasm {
		was := wasm[at]
		for v := range 256 {
			wasm[at] = byte(v)
			if info, err := Gate(wasm, Limits{}); err == nil {
				Inject(info)
			}
		}
		wasm[at] = was
	}
}

func code(instructions ...byte) []byte {
	return append([]byte{0}, append(instructions, opEnd)...) // no locals
}

// module returns the smallest accepted module with one more function, of type 0, that has the given body.
func moduleWith(t testing.TB, body []byte) []byte {
	t.Helper()
	info, err := Gate(testModule(t, "gate/accepted"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m := info.module
	out := append([]byte{}, m.wasm[:8]...)
	for _, id := range sectionOrder {
		content := m.wasm[m.sections[id].start:m.sections[id].end]
		switch id {
		case sectionFunction:
			content = extend(content, 1, []byte{0})
		case sectionCode:
			content = extend(content, 1, append(appendU32(nil, len(body)), body...))
		}
		if len(content) > 0 {
			out = append(appendU32(append(out, byte(id)), len(content)), content...)
		}
	}
	return out
}

// TestGateReadsAsTheCompilerDoes holds the forms in which the compiler behind the gate would read other instructions than the
// specification does: the byte after 0xFD is the number for it, and what follows is executed.
func TestGateReadsAsTheCompilerDoes(t *testing.T) {
	for name, c := range map[string]struct {
		body []byte
		rule Rule
	}{
		"i8x16.add plain":              {code(0xFD, 0xEE, 0x01), RuleFeature}, // 0xEE is a hole
		"vector number padded":         {code(0xFD, 0x8C, 0x00), RuleMalformed},
		"vector number of three":       {code(0xFD, 0x8E, 0x81, 0x00), RuleMalformed},
		"relaxed number hides block":   {code(0xFD, 0x8E, 0x02, 0x40, 0x0B), RuleFeature},
		"misc number padded":           {code(0xFC, 0x8B, 0x00), RuleMalformed},
		"misc number beyond":           {code(0xFC, 0x12), RuleFeature},
		"block type padded":            {code(0x02, 0xC0, 0x7F, 0x0B), RuleMalformed},
		"block type of a later type":   {code(0x02, 0x63, 0x70, 0x0B), RuleMalformed},
		"second memory in alignment":   {code(0x41, 0, 0x28, 0x42, 0x01, 0x00, 0x1A), RuleFeature},
		"second memory of memory.fill": {code(0xFC, 0x0B, 0x01), RuleFeature},
		"select with two types":        {code(0x1C, 0x02, 0x7F, 0x7F), RuleFeature},
		"ref.null of a type index":     {code(0xD0, 0x05), RuleFeature},
		"unknown opcode":               {code(0xFF), RuleFeature},
		"garbage collection":           {code(0xFB, 0x00), RuleFeature},
		"i32.const of six bytes":       {code(0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00), RuleMalformed},
		"i32.const of 33 bits":         {code(0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F), RuleMalformed},
		"i64.const of 65 bits":         {code(0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02), RuleMalformed},
		"label of 33 bits":             {code(0x0C, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F), RuleMalformed},
		"bytes after the end":          {code(opEnd, 0x01), RuleMalformed},
		"no end":                       {[]byte{0, 0x01}, RuleMalformed},
		"groups without end":           {[]byte{0x05, 0x01, 0x7F}, RuleMalformed},
		"locals that wrap":             {[]byte{0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0x0B}, RuleTooMany},
	} {
		_, err := Gate(moduleWith(t, c.body), Limits{})
		var refused *GateError
		if !errors.As(err, &refused) || refused.Rule != c.rule {
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
	for name, body := range map[string][]byte{
		"i32.const at its ends": code(0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x1A, 0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x1A),
		"i64.const at its ends": code(0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F, 0x1A),
		"padded i32.const":      code(0x41, 0x80, 0x00, 0x1A),
		"padded label":          code(0x0C, 0x80, 0x80, 0x00),
		"i8x16.sub":             code(0x00, 0xFD, 0x71, 0x1A),
		"i16x8.add":             code(0x00, 0xFD, 0x8E, 0x01, 0x1A),
	} {
		if _, err := Gate(moduleWith(t, body), Limits{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGateMalformed breaks the layer above instructions.
func TestGateMalformed(t *testing.T) {
	base := testModule(t, "gate/accepted")
	cat := func(parts ...[]byte) (out []byte) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	header := base[:8]
	for name, c := range map[string]struct {
		wasm []byte
		rule Rule
	}{
		"empty":                    {nil, RuleNotAModule},
		"text":                     {[]byte("(module (memory 1 1))"), RuleNotAModule},
		"component":                {[]byte("\x00asm\x0d\x00\x01\x00"), RuleNotAModule},
		"header only":              {header, RuleMissingExport},
		"section of 4 GiB":         {cat(header, []byte{1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}), RuleMalformed},
		"section twice":            {cat(header, []byte{1, 1, 0, 1, 1, 0}), RuleMalformed},
		"sections out of order":    {cat(header, []byte{3, 1, 0, 1, 1, 0}), RuleMalformed},
		"section 200":              {cat(header, []byte{200, 1, 0}), RuleFeature},
		"bytes left in section":    {cat(header, []byte{1, 2, 0, 0}), RuleMalformed},
		"types without end":        {cat(header, []byte{1, 1, 100}), RuleMalformed},
		"type form":                {cat(header, []byte{1, 4, 1, 0x5F, 0, 0}), RuleFeature},
		"value type":               {cat(header, []byte{1, 5, 1, 0x60, 1, 0x6E, 0}), RuleFeature},
		"import name":              {cat(header, []byte{2, 5, 1, 1, 0xFF, 0, 0}), RuleMalformed},
		"import name without end":  {cat(header, []byte{2, 2, 1, 9}), RuleMalformed},
		"import of no type":        {cat(header, []byte("\x02\x12\x01\x0aportcullis\x03log\x00\x05")), RuleMalformed},
		"functions without code":   {cat(header, []byte{1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0}), RuleMalformed},
		"code without functions":   {cat(header, []byte{10, 4, 1, 2, 0, 0x0B}), RuleMalformed},
		"memory above its maximum": {cat(header, []byte{5, 4, 1, 1, 2, 1}), RuleMalformed},
		"global mutability":        {cat(header, []byte{6, 6, 1, 0x7F, 2, 0x41, 0, 0x0B}), RuleMalformed},
		"global of an instruction": {cat(header, []byte{6, 5, 1, 0x7F, 0, 0x01, 0x0B}), RuleFeature},
		"export kind":              {cat(header, []byte{7, 5, 1, 1, 'x', 4, 0}), RuleFeature},
		"export twice":             {cat(header, []byte{7, 9, 2, 1, 'x', 0, 0, 1, 'x', 0, 0}), RuleMalformed},
		"element flags":            {cat(header, []byte{9, 2, 1, 8}), RuleFeature},
		"element kind":             {cat(header, []byte{9, 4, 1, 1, 1, 0}), RuleFeature},
		"data flags":               {cat(header, []byte{11, 3, 1, 3, 0}), RuleFeature},
		"data of a second memory":  {cat(header, []byte{11, 7, 1, 2, 1, 0x41, 0, 0x0B, 0}), RuleMemoryCount},
		"data without end":         {cat(header, []byte{11, 3, 1, 1, 9}), RuleMalformed},
		"custom without name":      {cat(header, []byte{0, 1, 9}), RuleMalformed},
	} {
		_, err := Gate(c.wasm, Limits{})
		var refused *GateError
		if !errors.As(err, &refused) || refused.Rule != c.rule {
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
}

// FuzzGate: no input panics, and the time is linear enough for the fuzzer. What passes can be rewritten.
func FuzzGate(f *testing.F) {
	files, _ := filepath.Glob("../testdata/*/*.wasm")
	for _, file := range files {
		wasm, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wasm)
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		info, err := Gate(wasm, Limits{})
		if err != nil {
			return
		}
		out, err := Inject(info)
		if err != nil {
			return
		}
		again, refused := parse(out, Limits{Size: 1 << 30, FunctionBytes: 1 << 30, Nesting: 1 << 30}.withDefaults())
		if refused != nil && refused.Rule != RuleTooMany && refused.Rule != RuleTooTangled {
			t.Fatalf("the rewritten module does not parse: %v", refused)
		}
		if refused == nil && again.globals != info.module.globals+2 {
			t.Fatalf("%d globals, were %d", again.globals, info.module.globals)
		}
	})
}
