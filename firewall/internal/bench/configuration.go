package bench

// configuration is that of an operator with one partner, whose nodes have the
// addresses, global titles, point codes and realms of messages.txt. The three
// places are for addresses that datagrams come from: home's, and the partner's twice.
const configuration = `version: 1
home:
  plmns: ["001-01"]
  addresses: ["%s/32", "192.0.2.0/24"]
  apns: ["internet"]
  country_codes: ["001"]
  global_titles: ["00101"]
  msisdns: ["0010100"]
  point_codes: ["1"]
  realms: ["epc.mnc001.mcc001.3gppnetwork.org"]
interconnects:
  - {name: carrier, addresses: ["%s/32", "198.51.100.0/25"], point_codes: ["2"], routing_contexts: [7], realms: ["ipx.example"], mode: enforce}
operators:
  - {name: partner, via: [carrier], plmns: ["999-70"], country_codes: ["998"], global_titles: ["99970"], realms: ["epc.mnc070.mcc999.3gppnetwork.org"], gsn_addresses: ["%s/32", "198.51.100.0/25"]}
`
