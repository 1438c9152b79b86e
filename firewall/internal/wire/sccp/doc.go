// Package sccp decodes the Signalling Connection Control Part of ITU networks
// (Q.713 03/2001) and puts segmented messages together (Q.714 clause 4.1.1.2).
//
//	UDT  09, UDTS 0A    type | class or return cause        | 3 pointers             | parts
//	XUDT 11, XUDTS 12   type | class or cause | hop counter | 4 pointers             | parts
//	LUDT 13, LUDTS 14   type | class or cause | hop counter | 4 pointers of 2 octets | parts
//
// A pointer counts from its own (last) octet to the length of its part: called
// party, calling party, data, and a list of optional parameters, where zero
// means none. Numbers of two octets, pointers and the length of long data among
// them, come with the less significant octet first (clauses 1.2, 1.4, 3.20).
//
// Pointers allow what no sender needs: parts in any order, gaps, and parts that
// overlap. A reader that follows them and one that takes the parts as they come
// would then see different addresses, so anything but one part behind the other
// is a fault, and read by the pointers.
//
// Messages of connection-oriented classes are known by name only.
package sccp
