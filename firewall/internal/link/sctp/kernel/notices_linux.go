package kernel

import (
	"encoding/binary"
	"fmt"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Where fields of notifications are (RFC 6458 clause 6.1, linux/sctp.h), behind the
// header of type, flags and length.
const (
	noticeHeader = 8

	// struct sctp_assoc_change
	changeState  = 8
	changeError  = 10
	changeOut    = 12
	changeIn     = 14
	changeDetail = 20 // what the peer's ABORT has said

	// struct sctp_paddr_change
	pathAddress = 8
	pathState   = pathAddress + 128
	pathError   = pathState + 4
	pathEnd     = pathError + 8

	// struct sctp_send_failed; its flags are enum sctp_ssf_flags
	failedError = 8
	failedEnd   = 48
	failedSent  = 1
)

// noticeLongest is what is looked at of a notification. That of a failed message has
// all of the message behind it.
const noticeLongest = 256

// Codes of enum sctp_spc_state.
const (
	pathAvailable = iota
	pathUnreachable
	pathRemoved
	pathAdded
	pathPrimary
)

// pathReasons are the codes of enum sctp_sn_error that come with paths.
var pathReasons = []string{"too many retransmissions", "a SACK has come", "a HEARTBEAT was answered"}

// observe takes a notification, or a piece of one.
func (r *reception) observe(data []byte, whole bool) {
	if len(r.notice) == 0 && whole {
		r.learn(data)
		return
	}
	r.notice = append(r.notice, data[:min(len(data), noticeLongest-len(r.notice))]...)
	if whole {
		r.learn(r.notice)
		r.notice = r.notice[:0]
	}
}

func (r *reception) learn(notice []byte) {
	if len(notice) < noticeHeader {
		return
	}
	switch sctp.SCTPNotificationType(binary.NativeEndian.Uint16(notice)) {
	case sctp.SCTP_ASSOC_CHANGE:
		if len(notice) >= changeDetail {
			r.changed(notice)
		}
	case sctp.SCTP_PEER_ADDR_CHANGE:
		if len(notice) >= pathEnd {
			r.pathChanged(notice)
		}
	case sctp.SCTP_SEND_FAILED:
		if len(notice) >= failedEnd {
			r.failed(notice)
		}
	case sctp.SCTP_PARTIAL_DELIVERY_EVENT: // the rest of the message will not come
		r.carrying = false
	}
}

// changed follows the association itself.
func (r *reception) changed(notice []byte) {
	switch sctp.SCTPState(binary.NativeEndian.Uint16(notice[changeState:])) {
	case sctp.SCTP_RESTART:
		r.restarted, r.carrying = true, false
		// The kernel goes on with the numbers of before, whatever the peer has said anew.
		r.ceilingIn = binary.NativeEndian.Uint16(notice[changeIn:])
		r.ceilingOut = binary.NativeEndian.Uint16(notice[changeOut:])
		_ = r.look() // it fails if the association has ended since, which comes next
	case sctp.SCTP_SHUTDOWN_COMP:
		r.gone = true
	case sctp.SCTP_COMM_LOST, sctp.SCTP_CANT_STR_ASSOC:
		r.gone = true
		r.askWhy(notice)
	}
}

// askWhy tells a peer that has aborted from one that does not answer. Both are
// COMM_LOST: the socket's error tells, or what an ABORT has in it.
func (r *reception) askWhy(notice []byte) {
	_ = r.raw.Control(func(fd uintptr) { r.readError(int(fd)) })
	if len(notice) >= changeDetail+4 {
		if cause := int(binary.BigEndian.Uint16(notice[changeDetail:])); cause < len(causes) {
			r.cause = causes[cause]
		}
	}
	if len(notice) > changeDetail || binary.NativeEndian.Uint16(notice[changeError:]) != 0 {
		r.note(unix.ECONNRESET)
	} else {
		r.note(unix.ETIMEDOUT)
	}
}

// causes are those of RFC 9260 clause 3.3.10.
var causes = [...]string{
	1: "invalid stream identifier", 2: "missing mandatory parameter", 3: "stale cookie", 4: "out of resource",
	5: "unresolvable address", 6: "unrecognized chunk type", 7: "invalid mandatory parameter", 8: "unrecognized parameters",
	9: "no user data", 10: "cookie received while shutting down", 11: "restart with new addresses",
	12: "user-initiated abort", 13: "protocol violation",
}

// reason returns the end of the association, with what the peer's ABORT has said.
func (r *reception) reason() error {
	err := r.why()
	if err == assoc.ErrAborted && r.cause != "" {
		return fmt.Errorf("%w: %s", err, r.cause)
	}
	return err
}

func (r *reception) pathChanged(notice []byte) {
	e := assoc.Event{}
	switch binary.NativeEndian.Uint32(notice[pathState:]) {
	case pathAvailable:
		e.Kind = assoc.PathUp
	case pathUnreachable:
		e.Kind = assoc.PathDown
	case pathRemoved:
		e.Kind = assoc.PathGone
	case pathAdded:
		e.Kind = assoc.PathAdded
	}
	_ = r.look()
	if e.Kind == 0 || r.config.Notify == nil {
		return
	}
	at, _, _ := parseSockaddr(notice[pathAddress:pathState])
	e.Path = at.Addr()
	if code := binary.NativeEndian.Uint32(notice[pathError:]); code < uint32(len(pathReasons)) {
		e.Text = pathReasons[code]
	}
	r.config.Notify(r.association, e)
}

func (r *reception) failed(notice []byte) {
	if r.config.Notify == nil {
		return
	}
	e := assoc.Event{Kind: assoc.SendFailed, Text: "not sent"}
	if binary.NativeEndian.Uint16(notice[2:]) == failedSent {
		e.Text = "sent, and not acknowledged"
	}
	r.config.Notify(r.association, e)
}
