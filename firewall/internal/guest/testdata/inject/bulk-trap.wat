;; a length beyond the memory traps with and without metering
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param $n i64) (result i64)
    (memory.fill (i32.const 131000) (i32.const 1) (i32.wrap_i64 (i64.and (local.get $n) (i64.const 255))))
    (i64.load (i32.const 131000)))
)
