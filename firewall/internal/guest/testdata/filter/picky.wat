;; refuses every configuration but the default one
(module
  (memory (export "memory") 8 16)
  (data (i32.const 16) "{\"abi\":1,\"name\":\"guest\",\"version\":\"1.0.0\",\"description\":\"test guest\",\"protocols\":[\"gtpv2\"],\"columns\":{\"required\":[\"code\"],\"optional\":[]},\"counters\":[],\"metrics\":[],\"reasons\":[{\"name\":\"code-listed\",\"rule\":\"\",\"action\":\"drop\",\"cause\":{},\"doc\":\"The code is on the list.\"}],\"config\":{\"type\":\"object\",\"properties\":{\"strict\":{\"type\":\"boolean\",\"x-tag\":1,\"description\":\"Refused.\"}},\"additionalProperties\":false},\"self_test\":[]}")
  (func (export "pc_abi") (result i32) (i32.const 1))
  (func (export "pc_manifest") (result i64) (i64.const 1795296329744))
  (func (export "pc_buffer") (param i32) (result i32) (i32.const 65536))
  (func (export "pc_init") (param i32 i32) (result i32) (i32.mul (i32.const 7) (i32.gt_u (local.get 1) (i32.const 0))))
  (func (export "pc_filter") (param i32) (result i32) (i32.const 0)))
