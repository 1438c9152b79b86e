package answer_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
)

// requestOf is a command, and what its answer has to have of it (RFC 6733 clause 8,
// RFC 8506 clause 3.2, TS 29.272 clause 7.1.2).
type requestOf struct {
	application, code int
	isStateless       bool     // it says that no session is kept
	more              []string // else
}

// tshark reads every answer of Diameter without a mark, as the answer to the request
// before it, with the values meant.
func TestTsharkReadsAnswersOfDiameter(t *testing.T) {
	const linkIPv4 = 228
	messages, want := answersOfDiameter(t)
	packets := make([][]byte, len(messages))
	for i, m := range messages {
		packets[i] = packet(m, 3868, 3868, 46, uint32(i+1))
	}
	args := []string{"-r", shark.Capture(t, linkIPv4, packets), "-T", "fields", "-E", "separator=|"}
	for _, f := range []string{"_ws.malformed", "_ws.expert.message", "diameter.answer_to", "diameter.cmd.code", "diameter.applicationId", "diameter.flags", "diameter.hopbyhopid", "diameter.endtoendid",
		"diameter.Session-Id", "diameter.Result-Code", "diameter.Experimental-Result-Code", "diameter.Origin-Host", "diameter.Origin-Realm", "diameter.Proxy-Host",
		"diameter.Auth-Session-State", "diameter.CC-Request-Type", "diameter.Auth-Request-Type", "diameter.avp.code"} {
		args = append(args, "-e", f)
	}
	rows := strings.Split(strings.TrimRight(string(shark.Run(t, args...)), "\n"), "\n")
	if len(rows) != len(messages) || len(want) < 200 {
		t.Fatalf("%d rows for %d messages", len(rows), len(messages))
	}
	for i, w := range want {
		c := strings.Split(rows[2*i+1], "|")
		if c[0] != "" || c[1] != "" {
			t.Errorf("%x: %s %s", messages[2*i+1], c[0], c[1])
		}
		if got := strings.Join(c[3:17], "|"); got != w || c[2] != fmt.Sprint(2*i+1) {
			t.Errorf("%x:\ntshark says %q to %q, want\n%q", messages[2*i+1], got, c[2], w)
		}
		if !strings.HasPrefix(c[17], "263,") {
			t.Errorf("%x: AVPs %s", messages[2*i+1], c[17])
		}
	}
}

// answersOfDiameter are those to every command that may be refused, with a cause of
// each kind, behind their requests, and what tshark is to say of them.
func answersOfDiameter(t *testing.T) (messages [][]byte, want []string) {
	credit, user := []string{avp(416, "00000001"), avp(415, "00000000")}, []string{avp(274, "00000003")}
	requests := []requestOf{
		{4, 272, false, credit}, {16777267, 272, false, credit}, {16777267, 8388656, false, nil}, {16777250, 268, false, user},
		{16777264, 265, false, user}, {16777264, 275, false, nil}, {16777272, 274, false, nil},
	}
	for application, codes := range map[int][]int{
		s6a: {316, 317, 318, 319, 320, 321, 322, 323}, 16777252: {324}, 16777255: {8388620, 8388621}, 16777291: {8388622},
		16777312: {8388647, 8388648, 8388649}, 16777313: {8388645, 8388646}, 16777217: {306, 307},
	} {
		for _, code := range codes {
			requests = append(requests, requestOf{application, code, true, nil})
		}
	}
	for i, r := range requests {
		for j, cause := range []uint32{0, 3001, 3002, 3010, 4002, 5003, 5012, 10415<<16 | 5001, 10415<<16 | 5004, 10415<<16 | 4181} {
			p := r.message(uint32(0x10000*i + j + 1))
			a := commandAnswered(t, answer.New(), commandOf(p), cause)
			messages = append(messages, p, bytes.Clone(a))
			want = append(want, r.said(uint32(0x10000*i+j+1), cause))
		}
	}
	return messages, want
}

func (r requestOf) message(hop uint32) []byte {
	own := []string{avp(258, fmt.Sprintf("%08x", r.application))}
	if r.isStateless {
		own = []string{avp(260, avp(266, "000028AF")+own[0]), noState}
	}
	avps := append([]string{session, originMME, originRealm, askedHSS, askedRealm, proxy1, proxy2}, append(own, r.more...)...)
	p := diameterMessage(0xC0, r.code, r.application, avps...)
	p[12], p[13], p[14], p[15] = byte(hop>>24), byte(hop>>16), byte(hop>>8), byte(hop)
	return p
}

// said is what tshark says of the answer, but for the frame that it answers.
func (r requestOf) said(hop, cause uint32) string {
	flags, result, experimental := 0x40, fmt.Sprint(cause), ""
	switch {
	case cause == 0:
		result = "5012"
	case cause>>16 != 0:
		result, experimental = "", fmt.Sprint(cause&0xFFFF)
	case cause/1000 == 3:
		flags = 0x60
	}
	state, credit, user := "", "", ""
	if flags == 0x40 {
		switch {
		case r.isStateless:
			state = "1"
		case r.code == 272:
			credit = "1"
		case r.more != nil:
			user = "3"
		}
	}
	return strings.Join([]string{fmt.Sprint(r.code), fmt.Sprint(r.application), fmt.Sprintf("0x%02x", flags), fmt.Sprintf("0x%08x", hop), "0x55667788", "mme1;1;2", result, experimental,
		"hss1.epc.mnc001.mcc001.3gppnetwork.org", "epc.mnc001.mcc001.3gppnetwork.org", "dra1.ipx.example,dra2.ipx.example", state, credit, user}, "|")
}
