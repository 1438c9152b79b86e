// Package encode writes GTP messages, the packets and frames around them, and
// capture files, byte by byte from the specifications.
//
// It shares no code with the firewall's decoders on purpose: a misreading of a
// clause has to be made twice, independently, before a vector hides it. Nothing
// here validates. Every message can be built wrong in a stated way: header flags
// are XORed, lengths are shifted, elements are removed, repeated or reordered.
//
// Messages are values: With, Without, Replace and the other edits return a copy,
// so that an attack is written as the minimal edit of its honest twin.
package encode
