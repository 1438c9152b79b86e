;; a jump table that leads out of the function, to loop heads and to blocks
(module
  (memory (export "memory") 2 4)
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 0))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 1024))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param $n i64) (result i64) (local $turns i32)
    (loop $again
      (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $turns) (i32.const 5)))
      (block $a (result i64)
        (block $b (result i64)
          (br_table $a $b 3 $a (i64.extend_i32_u (local.get $turns)) (i32.wrap_i64 (i64.and (local.get $n) (i64.const 3)))))
        (return (i64.add (i64.const 100))))
      (return (i64.add (i64.const 200))))
    (i64.const -1))
)
