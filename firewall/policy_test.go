package firewall

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An exception for who is unknown, or for home, lifts nothing for anybody else.
func TestExceptionsHoldForTheirOperatorOnly(t *testing.T) {
	config, captures := gtpVectors(t, "g-e-modify-bearer.pcap")
	excepted := func(operator string) (operators map[string]int) {
		text := config + "exceptions: [{filter: spoofguard, reason: fteid-not-theirs, " + operator + "until: 2099-01-01}]\n"
		cfg, _, err := ParseConfig("config.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		fw, err := New(context.Background(), cfg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer fw.Close()
		operators = map[string]int{}
		if _, _, err := fw.Report(context.Background(), captures, func(r *Record) {
			for _, a := range r.Also {
				if a.Excepted {
					operators[r.Operator]++
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
		return operators
	}
	if all := excepted(""); all["partner-a"] == 0 {
		t.Fatalf("nobody is excepted: %v", all)
	}
	for _, name := range []string{"unknown", "home"} {
		if got := excepted("operator: " + name + ", "); len(got) > 1 || len(got) == 1 && got[name] == 0 {
			t.Errorf("an exception for %s lifts the reason for %v", name, got)
		}
	}
	if got := excepted("operator: partner-a, "); got["partner-a"] == 0 || len(got) != 1 {
		t.Errorf("an exception for partner-a lifts the reason for %v", got)
	}
}

// An exception holds for the global titles that it names.
func TestExceptionsMatchTitles(t *testing.T) {
	dir := filepath.Join("..", "testvectors", "ss7")
	config, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	capture := []Capture{CaptureFile(filepath.Join(dir, "s07-foreign-imsi.pcap"))} // from 99999000007 to 99901000006
	for match, want := range map[string]bool{
		`calling_gt: "99999000007"`: true, `calling_gt: "99999*"`: true, `called_gt: "99901000006"`: true, `calling_gt: "99999*", called_gt: "99901*"`: true,
		`calling_gt: "99999000006"`: false, `calling_gt: "9999900000"`: false, `called_gt: "99999*"`: false, `calling_gt: "99999*", called_gt: "99902*"`: false,
	} {
		text := string(config) + "exceptions: [{filter: homecheck, reason: imsi-not-ours, match: {" + match + "}, until: 2099-01-01}]\n"
		cfg, _, err := ParseConfig("config.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		fw, err := New(t.Context(), cfg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		excepted := false
		_, err = fw.Replay(t.Context(), capture, func(r *Record) error {
			excepted = excepted || len(r.Also) > 0 && r.Also[0].Excepted && r.Verdict == "pass"
			return nil
		})
		if fw.Close(); err != nil || excepted != want {
			t.Errorf("%s: excepted %v, %v", match, excepted, err)
		}
	}
}

// An exception holds for the Diameter host, realm and application that it names, and
// for nothing of another protocol.
func TestExceptionsMatchDiameter(t *testing.T) {
	dir := filepath.Join("..", "testvectors", "diameter")
	config, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	capture := []Capture{CaptureFile(filepath.Join(dir, "a01-foreign.pcap"))} // four commands of one host, one of another
	for match, want := range map[string]int{
		`origin_host: "hss1.epc.mnc071.mcc999.3gppnetwork.org"`: 4, `origin_host: "HSS1.EPC.MNC071.*"`: 4, `origin_host: "hss1.epc.mnc099*"`: 1, `origin_host: "hss1*"`: 5,
		`origin_host: "hss1"`: 0, `origin_host: "epc.mnc071*"`: 0, `origin_realm: "epc.mnc071.mcc999.3gppnetwork.org"`: 4, `origin_realm: "Epc*"`: 5, `origin_realm: "hss1*"`: 0,
		`application: 16777251`: 5, `application: 16777255`: 0, `application: 16777251, origin_realm: "epc.mnc099*"`: 1,
		`calling_gt: "*"`: 0, `teid: 0`: 0, `code: 319`: 5, `protocol: diameter`: 5, `operation: "InsertSubscriberData*"`: 5,
	} {
		text := string(config) + "exceptions: [{filter: homecheck, reason: subscriber-not-theirs, match: {" + match + "}, until: 2099-01-01}]\n"
		cfg, _, err := ParseConfig("config.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		fw, err := New(t.Context(), cfg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		excepted := 0
		_, err = fw.Replay(t.Context(), capture, func(r *Record) error {
			if len(r.Also) > 0 && r.Also[0].Excepted && r.Verdict == "pass" {
				excepted++
			}
			return nil
		})
		if fw.Close(); err != nil || excepted != want {
			t.Errorf("%s: %d commands are excepted, want %d; %v", match, excepted, want, err)
		}
	}
}

// Events never go into another file that the appliance needs.
func TestEventsHaveAFileOfTheirOwn(t *testing.T) {
	for file, want := range map[string]string{
		"state/ledger.jsonl": "events.file: is the ledger", "state/../state/token.key": "the key of tokens",
		"state/portcullis.sock": "the admin socket", "config.yaml": "the configuration itself", "state/events.jsonl": "",
	} {
		cfg, _, err := ParseConfig("config.yaml", []byte("version: 1\nfilters: []\nevents: {file: "+file+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		fw, err := New(context.Background(), cfg, Options{})
		if err == nil {
			fw.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
}
