// Package siglab is the laboratory of signaling over kernel SCTP: `portcullis run`
// with a link of kind sctp between peers that are real programs, or nodes of the
// tests whose every message is numbered and accounted for.
//
//	    partner                firewall                 home
//	198.51.100.7   ----  .1  outa    ina  192.0.2.1    ----  192.0.2.10
//	198.51.100.135 ---- .129 outb    inb  192.0.2.129  ----  192.0.2.138
//	203.0.113.7    ----  .1  outa (another carrier)
//
// Namespaces and processes are those of package lab. Nothing is routed between the
// sides: what arrives at home was sent by the appliance.
//
// It needs Linux, root, and a kernel that has SCTP: .ci/siglab runs it in user-mode
// Linux. Without these, and without the programs that a test uses as peers, tests
// skip and say what is missing.
package siglab
