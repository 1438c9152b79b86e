// Package gtpv1c decodes GTP-C version 1 (TS 29.060 V19.0) into operations.
//
//	     8   7   6   5   4   3   2   1
//	   +-----------+---+---+---+---+---+
//	 1 | version 1 | PT| 0 | E | S | PN|   PT 1: GTP, 0: GTP'
//	 2 | message type                  |
//	 3 | length, without octets 1 to 8 |
//	 5 | TEID                          |
//	   +-------------------------------+
//	 9 | sequence number               |   octets 9 to 12 are there when one of
//	11 | N-PDU number                  |   E, S, PN is set; S always is
//	12 | next extension header type    |   0: none
//	   +-------------------------------+
//
// Extension headers follow, then information elements: up to type 127 a type
// and a value of the length that the standard gives to the type, from 128 on a
// type, a length of two octets and a value. They come in ascending order.
//
// What the decoder checks is RULES G-00, G-10, the structure behind G-05, G-06
// and G-07, the legal causes of G-11, and the Echo of G-12. An anomaly is a
// fault with the offset where it was seen; decoding goes on, so that the
// operation's columns hold whatever could be read.
package gtpv1c
