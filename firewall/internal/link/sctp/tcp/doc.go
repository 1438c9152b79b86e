// Package tcp carries the messages of Diameter (RFC 6733 clause 2.1) and M3UA over
// TCP, where the protocol's own header tells where a message ends.
//
// What SCTP has and TCP has not: there is one stream in each direction, order is
// never given up, a peer is connected with at one of its addresses, and the PPID
// is always that of the framing.
package tcp
