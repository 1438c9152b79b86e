// Package gtp is the link that GTP passes through as UDP datagrams. It has two
// forms: the transparent link, for a network edge, and the relay, for the lab and
// the demo.
//
// # The transparent link
//
// OpenTransparent puts the firewall on the path between two interfaces of a
// router, and neither side can tell: what leaves has the addresses, the ports,
// the traffic class and the Don't Fragment bit that it came with, and a TTL that
// is one less. Needs Linux 6.1 and CAP_NET_ADMIN.
//
// A datagram's way through it:
//
//  1. The kernel puts its fragments together. The rules of the link's own nftables
//     table, inet portcullis_<name>, take what comes in on either interface and is
//     not for the box itself: UDP to or from port 2123, 2152 or 3386, and answers
//     to whoever has asked one of these from a port of its own within the last
//     minute, whatever port they come from. The source port of an answer is the
//     attacker's choice, so it is no way past the judge; Frame.Service says what
//     was asked for.
//  2. TPROXY steers it to a socket of one lane, chosen by a hash of the partner's
//     address: the source of what comes from outside, the destination of what comes
//     from inside. Both directions of a partner meet in one lane. Policy routing
//     (rule 123, table 2123) delivers what bears bit 31 of the mark.
//  3. The lane reads it in a batch, with the header fields that matter.
//  4. What passes leaves from a socket that is bound to the sender's own address
//     and port. Each lane keeps the 1,024 it used last, or fewer where descriptors
//     are scarce. They are not connected, because the kernel would hand them the
//     reverse traffic past the rules.
//  5. A rejection is answered from the address that the request was sent to.
//
// As a router would, the link sends ICMP errors to the sender, from its own
// address: Time Exceeded, and Fragmentation Needed or Packet Too Big when what
// must go whole does not fit the next link. They are rationed. ICMP errors of
// others, from the peer or a router further on, are not the link's business: the
// kernel forwards them, for which forwarding has to be on (Warnings).
//
// # When it is down
//
// With closed, a rule behind the one that steers drops what nobody took; it stays
// in the kernel, so it holds after kill -9 and also after a planned stop, until
// the next process takes over or Teardown is called. A second line drops what
// reaches the forward hook unjudged. With bypass there is no such rule, and what
// nobody took is forwarded; after a planned stop nothing is left. The next
// process replaces rules in one transaction and keeps what they remember of
// askers. While a process runs it puts back rules and routing that others remove,
// such as a reload of the machine's own rules that begins with "flush ruleset".
// When no process runs nobody does: where closed has to hold, such a reload must
// leave the table alone.
//
// # Limits of the transparent link
//
//   - Only what comes in on the two interfaces is seen. An interface belongs to one
//     link.
//   - Bits 27 to 31 of the packet mark are the link's own.
//   - IP options, IPv6 extension headers, flow label, IPv4 identification and a UDP
//     checksum of zero are not preserved. IPv4 fragments that bore Don't Fragment
//     go on without it.
//   - An ICMP error of ours quotes headers as far as they are known: without IPv4
//     identification and UDP checksum.
//   - A path's MTU is that of the next link and its route; what the kernel has
//     learned of the path for its own traffic counts, too.
//   - From port 0 nothing can be sent (counter no_socket), nor to it (send_error).
//   - A sender's address and port cannot be used if a program on the box has bound
//     that port on all addresses without SO_REUSEADDR (counter no_socket).
//   - Who asks from a port of its own is remembered in sets of 65,536; when one is
//     full its newcomers' answers are taken from service ports only. Each side has
//     its own, so a flood from outside does not touch the askers inside.
//   - With a reverse path filter that judges by mark (src_valid_mark) nothing would
//     get here: OpenTransparent refuses.
//   - systemd-networkd removes foreign routing rules when it starts, unless told
//     ManageForeignRoutingPolicyRules=no. The link puts them back within a second;
//     until then the kernel drops what is steered.
//   - Multicast and broadcast are left alone. So is GTP inside something else: IP in
//     IP, GRE, an Authentication Header, GTP' over TCP.
//   - All IPv6 fragments that the kernel cannot put together are dropped, whatever
//     they carry, and UDP with a source route.
//
// # The relay
//
// A relay is a static hop. Each entry listens on one address, faces one side, and
// sends what is allowed to pass on to one next node. Answers find their way back:
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
// # Limits of the relay
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
