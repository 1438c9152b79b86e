package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// prefix reads an address block, or one address as the block that holds only
// it. Bits set beyond the length are an error: either the address or the length
// is not what was meant, and masking would admit hosts that nobody named.
var prefix = texts("prefix", `an address or a prefix such as "198.51.100.0/24" or "2001:db8::/32"`, pattern(`^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$`),
	func(text string) (netip.Prefix, string) {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, err := netip.ParseAddr(text)
			if err != nil {
				return p, fmt.Sprintf("%q is no address prefix", clip(text))
			}
			if a.Zone() != "" {
				return p, badAddr(a)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if what := badAddr(p.Addr()); what != "" {
			return p, what
		}
		if p != p.Masked() {
			return p, fmt.Sprintf("%s has bits set beyond its length: the block is %s, the address %s", text, p.Masked(), p.Addr())
		}
		return p, ""
	})

var address = texts("address", `an address such as "192.0.2.10" or "2001:db8::1"`, pattern(`^[0-9A-Fa-f:.]+$`),
	func(text string) (netip.Addr, string) {
		a, err := netip.ParseAddr(text)
		if err != nil {
			return a, fmt.Sprintf("%q is no address", clip(text))
		}
		return a, badAddr(a)
	})

// badAddr refuses second spellings: matching compares the plain forms.
func badAddr(a netip.Addr) string {
	switch {
	case a.Zone() != "":
		return fmt.Sprintf("%s has a zone", a)
	case a.Is4In6():
		return fmt.Sprintf("%s is an IPv4 address in IPv6 form: write %s", a, a.Unmap())
	}
	return ""
}

var endpoint = texts("address and port", `an address and a port such as "127.0.0.1:2123" or "[2001:db8::1]:2123"`, pattern(`^[0-9A-Fa-f:.\[\]]+:[0-9]{1,5}$`),
	func(text string) (netip.AddrPort, string) {
		a, err := netip.ParseAddrPort(text)
		if err != nil {
			return a, fmt.Sprintf("%q is no address and port", clip(text))
		}
		return a, badAddr(a.Addr())
	})

// device reads the name of a network interface (Linux: IFNAMSIZ is 16 with the
// final zero octet; no slash, no white space).
var device = texts("interface", "the name of a network interface, 1 to 15 characters", pattern(`^[^\s/:]{1,15}$`),
	func(text string) (string, string) {
		if len(text) == 0 || len(text) > 15 || text == "." || text == ".." || strings.ContainsAny(text, " \t\r\n/:") {
			return "", fmt.Sprintf("%q is no interface name", clip(text))
		}
		return text, ""
	})

// date reads the last day of something and returns the instant after it, UTC.
var date = texts("date", "a day YYYY-MM-DD, the last on which it holds (UTC)", pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`),
	func(text string) (time.Time, string) {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return t, fmt.Sprintf("%q is no date", clip(text))
		}
		return t.AddDate(0, 0, 1), ""
	})

// Digest is the SHA-256 of a module.
type Digest [sha256.Size]byte

// IsZero reports whether no digest was given.
func (d Digest) IsZero() bool { return d == Digest{} }

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

var digest = texts("SHA-256", "64 hexadecimal digits, as filter inspect prints them", pattern(`^(sha256:)?[0-9A-Fa-f]{64}$`),
	func(text string) (d Digest, what string) {
		octets, err := hex.DecodeString(strings.TrimPrefix(text, "sha256:"))
		if err != nil || len(octets) != len(d) {
			return d, fmt.Sprintf("%q is no SHA-256", clip(text))
		}
		return Digest(octets), ""
	})

// file reads a path; load.go makes it relative to the configuration's folder.
var file = texts("path", "the path of a file, relative to the configuration's folder unless absolute", schema{"type": "string", "minLength": 1, "maxLength": 4096},
	func(text string) (string, string) {
		if text == "" || len(text) > 4096 {
			return "", fmt.Sprintf("%q is no path", clip(text))
		}
		return text, ""
	})

var note = scalarOf("text", "text", schema{"type": []string{"string", "number", "boolean"}}, func(v *value) (string, string) { return v.text, "" })
