// Package tap is the link that only listens: on the interface at the end of a
// mirror (SPAN) port, or on one in use beside it. What it reads is judged like
// anything else, and nothing is ever sent: a ruling is recorded, and the message
// has long passed. It runs on Linux (packet(7)) and needs CAP_NET_RAW.
//
// # What is delivered
//
//   - Every frame in either direction that the interface handles, whoever it is
//     for: the interface listens promiscuously while the link is open. On the
//     loopback interface each packet passes twice; the copy that leaves is
//     ignored.
//   - Octets as on the wire. VLAN tags that the interface or the kernel took off
//     are put back. Datagrams of one flow that the kernel merged into one frame
//     (receive offload with UDP forwarding switched on, or segmentation left to
//     the interface) are taken apart again, since several messages read as one
//     datagram would be judged as one; their UDP checksums, which nobody knows
//     any more, are zero. What is merged in a way that cannot be undone is
//     delivered whole and counted: UDP behind IPv6 extension headers. Merged TCP
//     segments are a longer piece of the same stream and stay as they are.
//   - Checksums of frames that leave may not have been filled in yet. Nothing
//     here looks at them.
//   - On tunnels and other interfaces without link-layer header, IP packets; on
//     those, what is not IP is left out.
//
// Times are the kernel's. What did not fit the receive buffer is counted as
// kernel_drops; with CAP_NET_ADMIN as well the buffer is large in any case, else
// as large as net.core.rmem_max grants.
//
// # The interface
//
// The interface has to be up, and needs no address. That the link sends nothing
// does not keep Linux itself from it: an interface that is up announces itself
// in IPv6 (neighbour and multicast listener discovery) and answers ARP for the
// addresses it has. On a mirror port, disable IPv6 (disable_ipv6 of the
// interface) and give it no address.
//
// An interface that goes down or away ends the link with an error that says so,
// once everything that came before has been handed out.
package tap
