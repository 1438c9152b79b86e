// Package gtpu decodes GTP-U (TS 29.281 V17), the tunnels of the user plane on
// UDP port 2152, into operations.
//
//	     8   7   6   5   4   3   2   1
//	   +-----------+---+---+---+---+---+
//	 1 | version 1 |PT |sp | E | S |PN |   PT 1: not GTP'; sp: spare
//	 2 | message type                  |
//	 3 | length, without octets 1 to 8 |
//	 5 | TEID                          |
//	   +-------------------------------+   with any of E, S, PN:
//	 9 | sequence number               |   means something with S
//	11 | N-PDU number                  |   ... with PN
//	12 | next extension header type    |   ... with E
//	   +-------------------------------+   extension headers, until a next type is 0:
//	   | length in units of 4 octets   |
//	   | content                       |
//	   | next extension header type    |
//	   +-------------------------------+
//
// Then follows the tunnelled packet, in a G-PDU, or elements: a type, with the
// top bit a length of two octets, and the value.
//
// What the decoder checks is RULES U-00 and the Echo of G-12. An anomaly is a
// fault with the offset where it was seen; decoding goes on as long as it is
// certain where things are, so that the operation's columns hold whatever could
// be read.
package gtpu
