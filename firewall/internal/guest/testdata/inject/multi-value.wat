;; two and three results, returned from within blocks
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func $three (param $n i64) (result i64 i32 f64)
    (block $b
      (loop $l
        (br_if $b (i64.eqz (i64.and (local.get $n) (i64.const 1))))
        (return (local.get $n) (i32.const 7) (f64.const 1.5))))
    (i64.const 11) (i32.const 9) (f64.const 2.5))
  (func $two (param $n i64) (result i64 i64) (local $a i64) (local $b i32) (local $c f64)
    (call $three (local.get $n)) (local.set $c) (local.set $b) (local.set $a)
    (br 0 (i64.add (local.get $a) (i64.extend_i32_u (local.get $b))) (i64.trunc_f64_s (local.get $c))))
  (func (export "run") (param $n i64) (result i64) (i64.add (call $two (local.get $n))))
)
