// Package argument reads the arguments and results of MAP and CAP by tables, in
// a notation that is ASN.1 reduced to what a receiver has to know:
//
//	Name ::= SEQUENCE { element, element, ..., element }
//	Name ::= [3] SEQUENCE { ... }      a type with a tag of its own
//	Name ::= CHOICE { element, element }
//
//	element   name [tag] type:mark?
//
// A "?" makes an element optional, a "~" optional before version 3; "..." makes a
// type extensible. Tags are implicit, those of a CHOICE explicit. A CHOICE without
// a tag stands for its alternatives. Types of the standard whose insides concern
// no rule are written SEQUENCE, without braces: only their framing is checked.
//
// The others have the name of what they are coded as, with their size in octets
// if it is bounded: OCTETS(1..4) INTEGER ENUM BITS BOOLEAN NULL OID IA5 NUMERIC,
// OF(1..10) type for a SEQUENCE OF; or of what they mean:
//
//	IMSI TBCD IMEI PLMN               TS 29.002 clause 17.7.8
//	ISDN FTN ADDRESS                  ISDN-AddressString, FTN-AddressString, AddressString, clause 17.7.8
//	ISUP GENERIC BCD                  Q.763 clause 3.9 and 3.10, 3.26; TS 24.008 clause 10.5.4.7
//	EXTENSION                         ExtensionContainer, Extensions: framing only
//
// Marks say what is kept: the role of an address (those without one are checked
// and not kept), a bit of op.SS7.Requested or op.SS7.Subscription, or a column.
// They are listed in marks. "@1-2" behind the alternative of an operation names
// the versions that use it.
//
// What does not fit its table is a fault, and everything that can be read is
// kept all the same. Elements are looked up from the last one on, so a SEQUENCE
// in the standard's order is read in one pass over its table.
package argument
