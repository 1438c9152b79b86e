// Package camel decodes the arguments and results of the CAMEL Application Part
// (TS 29.078 V16.0; GSM 09.78 for phases 1 and 2).
//
// An operation is a row of one table, as in package gsmmap; the types are in the
// notation of package argument. Read are the service key, the subscriber, and the
// numbers of the parties, of nodes and of forwarding: what RULES CAP-1 and CAP-2
// compare. Of billing, announcements and events only the framing is checked.
package camel
