// Package replay is the link that reads captures: pcap (micro- and nanoseconds,
// either byte order, and the form with interface numbers that some kernels
// patched in) and pcapng, plain or gzip-compressed. Rulings have nothing to act
// on there; they are recorded.
//
// The formats are read here instead of through a library, because three things
// matter that the libraries at hand do not give together: frames that are slices
// of one buffer, memory that is bounded whatever a length field says, and files
// that are legal but rare (any time resolution, link types that differ within a
// file, sections in another byte order). The library is the oracle of the tests.
//
// Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
package replay
