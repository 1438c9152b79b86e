// Package firewall is the embeddable signaling firewall behind the portcullis
// command. It stands between a mobile operator and its interconnects, decodes
// every signaling operation, lets sandboxed WebAssembly filters judge it, and
// passes only what the operator's policy allows.
//
// # The life of a message
//
//  1. A link (internal/link) reads what has arrived, up to 64 frames, into
//     buffers that the lane owns. It never waits for more.
//  2. wire (internal/wire) walks the layers without allocating. What came in
//     parts waits, bounded in octets, count and time, until it is whole: IP
//     fragments, DATA chunks of SCTP, TCP streams, segments of SCCP. Out come
//     messages, the operations in them, and faults: everything that was odd, with its offset.
//     A message is what is ruled on: a datagram of GTP, a user message of SCTP, a
//     command of Diameter that a stream of TCP was cut into. An operation is what
//     is judged: a message of GTP, a component of TCAP, a command of Diameter, and
//     what carries none, such as a message of M3UA's own. Nothing is discarded
//     here, not even what cannot be read.
//  3. resolve (internal/resolve) adds what the operator knows: which
//     interconnect sent this, who owns the IMSI, the addresses, the serving
//     network, the global titles and point codes, the Diameter hosts and realms.
//     Configured names become small numbers, so that filters compare and never
//     ask.
//  4. chain (internal/chain) runs each filter once for the batch. Only the
//     columns that the filter declared are copied into its memory
//     (internal/guest); one call; out come the reasons that apply, per
//     operation.
//  5. Reasons and faults become actions under the operator's policy: filter and
//     interconnect modes, per-reason settings, exceptions with an expiry date.
//     The strictest enforced action among a message's operations is its ruling.
//  6. The link carries the ruling out in its own terms.
//  7. evidence (internal/evidence) writes the record.
//
// A replayed capture is a link like any other, so captures, test vectors and
// live traffic take exactly this path. Which messages happen to share a batch,
// and how many lanes there are, never changes a verdict.
//
// # Embedding
//
//	cfg, warnings, err := firewall.LoadConfig("portcullis.yaml")
//	fw, err := firewall.New(ctx, cfg, firewall.Options{})
//	defer fw.Close()
//	err = fw.Run(ctx)
package firewall
