// Package bench measures the firewall against stated baselines in one run:
// decoding, filters beside their native twin, links with and without the
// firewall, and inputs made to be slow.
//
// What is compared runs in turn, pair by pair, on one operating system thread,
// and what counts is that thread's CPU time: a machine that is busy with
// something else slows both halves of a pair down, and time in which the thread
// did not run does not count. Where the system has no clock per thread it is
// wall time, and the result says so.
package bench
