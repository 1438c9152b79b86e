// Package sctp is the terminating link: it ends the associations of peers on both
// sides, joins them in pairs, and carries user messages from one to the other as they
// are ruled on.
//
//	interconnect == association == [outside | pair | inside] == association == home
//
// What holds of a pair:
//
//   - It comes up when both sides can: a side listens only while the other one can be
//     reached. When one association ends, however it does, the other is shut down,
//     after what had been received was sent; with Config.Hold a side that is dialled
//     gets some time to come back.
//   - Messages keep their payload protocol identifier, their U flag and, within their
//     stream, their order. Streams that the other side does not have are folded into
//     those that it has, each always into the same one. Answers take the stream of
//     what they answer, in order with the rest.
//   - Nothing is lost for want of room. What the receiver does not take yet waits, and
//     meanwhile neither association of the pair is read from, so the sender's window
//     closes; other pairs go on. A receiver that takes nothing for Config.Stall ends
//     its pair.
//   - A part of a message is never sent. Of SCCP, which segments in messages of its
//     own, segments pass until the one that completes the message, which is ruled on:
//     without it the receiver has nothing.
//
// Who may be in a pair: see admission.
//
// One goroutine of each association receives batches and waits until the lane is
// done with each; so no association has more than a batch on its way, and the lane
// takes from all in turn. The lane sends by itself, without waiting. What carries an
// association is a backend's affair (package assoc).
package sctp
