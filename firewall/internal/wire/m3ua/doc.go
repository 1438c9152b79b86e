// Package m3ua decodes the MTP3 User Adaptation Layer (RFC 4666), which carries
// SCCP over SCTP (payload protocol identifier 3) or over TCP, and recognises its
// kin M2PA (RFC 4165, identifier 5), M2UA (RFC 3331, identifier 2) and SUA (RFC
// 3868, identifier 4).
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+---------------+---------------+---------------+---------------+
//	|   Version 1   |  Reserved 0   | Message Class | Message Type  |
//	|                        Message Length                         |  with this header and all padding
//	+---------------+---------------+---------------+---------------+
//	|              Tag              |            Length             |  with tag and length, without padding
//	|                             Value                             |  padded with zeros to 4 octets
//	+---------------------------------------------------------------+
//
// What a message may, must and must not carry is the table messages. Messages
// of the management of ASPs and signalling networks are checked for their form;
// who may send them is a filter's business (RULES M-01 to M-03).
package m3ua

// Ports on which the protocols are registered with IANA, for SCTP and TCP.
const (
	Port     = 2905
	PortM2UA = 2904
	PortM2PA = 3565
	PortSUA  = 14001
)
