// Package ber reads the Basic Encoding Rules (X.690 2008) as MAP, CAP and TCAP
// use them.
//
//	identifier    class 2 bits, constructed 1 bit, number 5 bits; 31: the number follows, 7 bits an octet
//	length        0xxxxxxx; 1nnnnnnn and n octets; 10000000: indefinite, the contents end at 00 00
//	contents      octets, or elements if constructed
//
// A [Walk] goes through an encoding once, from its first octet to its last, and
// [Reader]s are views of it: each yields the elements of one constructed value.
//
//	var w ber.Walk
//	r := w.Start(argument, offset, &o.Faults)
//	var e, x ber.Element
//	for r.Next(&e) {
//		switch e.Tag {
//		case 0x80: // [0] IMPLICIT OCTET STRING
//			use(e.Value)
//		case 0xA1: // [1] IMPLICIT SEQUENCE
//			for in := r.Enter(); in.Next(&x); {
//				...
//			}
//		}
//	}
//
// Elements that nobody enters, and readers that are left early, are walked to
// their end all the same: whatever is wrong in them is a fault too, and where an
// indefinite length ends is known without looking for it first. So every octet
// is read once, however lengths nest. Only [Reader.Whole] reads ahead.
package ber
