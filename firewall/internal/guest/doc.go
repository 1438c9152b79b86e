// Package guest hosts filter modules: WebAssembly that its author, not the operator, answers for. It is the only importer of wazero.
//
// The life of a module:
//
//  1. [Load] passes it through the gate (package binary), has the original validated, injects fuel and call depth, compiles, and reads the
//     manifest from a first instance. The columns are checked against the catalogue in sdk, and the self-test has to hold.
//  2. [Module.CompileConfig] turns the operator's configuration into the TLV that the guest reads.
//  3. [Module.NewInstance] makes an instance whose buffer has the layout of sdk/ABI.md; a [Slot] keeps one instance and a warm spare
//     for one lane.
//  4. Per batch the caller writes columns through [Instance.Column], calls [Instance.Filter], and reads the outputs. Nothing is
//     allocated, locked or looked up on that path.
//  5. A guest that fails returns a [*TrapError]. Its memory is in an unknown state: the instance is thrown away.
//  6. [Module.Close] releases compiled code and all instances.
//
// What bounds a hostile module: the gate bounds what compiling and instantiating may take, fuel bounds the time of every call (the
// runtime cannot interrupt compiled code, and a guest that spins would stop the whole process at the next garbage collection), depth bounds
// the stack, and the declared maximum bounds memory.
package guest
