;; 1,000 calls one after the other, 200 deep at most: leaving by return, branch and fall-through all give the frame back
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func $down (param $n i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (i64.const 1))))
    (br_if 0 (call $down (i64.sub (local.get $n) (i64.const 1))) (i32.wrap_i64 (i64.and (local.get $n) (i64.const 1))))
    (i64.add (i64.const 1)))
  (func (export "run") (param $n i64) (result i64) (local $i i32) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (call $down (i64.and (local.get $n) (i64.const 127)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
    (local.get $sum))
)
