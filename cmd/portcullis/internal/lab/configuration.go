package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Setup is what differs between the appliances of the tests. The zero value is
// a transparent link of one lane that is closed when down, with every built-in
// filter enforcing.
type Setup struct {
	WhenDown string // default closed
	Lanes    int    // default 1
	Links    string // instead of the transparent link: items of the links list
	Filters  string // a filters key and what is below it
	More     string // further top level keys
	Whole    string // instead of all of these: the whole file
}

const header = `version: 1
home:
  plmns: ["001-01", "999-02"]
  country_codes: ["999"]
  global_titles: ["99901"]
  msisdns: ["99902"]
  point_codes: ["1-1-1"]
  addresses: ["192.0.2.0/24", "2001:db8:1::/48"]
  apns: ["internet"]
interconnects:
  - {name: carrier-a, addresses: ["198.51.100.0/24", "2001:db8:2::/48"], point_codes: ["2-2-2"]}
  - {name: carrier-b, addresses: ["203.0.113.0/25", "2001:db8:3::/48"]}
operators:
  - {name: partner-a, via: [carrier-a], plmns: ["999-70"], country_codes: ["998"], global_titles: ["99970"], gsn_addresses: ["198.51.100.0/25", "2001:db8:2:1::/64"]}
  - {name: partner-b, via: [carrier-b], plmns: ["999-71"], country_codes: ["997"], gsn_addresses: ["203.0.113.0/26", "2001:db8:3:1::/64"]}
`

// text returns the configuration file of an appliance that keeps everything in
// the folder of the file.
func (s Setup) text() string {
	if s.Whole != "" {
		return s.Whole
	}
	var b strings.Builder
	b.WriteString(header)
	if s.Filters != "" {
		fmt.Fprintln(&b, strings.TrimSpace(s.Filters))
	}
	if s.More != "" {
		fmt.Fprintln(&b, strings.TrimSpace(s.More))
	}
	b.WriteString("events: {file: events.jsonl}\nstate_dir: state\nadmin: {socket: portcullis.sock}\nlinks:\n")
	if s.Links != "" {
		fmt.Fprintln(&b, "  "+strings.TrimSpace(s.Links))
		return b.String()
	}
	fmt.Fprintf(&b, "  - {name: gp, kind: gtp, transparent: true, inside: %s, outside: %s, when_down: %s, lanes: %d}\n",
		Inside, Outside, or(s.WhenDown, "closed"), max(s.Lanes, 1))
	return b.String()
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Write puts a configuration file into a folder.
func (s Setup) Write(t testing.TB, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "portcullis.yaml")
	write(t, path, s.text())
	return path
}

// write replaces a file as a whole, so that a process that reads it meanwhile
// finds the old text or the new.
func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}
