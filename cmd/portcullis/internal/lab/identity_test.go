package lab

import (
	"encoding/base64"
	"encoding/hex"
	"testing"
)

// The search for leaks finds identities however they are written down.
func TestStandsIn(t *testing.T) {
	s := NewSubscriber(7)
	session := Session{Subscriber: s, MCC: "999", MNC: "70", APN: "internet", Node: PartnerA, Gateway: Gateway}
	msg := session.CreateSession()
	for _, text := range []string{
		"imsi=" + s.IMSI, `{"msisdn":"` + s.MSISDN + `"}`, string(msg), hex.EncodeToString(msg),
		base64.StdEncoding.EncodeToString(msg), base64.StdEncoding.EncodeToString(msg[1:]), base64.StdEncoding.EncodeToString(msg[2:]),
		"\t00" + s.IMEISV[:15] + s.IMEISV[15:],
	} {
		if s.standsIn([]byte(text)) == "" {
			t.Errorf("not found in %q", text)
		}
	}
	if what := NewSubscriber(8).standsIn(msg); what != "" {
		t.Errorf("found the %s of somebody else", what)
	}
}
