// Package mtp3 reads the message transfer part of ITU networks where a capture
// or a link starts with it: the signalling information of level 3 (Q.704), and
// below it the frames of level 2 (Q.703) of LINKTYPE_MTP2 (140) and
// LINKTYPE_MTP2_WITH_PHDR (139).
//
//	         8   7   6   5   4   3   2   1
//	       +-------------------------------+
//	level  |BIB| backward sequence number  |
//	2      |FIB| forward sequence number   |
//	       | spare | length indicator      |  0: fill-in, 1, 2: link status, else level 3
//	       +-------------------------------+
//	level  |  NI   | spare | service ind.  |  NI 0, 1 international; service 3 SCCP
//	3      | DPC, octet 1                  |
//	       | OPC, 2 bits   | DPC, 6 bits   |  point codes of 14 bits,
//	       | OPC, 8 bits                   |  the least significant bits first
//	       | SLS           | OPC, 4 bits   |
//	       +-------------------------------+
//
// Networks of other countries use 24 bits for a point code or 16. Nothing in a
// message tells; the firewall stands between networks, where ITU holds.
package mtp3
