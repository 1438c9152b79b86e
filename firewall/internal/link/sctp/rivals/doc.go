// Package rivals measures what a message of signaling costs in processor time when
// portcullis is between two nodes, and when another program is: osmo-stp, which relays
// M3UA by point codes, and freeDiameter as a relay of Diameter.
//
//	partner 198.51.100.7 ----  the program at 192.0.2.1  ---- home 192.0.2.10
//
// Partner and home are this package's, over the kernel's SCTP; they do the same work
// whatever is between them. All of them share one network namespace, in which the
// addresses are lo's. Partner has a bounded number of messages on their way, so that
// the program is never idle for long and never has to hold a flood.
//
// It needs Linux with SCTP and root; .ci/rivals runs it in user-mode Linux.
package rivals
