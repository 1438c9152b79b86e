// Package gtpv1c decodes GTPv1-C (TS 29.060 V19.0) into operations.
//
//	     8   7   6   5   4   3   2   1
//	   +-----------+---+---+---+---+---+
//	 1 | version 1 |PT | - | E | S |PN |   PT: GTP, not GTP'; E, S, PN: octets 9 to 12 are there
//	 2 | message type                  |
//	 3 | length, without octets 1 to 8 |
//	 5 | TEID                          |
//	 9 | sequence number (S)           |
//	11 | N-PDU number (PN)             |
//	12 | next extension header (E)     |
//	   +-------------------------------+
//
// Extension headers follow, then elements in ascending order of type: below 128
// type and a value of known length, from 128 type, length of two octets, value.
//
// What the decoder checks is RULES G-00, G-10, the structure behind G-07 and
// G-16, the legal causes of G-11, and the Echo of G-12. An anomaly is a fault
// with the offset where it was seen; decoding goes on, so that the operation's
// columns hold whatever could be read.
package gtpv1c
