// Package diameter decodes commands of the Diameter protocol (RFC 6733) into
// operations: one each.
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+---------------+---------------+---------------+---------------+
//	|   version 1   |                message length                 |
//	|R P E T 0 0 0 0|                 command code                  |
//	|                        application                            |
//	|                   hop-by-hop identifier                       |
//	|                   end-to-end identifier                       |
//	+---------------------------------------------------------------+
//
// Attribute-value pairs follow, some of which are groups of others:
//
//	+---------------------------------------------------------------+
//	|                             code                              |
//	|V M P 0 0 0 0 0|                    length                     |  of header and data
//	|                    vendor, only when V is set                 |
//	|  data, padded with zeros to a multiple of four octets         |
//	+---------------------------------------------------------------+
//
// What is listed is text that people of the field can read against the standards:
// avps.txt has the names and types, groups.txt and commands.txt the formats of
// groups and commands in the notation of RFC 6733 clause 3.2. They are compiled
// when the program starts.
//
// What the decoder checks is RULES D-00, D-15, D-16 and, as far as the command
// shows it by itself, D-03. Everything else is columns. An anomaly is a fault with
// the offset where it was seen; decoding goes on, so that the operation's columns
// hold whatever could be read.
package diameter
