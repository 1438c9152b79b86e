// Package op holds the nouns that every protocol decoder, filter and link
// shares: the message, the operations in it, and the faults found on the way.
//
// The structs are owned by the caller, contain no pointers to decoded data
// other than the message's payload, and are reused from batch to batch. A zero
// field means "absent" wherever zero is not a legal value; where it is, the
// operation's presence bit for the column tells.
package op

//go:generate go run ./faultdoc
