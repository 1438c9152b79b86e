package evidence

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	a, b := NewTokens(), NewTokens()
	one := a.of("001010000000001")
	switch {
	case one != a.of("001010000000001"):
		t.Error("equal identities have different tokens")
	case one == a.of("001010000000002"):
		t.Error("different identities have one token")
	case one == b.of("001010000000001"):
		t.Error("two runs share a key")
	case strings.Contains(one, "00101") || !strings.HasPrefix(one, "t:"):
		t.Errorf("the token is %q", one)
	case a.of("") != "" || (*Tokens)(nil).of("001010000000001") != "001010000000001":
		t.Error("absent identities or clear ones are changed")
	}
}

// TestRecordShape freezes the names that users' scripts rely on.
func TestRecordShape(t *testing.T) {
	teid, sequence, cause, application := uint32(1), uint32(2), 16, 16777251
	r := Record{
		Capture: "day1.pcapng", Frame: 12, Time: Time(time.Unix(1795328837, 378368000)), Link: "replay", Interconnect: "ipx-1", Operator: "partner-a",
		Direction: "in", Src: "198.51.100.7", Dst: "192.0.2.10", Protocol: "gtpv2", Operation: "CreateSessionRequest", Code: 32, Application: &application,
		Verdict: "block", Mode: "enforce", Ruling: "drop", Filter: "spoofguard", Reason: "imsi-not-theirs",
		Also: []Also{{Filter: "opgate", Reason: "x"}}, Faults: []string{"gtp-ie-unknown"},
		IMSI: "001010000000001", MSISDN: "99902000001", APN: "internet", TEID: &teid, Sequence: &sequence, Cause: &cause,
	}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"capture":"day1.pcapng","frame":12,"message":0,"component":0,"time":"2026-11-22T06:27:17.378368Z","link":"replay",` +
		`"interconnect":"ipx-1","operator":"partner-a","direction":"in","src":"198.51.100.7","dst":"192.0.2.10",` +
		`"protocol":"gtpv2","operation":"CreateSessionRequest","code":32,"application":16777251,` +
		`"verdict":"block","mode":"enforce","ruling":"drop","filter":"spoofguard","reason":"imsi-not-theirs",` +
		`"also":[{"filter":"opgate","reason":"x"}],"faults":["gtp-ie-unknown"],` +
		`"imsi":"001010000000001","msisdn":"99902000001","apn":"internet","teid":1,"sequence":2,"cause":16}`
	if string(got) != want {
		t.Errorf("a record is\n%s\nnot\n%s", got, want)
	}
	var back Record
	if err := json.Unmarshal(got, &back); err != nil || !time.Time(back.Time).Equal(time.Time(r.Time)) {
		t.Errorf("it comes back with %v, %v", time.Time(back.Time), err)
	}
}
