;; a loop over memory with 128-bit lanes
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param $n i64) (result i64) (local $i i32) (local $sum v128)
    (memory.fill (i32.const 0) (i32.wrap_i64 (local.get $n)) (i32.const 1024))
    (i64.store (i32.const 512) (local.get $n))
    (loop $next
      (local.set $sum (i64x2.add (local.get $sum)
        (i64x2.extend_low_i32x4_u (i32x4.eq (v128.load (local.get $i)) (v128.load offset=512 (local.get $i))))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 512))))
    (i64.xor (i64x2.extract_lane 0 (local.get $sum)) (i64x2.extract_lane 1 (local.get $sum))))
)
