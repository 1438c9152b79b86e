// Package gtpu decodes GTP-U, the user plane tunnel protocol of 3GPP TS 29.281
// (V16 and later), carried on UDP port 2152.
package gtpu
