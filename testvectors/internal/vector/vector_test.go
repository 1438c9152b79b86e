package vector

import (
	"strings"
	"testing"
)

const whole = `rules    G-05 G-a
kind     attack
about    what it shows
config   config.yaml
reason   spoofguard/imsi-not-theirs
twin     v2-create-session
op       1.0 gtpv2 32 CreateSessionRequest block spoofguard/imsi-not-theirs faults/gtp-ie-unknown # IPv4
op       2.1 - 0 - pass
`

func TestFormatIsParsed(t *testing.T) {
	v, err := Parse("x", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(v.Format()); got != whole {
		t.Errorf("reads back as\n%s", got)
	}
	o := v.Ops[0]
	if o.Frame != 1 || o.Code != 32 || len(o.Reasons) != 2 || o.Note != "IPv4" || v.Ops[1].Component != 1 || v.Ops[1].Operation != "" {
		t.Errorf("operations are %+v", v.Ops)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for edit, want := range map[string][2]string{
		"an unknown key":           {"about    ", "sbout    "},
		"a short operation":        {"op       2.1 - 0 - pass", "op       2.1 - 0"},
		"no number":                {"op       2.1 - 0 - pass", "op       x.1 - 0 - pass"},
		"another reason":           {"reason   spoofguard/imsi-not-theirs", "reason   spoofguard/imsi-absent"},
		"an attack without a twin": {"twin     v2-create-session\n", ""},
		"passing with reasons":     {"op       2.1 - 0 - pass", "op       2.1 - 0 - pass faults/gtp-version"},
		"an unknown verdict":       {"op       2.1 - 0 - pass", "op       2.1 - 0 - maybe"},
		"flagged for nothing":      {"op       2.1 - 0 - pass", "op       2.1 - 0 - flag"},
		"an honest vector blocked": {"kind     attack", "kind     honest"},
		"a reason that is pending": {"twin     ", "pending  G-04 needs state\ntwin     "},
		"nothing said about it":    {"about    what it shows\n", ""},
	} {
		_, err := Parse("x", []byte(strings.Replace(whole, want[0], want[1], 1)))
		if err == nil || !strings.HasPrefix(err.Error(), "x.txt") {
			t.Errorf("%s: error %v", edit, err)
		}
	}
}
