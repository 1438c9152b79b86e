;; does what the code of row 0 says
(module
  (import "portcullis" "log" (func $log (param i32 i32 i32)))
  (import "portcullis" "metric" (func $metric (param i32 i64)))
  (table 1 funcref)
  (data (i32.const 600) "a line\0awith \1b[31m and \ff.")
  (memory (export "memory") 8 16)
  (data (i32.const 16) "{\"abi\":1,\"name\":\"guest\",\"version\":\"1.0.0\",\"description\":\"test guest\",\"protocols\":[\"gtpv2\"],\"columns\":{\"required\":[\"code\"],\"optional\":[]},\"counters\":[],\"metrics\":[{\"name\":\"seen\",\"doc\":\"rows\"},{\"name\":\"odd\",\"doc\":\"odd rows\"}],\"reasons\":[{\"name\":\"one\",\"rule\":\"\",\"action\":\"drop\",\"cause\":{},\"doc\":\"First.\"},{\"name\":\"two\",\"rule\":\"\",\"action\":\"flag\",\"cause\":{},\"doc\":\"Second.\"}],\"config\":{\"type\":\"object\",\"properties\":{}},\"self_test\":[]}")
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 1842540970000))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param $rows i32) (result i32)
      (block $c14 (block $c13 (block $c12 (block $c11 (block $c10 (block $c9 (block $c8 (block $c7 (block $c6 (block $c5 (block $c4 (block $c3 (block $c2 (block $c1 (block $c0 
      (br_table $c0 $c1 $c2 $c3 $c4 $c5 $c6 $c7 $c8 $c9 $c10 $c11 $c12 $c13 $c14 (i32.load (i32.add (i32.const 65536) (i32.load (i32.const 65600))))))
      ;; 0 behaves
      (return (i32.const 0)))
      ;; 1 gives up
      unreachable)
      ;; 2 returns failure
      (return (i32.const -3)))
      ;; 3 sets a bit that no reason has
      (i64.store (i32.add (i32.const 65536) (i32.load offset=20 (i32.const 65536))) (i64.const 4)) (return (i32.const 0)))
      ;; 4 reads outside the memory
      (drop (i32.load (i32.const -4))) (return (i32.const 0)))
      ;; 5 divides by zero
      (return (i32.div_u (i32.const 1) (i32.const 0))))
      ;; 6 calls nothing
      (call_indirect (i32.const 0)) (return (i32.const 0)))
      ;; 7 never ends
      (loop $l (br $l)))
      ;; 8 recurses
      (call $recurse) (return (i32.const 0)))
      ;; 9 grows its memory
      (drop (memory.grow (i32.const 1))) (return (i32.const 0)))
      ;; 10 logs
      (call $log (i32.const 2) (i32.const 600) (i32.const 24)) (return (i32.const 0)))
      ;; 11 counts
      (call $metric (i32.const 1) (i64.const 5)) (call $metric (i32.const 99) (i64.const 5)) (return (i32.const 0)))
      ;; 12 overwrites header and directory
      (memory.fill (i32.const 65536) (i32.const 255) (i32.const 72)) (return (i32.const 0)))
      ;; 13 flags the last row with a bit that no reason has
      (i64.store (i32.add (i32.const 65536) (i32.add (i32.load offset=24 (i32.const 65536)) (i32.shl (i32.sub (local.get $rows) (i32.const 1)) (i32.const 3)))) (i64.const 0x8000000000000000)) (return (i32.const 0)))
      ;; 14 logs from outside its memory
      (call $log (i32.const 2) (i32.const -1) (i32.const 2)) (return (i32.const 0))
    unreachable)
  (func $recurse (call $recurse)))
