// Package binary reads WebAssembly core 2.0 modules and rewrites them, so that code which nobody trusts can be compiled and called.
//
// [Gate] walks a module once, in time linear in its size, and refuses whatever could hurt the host before any compiler sees it:
// sizes and counts, imports outside the allow-list, a start section, unbounded memories and tables, instructions beyond core 2.0.
//
// [Inject] rewrites a module that passed the gate so that it pays fuel for every function entry, loop iteration and bulk memory
// operation, and for the depth of its calls. It is sound only for modules that are valid: the caller has the original validated
// first, because a module that is invalid as shipped could become valid by the rewriting and reach the two added globals.
//
// Both rest on one reading of the binary format. Where the compiler behind it reads loosely (an over-long opcode number whose tail it
// would execute as instructions), this package refuses: the two must never disagree about where an instruction ends.
//
// Clauses cited are those of "WebAssembly Core Specification", release 2.0.
package binary
