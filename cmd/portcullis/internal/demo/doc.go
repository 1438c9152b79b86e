// Package demo is the network of portcullis demo, in three acts.
//
// In the first a home gateway (PGW and GGSN), an honest partner and a compromised
// one (SGW and SGSN each) talk GTP, all real UDP endpoints on loopback, with the
// real firewall between them. Evidence is taken at the receiver. An exchange counts
// as passed when its answer has come back to the node that asked. An attack counts
// as stopped when the gateway never received those octets and the firewall recorded
// a ruling against them: a datagram that was lost on the way proves nothing.
//
// go-gtp builds what the peers send. The octets of attacks are bent afterwards
// where a library would not produce them.
//
// The second is SS7 and Diameter. Home's STP and its node of Diameter, the honest
// partner and the compromised one are endpoints of SCTP, in user space and over UDP,
// and the same firewall ends their associations on both sides. They say the user
// messages of testvectors/ss7 and diameter to each other, of every vector that is
// nothing but user messages: the honest partner the honest ones, the compromised one
// attacks; home answers requests that have no answer in the vector. Whether a message
// is honest stands beside its capture, where other tests hold it to tshark. Again the receiver is the judge. SCTP loses nothing and keeps
// the order within a stream, so after each vector a heartbeat follows on every stream
// that was used (of M3UA, or a watchdog of Diameter, which the firewall judges, too):
// when that is answered, what has not arrived was stopped.
//
// The third is what is left: vectors about the transport itself, such as bad chunks,
// fragments and bundles, which no honest stack of SCTP would send, several paths, and
// other transports. They are played frame by frame to a lane of the same firewall, and
// its rulings are all the evidence there is. They are counted apart.
//
// One firewall does it all, unless the machine has so few addresses that partners'
// SCTP has to come from where their GTP comes from: then there are two.
//
// To add an attack on GTP, append a row to the table of its protocol (attacks_v2.go,
// attacks_v1.go, attacks_user.go). To add something that must pass, append a
// step to the life of a session (honest_v2.go, honest_v1.go). What is added to the
// vectors of SS7 and Diameter is said or played without more; the configuration here
// (config.go) has to know whoever speaks in it.
package demo
