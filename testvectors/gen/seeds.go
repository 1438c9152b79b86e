package main

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// seeds exports what the vectors carry for the fuzz targets: UDP payloads by
// protocol, and frames, behind two octets of link type, where the vector is about
// what carries the payload.
func seeds(out map[string][]byte) {
	for _, r := range all().recipes {
		for i, s := range r.shots {
			if p := seedFolder(s.datagram); p != "" {
				seed(out, p, s.datagram.Payload)
			}
			if !slices.Contains(r.Rules, "T-07") && r.frame == nil && r.Name != "u-gpdu" {
				continue
			}
			for _, f := range r.encapsulate(i) {
				seed(out, "frame", append(encode.U16(int(r.link)), f...))
			}
		}
	}
}

// seedFolder says which decoder a payload is for.
func seedFolder(d encode.Datagram) string {
	if len(d.Payload) == 0 || len(d.Payload) > 4096 {
		return ""
	}
	switch {
	case d.Dst.Port() == portUser:
		return "gtpu"
	case d.Payload[0]>>5 == 2:
		return "gtpv2c"
	}
	return "gtpv1c"
}

// seed stores octets under the first half of their digest, so that equal ones are
// stored once.
func seed(out map[string][]byte, folder string, octets []byte) {
	sum := sha256.Sum256(octets)
	out["seeds/"+folder+"/"+hex.EncodeToString(sum[:8])] = octets
}
