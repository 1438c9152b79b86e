// Package gtpv2c decodes GTPv2-C (TS 29.274 V19.6) into operations.
//
//	     8   7   6   5   4   3   2   1
//	   +-----------+---+---+---+-------+
//	 1 | version 2 | P | T |MP | spare |   P: another message follows; T: a TEID follows
//	 2 | message type                  |
//	 3 | length, without octets 1 to 4 |
//	 5 | TEID, only when T is set      |
//	 9 | sequence number, 3 octets     |   5 when T is clear
//	12 | priority      | spare         |   8 when T is clear
//	   +-------------------------------+
//
// Elements follow: type, length of two octets, a nibble of instance, value.
// Some are groups of elements.
//
// What the decoder checks is RULES G-00, G-10, the structure behind G-07 and
// G-16, the legal causes and sequence numbers of G-11, and the Echo of G-12. An
// anomaly is a fault with the offset where it was seen; decoding goes on, so
// that the operation's columns hold whatever could be read.
package gtpv2c
