;; fails on every operation
(module
  (memory (export "memory") 8 16)
  (data (i32.const 16) "{\"abi\":1,\"name\":\"trap\",\"version\":\"1.0.0\",\"description\":\"fails on every operation\",\"protocols\":[\"gtpv1\",\"gtpv2\",\"gtpu\"],\"columns\":{\"required\":[\"code\"],\"optional\":[]},\"counters\":[],\"metrics\":[],\"reasons\":[{\"name\":\"never\",\"rule\":\"\",\"action\":\"drop\",\"cause\":{},\"doc\":\"Never given.\"}],\"config\":{\"type\":\"object\",\"properties\":{}},\"self_test\":[]}")
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 1447403978768))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.const 0))
  (func (export "pc_filter") (param i32) (result i32) unreachable))
