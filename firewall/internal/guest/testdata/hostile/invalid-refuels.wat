;; invalid as shipped: it writes global 0, which does not exist until the fuel is added there
(module
  (memory (export "memory") 8 16)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32)
    (loop $l (global.set 0 (i64.const 1000000)) (br $l)) (i32.const 0)))
