// Package gtpv1c decodes GTP-C version 1 (TS 29.060 V19.0) into operations.
//
//	     8   7   6   5   4   3   2   1
//	   +-----------+---+---+---+---+---+
//	 1 | version 1 |PT |sp | E | S |PN |   PT 1: not GTP'; sp: spare
//	 2 | message type                  |
//	 3 | length, without octets 1 to 8 |
//	 5 | TEID                          |
//	   +-------------------------------+   with any of E, S, PN; S always is set:
//	 9 | sequence number               |
//	11 | N-PDU number                  |   means nothing here
//	12 | next extension header type    |   means something with E
//	   +-------------------------------+
//
// Extension headers follow, then elements in ascending order of type: up to 127 a
// type and a value of the length that the standard gives to the type, from 128 on
// a type, a length of two octets and a value.
//
// What the decoder checks is RULES G-00, G-10, the structure behind G-05 to G-07
// and G-16, the legal causes of G-11, and the Echo of G-12. An anomaly is a fault
// with the offset where it was seen; decoding goes on as long as it is certain
// where things are, so that the operation's columns hold whatever could be read.
package gtpv1c
