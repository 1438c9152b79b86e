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
// The second is SS7, for which there is no link yet: the captures of testvectors/ss7
// are played to lanes of the same firewall, under the same configuration, and its
// rulings are all the evidence there is. Whether a message is honest stands beside
// its capture, where other tests hold it to tshark.
//
// The third is Diameter, in the same way: the captures of testvectors/diameter are
// played to a firewall of their own, under the configuration beside them, because
// other operators speak in them.
//
// To add an attack on GTP, append a row to the table of its protocol (attacks_v2.go,
// attacks_v1.go, attacks_user.go). To add something that must pass, append a
// step to the life of a session (honest_v2.go, honest_v1.go). What is added to the
// vectors of SS7 and Diameter is played without more; for SS7 the configuration here
// (config.go) has to know whoever speaks in it.
package demo
