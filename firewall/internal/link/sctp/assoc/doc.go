// Package assoc says what an association is: two endpoints that exchange whole
// user messages on streams. The link that joins two of them knows nothing of what
// carries them; backends do, which live in folders beside this one: kernel SCTP
// (kernel), SCTP in user space over UDP (encap), and TCP with the framing of a
// protocol (tcp). assoctest holds the suite that each backend has to pass.
package assoc
