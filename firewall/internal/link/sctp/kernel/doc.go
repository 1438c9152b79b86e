// Package kernel carries associations over the SCTP of the Linux kernel, which has
// to be there (modprobe sctp).
//
// An association is a one-to-one socket (RFC 6458 clause 4) on the runtime's poller:
// who waits for messages, room or peers holds no thread. One system call takes a
// batch of messages, and one gives one. Constants and structures of options are those
// of github.com/ishidawataru/sctp; its connections are not used, since they have no
// deadlines, hide where messages end, and take the addresses of a list to be of one
// family.
//
// Settings of the system that matter, under net.sctp:
//
//   - addip_enable has to stay 0. It lets peers change their addresses while an
//     association is up (RFC 5061), past the check of the lists that they came with.
//     Sockets of this package refuse that by themselves where the kernel knows how.
//   - auth_enable and intl_enable have to stay 0 unless peers need them: what is not
//     negotiated needs no filter.
//   - rto_min and rto_initial, 1 s and 3 s, are slow for signaling: a lost packet of a
//     lonely message holds it up for rto_min. Paths sets them for an association.
//   - max_burst, 4, is how many packets may follow one SACK (RFC 9260 clause 6.1). On
//     paths with both loss and long round trips it bounds the rate.
//   - rwnd_update_shift, 4: a receiver that has caught up tells so when a sixteenth of
//     its buffer is free again. Larger values help senders that have met a closed
//     window, at the price of more SACKs.
//   - sctp_mem, sctp_rmem, sctp_wmem bound the memory of all associations; Buffer needs
//     CAP_NET_ADMIN to go beyond net.core.rmem_max and wmem_max.
//   - cookie_hmac_alg names an algorithm that must be loaded (modprobe hmac), or
//     listening fails with ENOSYS.
package kernel

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Backend opens associations of kernel SCTP.
type Backend struct{}

var _ assoc.Backend = Backend{}
