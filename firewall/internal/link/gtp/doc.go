// Package gtp is the link that GTP passes through as UDP datagrams.
//
// Only its relay form exists so far: a static hop for the lab and the demo.
// Each entry of a relay listens on one address, faces one side, and sends what
// is allowed to pass on to one next node. Answers find their way back:
//
//   - A peer without an entry of its own gets a flow: a socket connected to
//     the next node, which stands for the peer's address and port. What the
//     next node sends to that socket goes back to the peer from the address
//     that the peer wrote to (TS 29.060 clause 10.1.1 and TS 29.274 clause 4.2:
//     an answer goes to the request's source address and port).
//   - A peer that is the next node of an entry on the other side is paired: its
//     datagrams leave through that entry's own address. The node behind thus
//     sees one fixed address and port per partner and can open dialogues
//     towards it, as a PGW does with an Update Bearer Request.
//
// With two entries, one facing outside with the gateway as its next node and
// one facing inside with the partner as its next node, a partner and a gateway
// talk in both directions. Several partners need one entry each on the inside;
// they share the one on the outside.
//
// Frames carry the two ends of the conversation, as a transparent link would
// show them: the peer and the next node. The relay's own addresses appear
// nowhere, so that configured roles and owners apply.
//
// A hop that faces inside says so of the next nodes of hops from outside only. Of
// any other sender it says nothing, and the firewall goes by the addresses.
//
// # Limits
//
// The relay does not rewrite messages. The F-TEIDs and GSN addresses in them
// name the nodes themselves, so a node that follows them (every real one does,
// from the second message on) sends past the relay. It is fit for peers that
// are configured to send through it, and not for a network edge: that is what
// the transparent form is for. Link-local IPv6 addresses are refused (their
// zone is not kept), and neither TOS nor TTL is preserved.
//
// Nothing passes while the process is down, however it ended: the relay can
// only be when_down: closed.
package gtp
