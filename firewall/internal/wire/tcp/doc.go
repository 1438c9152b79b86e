// Package tcp reads TCP segments, puts the octets of streams in order, and cuts
// them into messages, within fixed bounds of memory, count and time.
//
// A segment goes through these steps, each of which records faults instead of
// failing:
//
//  1. Segment.Decode reads the header.
//  2. Reassembler.Begin finds the connection that it belongs to, and the place of
//     its octets in the stream.
//  3. Reassembler.Next hands out the messages that are whole now, and the faults
//     of octets that will never be part of one. Messages end where the Framer of
//     the connection's port says.
//
// A segment that brings a part of a message, or nothing new, hands out nothing.
//
// # What is not trusted
//
// A firewall does not know whether the receiver took a segment: it may have been
// lost behind the firewall, discarded for its checksum or its age, or have come
// from somebody who guessed a sequence number. So nothing that a segment says
// makes the reassembler forget what it holds. RST changes nothing, FIN only says
// where the stream ends, and SYN begins a new stream if the other end answers so.
// Octets that differ from what came before in the same place are ambiguous; so are
// octets for a place of which nobody remembers what came, unless the receiver has
// acknowledged it and will not look at them.
//
// # Streams with holes
//
// A tap loses packets, and a capture begins in the middle. Octets that the
// receiver has acknowledged and that were not seen will not come again; those that
// nobody acknowledges are waited for. Where a length tells how much of a message
// is missing, reading goes on behind it. Else it goes on where something looks
// like a message. Either way what is passed over is a fault, in the frame that
// brings it, and never silence.
//
// Checksums are not verified: captures on a sending host do not have them yet.
package tcp
