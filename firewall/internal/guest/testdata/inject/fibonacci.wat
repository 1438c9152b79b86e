;; recursion: the depth counter has to come back to where it was
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func $fib (param $n i64) (result i64)
    (if (i64.lt_u (local.get $n) (i64.const 2)) (then (return (local.get $n))))
    (i64.add (call $fib (i64.sub (local.get $n) (i64.const 1))) (call $fib (i64.sub (local.get $n) (i64.const 2)))))
  (func (export "run") (param i64) (result i64) (call $fib (i64.and (local.get 0) (i64.const 15))))
)
