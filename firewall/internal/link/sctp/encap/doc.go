// Package encap carries SCTP over UDP (RFC 6951) without the kernel's help, with
// the SCTP of pion below it: for demonstrations, for tests, and where the kernel has
// no SCTP.
//
// pion was made for data channels: it has no listener, fixed ports, does not look at
// verification tags, keeps state for each INIT, offers extensions that can neither be
// switched off nor limited, and never gives up. So this package does itself what
// comes before and around an established association:
//
//   - the handshake (RFC 9260 clause 5.1), whose listener keeps nothing but a key
//     until a cookie comes back: a flood of INITs costs no memory;
//   - ports, tags and checksums of each packet, and which chunks may pass: nothing
//     that was not agreed on reaches pion;
//   - the number of streams;
//   - heartbeats, and the end of an association whose peer is silent.
//
// What it cannot: several paths (the first address counts), restarts (the old
// association is lost and a new one accepted), two ends that dial each other at the
// same time with the same ports, RTO.Min other than pion's 1 s.
package encap
