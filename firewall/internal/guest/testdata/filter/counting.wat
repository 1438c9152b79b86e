;; Gives the low bits of its first counter as reasons with verdict block, of its second with verdict flag; traps where a code is 9.
(module
  (memory (export "memory") 8 16)
  (data (i32.const 16) "{\"abi\":1,\"name\":\"counting\",\"version\":\"1.0.0\",\"description\":\"test guest\",\"protocols\":[\"gtpv1\",\"gtpv2\"],\"codes\":[300,9,2,1],\"columns\":{\"required\":[\"code\"],\"optional\":[]},\"counters\":[{\"name\":\"all\",\"key\":[\"src\",\"dst\"],\"window\":60,\"limit\":64,\"doc\":\"All between two addresses.\"},{\"name\":\"fresh\",\"key\":[\"src\",\"dst\",\"protocol\"],\"window\":\"interval\",\"limit\":3,\"codes\":[1,300],\"kinds\":[\"request\"],\"directions\":[\"in\"],\"distinct\":\"sequence\",\"doc\":\"New requests.\"}],\"metrics\":[],\"reasons\":[{\"name\":\"b0\",\"action\":\"drop\",\"doc\":\"Bit 0 of a counter.\"},{\"name\":\"b1\",\"action\":\"drop\",\"doc\":\"Bit 1 of a counter.\"},{\"name\":\"b2\",\"action\":\"drop\",\"doc\":\"Bit 2 of a counter.\"},{\"name\":\"b3\",\"action\":\"drop\",\"doc\":\"Bit 3 of a counter.\"},{\"name\":\"b4\",\"action\":\"drop\",\"doc\":\"Bit 4 of a counter.\"},{\"name\":\"b5\",\"action\":\"drop\",\"doc\":\"Bit 5 of a counter.\"},{\"name\":\"b6\",\"action\":\"drop\",\"doc\":\"Bit 6 of a counter.\"},{\"name\":\"b7\",\"action\":\"drop\",\"doc\":\"Bit 7 of a counter.\"}],\"config\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"interval\":{\"x-tag\":1,\"type\":\"integer\",\"default\":60}}},\"self_test\":[{\"name\":\"it says what it sees\",\"rows\":[{\"code\":1,\"counter.all\":5,\"counter.fresh\":2},{\"code\":2,\"counter.fresh\":4294967295}],\"block\":[[\"b0\",\"b2\"],[]],\"flag\":[[\"b1\"],[\"b0\",\"b1\",\"b2\",\"b3\",\"b4\",\"b5\",\"b6\",\"b7\"]]}]}")
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 5523327942672))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  ;; array returns the address of the array at an index of the directory.
  (func $array (param $index i32) (result i32)
    (i32.add (i32.const 65536) (i32.load offset=65600 (i32.shl (local.get $index) (i32.const 2)))))
  (func $word (param $index i32) (param $row i32) (result i32)
    (i32.load (i32.add (call $array (local.get $index)) (i32.shl (local.get $row) (i32.const 2)))))
  (func $say (param $output i32) (param $row i32) (param $value i32)
    (i64.store (i32.add (i32.add (i32.const 65536) (local.get $output)) (i32.shl (local.get $row) (i32.const 3)))
      (i64.extend_i32_u (i32.and (local.get $value) (i32.const 255)))))
  (func (export "pc_filter") (param $rows i32) (result i32) (local $i i32)
    (loop $row
      (if (i32.eq (call $word (i32.const 0) (local.get $i)) (i32.const 9)) (then (unreachable)))
      (call $say (i32.load (i32.const 65556)) (local.get $i) (call $word (i32.const 1) (local.get $i)))
      (call $say (i32.load (i32.const 65560)) (local.get $i) (call $word (i32.const 2) (local.get $i)))
      (br_if $row (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $rows))))
    (i32.const 0)))
