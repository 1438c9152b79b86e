;; never finds anything: what a call costs by itself
(module
  (memory (export "memory") 8 16)
  (data (i32.const 16) "{\"abi\":1,\"name\":\"guest\",\"version\":\"1.0.0\",\"description\":\"test guest\",\"protocols\":[\"gtpv2\"],\"columns\":{\"required\":[\"code\"],\"optional\":[]},\"counters\":[],\"metrics\":[],\"reasons\":[{\"name\":\"code-listed\",\"rule\":\"\",\"action\":\"drop\",\"cause\":{},\"doc\":\"The code is on the list.\"}],\"config\":{\"type\":\"object\",\"properties\":{}},\"self_test\":[]}")
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 1404454305808))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0)))
