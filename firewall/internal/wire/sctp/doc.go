// Package sctp reads SCTP packets and puts fragmented user messages back
// together, within fixed bounds of memory, count and time.
//
// A packet goes through these steps, each of which records faults instead of
// failing:
//
//  1. Packet.Decode reads the common header.
//  2. Assembler.Begin finds the association that it belongs to.
//  3. Packet.Next walks the chunks. What is wrong with one chunk is in
//     Packet.ChunkFaults until the next call.
//  4. Assembler.Add takes the chunk. A DATA or I-DATA chunk that is or completes
//     a user message yields it; other chunks tell what the association agreed on.
//
// The packet inside UDP (RFC 6951) is the same. A caller that has told enough chunks
// of one packet lets Assembler.Gather take those which carry no user message, up to
// the next that does: what is to be said of them is in Packet.Gathered.
//
// # What is not trusted
//
// A firewall does not know whether the receiver took a packet: it may have been
// lost, discarded for its checksum, or have come from somebody who guessed a tag.
// So nothing that an association says makes the assembler forget what it holds.
// ABORT, FORWARD-TSN and INIT only change how the rest is reported. Content that
// contradicts what came before under the same number is ambiguous, and so is
// content for a number that was given up.
//
// Checksums are not verified unless asked for (Packet.ChecksumIsRight): captures
// on a sending host do not have them yet.
package sctp
