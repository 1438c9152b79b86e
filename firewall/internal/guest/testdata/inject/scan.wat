;; the shape of a filter: 64 rows compared with 16 values, 16 bytes at a time (benchmark)
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param $n i64) (result i64) (local $row i32) (local $at i32) (local $key v128) (local $hits v128)
    (loop $next
      (local.set $key (i32x4.splat (i32.load (i32.shl (local.get $row) (i32.const 2)))))
      (local.set $at (i32.const 0))
      (loop $compare
        (local.set $hits (i32x4.add (local.get $hits) (i32x4.eq (local.get $key) (v128.load offset=1024 (local.get $at)))))
        (br_if $compare (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 64))))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (i32.const 64))))
    (i64.extend_i32_s (i32x4.extract_lane 0 (local.get $hits))))
)
