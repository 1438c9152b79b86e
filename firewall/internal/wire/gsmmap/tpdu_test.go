package gsmmap

import (
	"strings"
	"testing"
)

// messages of TS 23.040 clause 9.2, by the way they go.
func TestTPDU(t *testing.T) {
	stamp := "22 11 22 31 52 65 00"
	from := "0b 91 99 79 10 00 00 f1"
	for _, v := range []struct{ name, way, octets, want string }{
		{"deliver", "mt", "04" + from + "00 00" + stamp + "05 e8329bfd06", "mti=0 pid=00 dcs=00"},
		{"deliver from a name", "mt", "04 0a d0 c8 32 9b fd 06 00 00" + stamp + "00", "mti=0 pid=00 dcs=00"},
		{"deliver of octets", "mt", "04" + from + "00 04" + stamp + "03 010203", "mti=0 pid=00 dcs=04"},
		{"deliver in UCS2", "mt", "04" + from + "00 08" + stamp + "04 00410042", "mti=0 pid=00 dcs=08"},
		{"deliver compressed", "mt", "04" + from + "00 20" + stamp + "02 0001", "mti=0 pid=00 dcs=20"},
		{"deliver class 2 octets", "mt", "04" + from + "7f f6" + stamp + "01 00", "mti=0 pid=7f dcs=f6"},
		{"waiting in UCS2", "mt", "04" + from + "00 e0" + stamp + "02 0041", "mti=0 pid=00 dcs=e0"},
		{"waiting in septets", "mt", "04" + from + "00 c8" + stamp + "01 41", "mti=0 pid=00 dcs=c8"},
		{"silent", "mt", "04" + from + "40 00" + stamp + "00", "mti=0 pid=40 dcs=00"},
		{"concatenated", "mt", "44" + from + "00 04" + stamp + "07 05 00 03 01 02 01 41", "mti=0 pid=00 dcs=04 udh=0003010201"},
		{"one octet behind", "mt", "04" + from + "00 00" + stamp + "05 e8329bfd0600", "mti=0 pid=00 dcs=00"},
		{"reserved", "mt", "07" + from + "7f f6" + stamp + "01 00", "mti=3 pid=7f dcs=f6 !map-tpdu"},
		{"two octets behind", "mt", "04" + from + "00 00" + stamp + "05 e8329bfd060000", "mti=0 pid=00 dcs=00 !map-tpdu"},
		{"data cut off", "mt", "04" + from + "00 00" + stamp + "05 e8329b", "mti=0 pid=00 dcs=00 !map-tpdu"},
		{"time cut off", "mt", "04" + from + "00 00 22 11", "mti=0 pid=00 dcs=00 !map-tpdu"},
		{"coding cut off", "mt", "04" + from + "7f", "mti=0 pid=7f !map-tpdu"},
		{"address too long", "mt", "04 ff 91 99", "mti=0 !map-tpdu"},
		{"address of 21 digits", "mt", "04 15 91 00 00 00 00 00 00 00 00 00 00 f0 00 00" + stamp + "00", "mti=0 pid=00 dcs=00 !map-tpdu"},
		{"header beyond data", "mt", "44" + from + "00 04" + stamp + "02 05 00", "mti=0 pid=00 dcs=04 !map-tpdu"},
		{"header of no data", "mt", "44" + from + "00 04" + stamp + "00", "mti=0 pid=00 dcs=04 !map-tpdu"},
		{"element beyond header", "mt", "44" + from + "00 04" + stamp + "04 03 00 05 01", "mti=0 pid=00 dcs=04 udh=000501 !map-tpdu"},
		{"submit towards a handset", "mt", "01 07" + from + "00 00 00", "mti=1 !map-tpdu"},
		{"submit", "mo", "01 07" + from + "00 00 05 e8329bfd06", "mti=1 pid=00 dcs=00"},
		{"submit, relative", "mo", "11 07" + from + "00 00 aa 00", "mti=1 pid=00 dcs=00"},
		{"submit, absolute", "mo", "19 07" + from + "00 00" + stamp + "00", "mti=1 pid=00 dcs=00"},
		{"submit, enhanced", "mo", "09 07" + from + "00 00" + stamp + "00", "mti=1 pid=00 dcs=00"},
		{"deliver towards the network", "mo", "04" + from + "00 00" + stamp + "00", "mti=0 !map-tpdu"},
		{"reserved towards the network", "mo", "03 00", "mti=3 !map-tpdu"},
		{"command", "mo", "02 07 00 02 05" + from + "00", "mti=2 pid=00"},
		{"command with data", "mo", "02 07 00 02 05" + from + "02 0001", "mti=2 pid=00"},
		{"status report", "mt", "06 07" + from + stamp + stamp + "00", "mti=2"},
		{"status report with text", "mt", "06 07" + from + stamp + stamp + "00 07 00 00 01 41", "mti=2 pid=00 dcs=00"},
		{"status report with an extension", "mt", "06 07" + from + stamp + stamp + "00 81 00 40", "mti=2 pid=40"},
		{"status report cut off", "mt", "06 07" + from + stamp, "mti=2 !map-tpdu"},
		{"deliver report", "mt result", "00 00", "mti=0"},
		{"deliver report with data", "mt result", "00 07 7f f6 01 00", "mti=0 pid=7f dcs=f6"},
		{"deliver report cut off", "mt result", "00", "mti=0 !map-tpdu"},
		{"submit report to a delivery", "mt result", "01 00" + stamp, "mti=1 !map-tpdu"},
		{"submit report", "mo result", "01 00" + stamp, "mti=1"},
		{"submit report with a protocol", "mo result", "01 01" + stamp + "00", "mti=1 pid=00"},
		{"submit report cut off", "mo result", "01", "mti=1 !map-tpdu"},
	} {
		tpdu := tlv("04", oct(v.octets))
		var d decoded
		switch v.way {
		case "mt":
			d = decode(44, invoke, 3, tlv("30", tlv("85"), tlv("85"), tpdu))
		case "mo":
			d = decode(46, invoke, 3, tlv("30", isdn("84", partnerSC), isdn("82", mobile), tpdu))
		case "mt result":
			d = decode(44, returnResultLast, 3, tlv("30", tpdu))
		case "mo result":
			d = decode(46, returnResultLast, 3, tlv("30", tpdu))
		}
		got := render(d)
		if _, got, _ = strings.Cut(got, "tpdu="); got != "" {
			_, got, _ = strings.Cut(got, " ")
		}
		if got != v.want {
			t.Errorf("%s: %s instead of %s", v.name, got, v.want)
		}
	}
}
