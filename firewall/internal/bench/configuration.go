package bench

// configuration is that of an operator with one partner, whose nodes have the
// addresses of messages.txt. The three places are for addresses that datagrams
// come from: home's, and the partner's twice.
const configuration = `version: 1
home:
  plmns: ["001-01"]
  addresses: ["%s/32", "192.0.2.0/24"]
  apns: ["internet"]
interconnects:
  - {name: carrier, addresses: ["%s/32", "198.51.100.0/25"], mode: enforce}
operators:
  - {name: partner, via: [carrier], plmns: ["999-70"], gsn_addresses: ["%s/32", "198.51.100.0/25"]}
`
