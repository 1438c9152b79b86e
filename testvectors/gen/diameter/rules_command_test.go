package diameter

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// all commands that the rules name.
var everyCommand = []uint32{
	257, 258, 265, 268, 271, 272, 274, 275, 280, 282, 300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 316, 317, 318, 319, 320, 321, 322, 323, 324,
	8388620, 8388621, 8388622, 8388638, 8388639, 8388640, 8388641, 8388642, 8388643, 8388644, 8388645, 8388646, 8388647, 8388648, 8388649, 8388656,
	8388718, 8388719, 8388726,
}

// commandsOf is the table of rule D-03, and below it the interfaces that the list
// of commands names.
var commandsOf = map[uint32][]uint32{
	appBase: {257, 280, 282}, appS6a: {316, 317, 318, 319, 320, 321, 322, 323}, appS13: {324}, appSLg: {8388620, 8388621}, appSLh: {8388622},
	appSGd: {8388645, 8388646, 8388648}, appS6c: {8388647, 8388648, 8388649}, appS9: {272, 258, 8388656},
	appSTa: {268, 265, 258, 274, 275}, 16777264: {268, 265, 258, 274, 275}, appSWx: {301, 303, 304, 305}, appS6b: {265, 268, 258, 274, 275},
	appRelay: {},

	appCx: {300, 301, 302, 303, 304, 305}, appSh: {306, 307, 308, 309}, 16777308: {8388638, 8388642}, 16777309: {8388639, 8388640}, 16777310: {8388641},
	16777311: {8388643, 8388644}, 16777345: {8388718, 8388719, 8388726},
}

// TestCommandsOfApplications: D-03, each application with each command, in requests
// and answers.
func TestCommandsOfApplications(t *testing.T) {
	var trials []Trial
	for application, has := range commandsOf {
		for _, code := range everyCommand {
			want := SetOf()
			want.Add(commandBelongs, !slices.Contains(has, code))
			m := request(application, code, partnerB.mme(), home.hss())
			name := fmt.Sprintf("%d in %d", code, application)
			trials = append(trials, Try(name, send(m), Finding{Reasons: want}), Try("answer "+name, send(m.flagged(0)), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, commandBelongs)
}

// openedBy is the table of rule D-02: which agreement opens an application.
var openedBy = map[uint32]string{
	appBase: "roaming", appS6a: "roaming", appS6c: "sms", appSGd: "sms", appSTa: "wifi", 16777264: "wifi",
	appS9: "breakout", appRx: "breakout", appGy: "breakout", appS6b: "breakout", appSLg: "lcs", appSLh: "lcs",

	appSh: "", appCx: "", appGx: "", appS13: "", 16777310: "", 16777345: "", 16777346: "", 16777309: "", 16777311: "", 16777308: "", appSWx: "", 99999: "",
}

// TestAgreements: D-02 and D-13, each application from who has one agreement, none
// or all.
func TestAgreements(t *testing.T) {
	operators, speakers := "", map[string]network{"none": partnerA, "all": partnerB}
	for i, agreement := range []string{"lcs", "sms", "wifi", "breakout", "trace", "mobility"} {
		n := network{realm: fmt.Sprintf("epc.mnc08%d.mcc999.3gppnetwork.org", i)}
		operators += fmt.Sprintf("  - {name: only-%s, via: [ipx-1], realms: [%q], agreements: [%s]}\n", agreement, n.realm, agreement)
		speakers[agreement] = n
	}
	var trials []Trial
	for application, agreement := range openedBy {
		for has, n := range speakers {
			lcs := application == appSLg || application == appSLh
			allowed := agreement == "roaming" || agreement != "" && (has == agreement || has == "all")
			want := SetOf()
			want.Add(applicationAgreed, !allowed)
			want.Add(lcsAgreed, lcs && has != "lcs" && has != "all")
			m := request(application, 1, n.mme(), home.hss())
			name := fmt.Sprintf("%d of who has %s", application, has)
			trials = append(trials, Try(name, send(m), Finding{Reasons: want}), Try("answer "+name, send(m.flagged(0)), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, operators), trials, applicationAgreed, lcsAgreed)
}

// TestReceivers: D-04, each command to each of our nodes.
func TestReceivers(t *testing.T) {
	serves := map[uint32][]string{
		317: {"mme", "sgsn"}, 319: {"mme", "sgsn"}, 320: {"mme", "sgsn"}, 322: {"mme", "sgsn"},
		316: {"hss"}, 318: {"hss"}, 321: {"hss"}, 323: {"hss"},
		8388647: {"hss", "smsc"}, 8388649: {"hss", "smsc"}, 8388648: {"smsc"}, 8388645: {"smsc"}, 8388646: {"mme", "sgsn", "smsc"},
	}
	applications := map[uint32]uint32{8388645: appSGd, 8388646: appSGd, 8388647: appS6c, 8388648: appS6c, 8388649: appS6c}
	var trials []Trial
	for code, roles := range serves {
		application := uint32(appS6a)
		if a := applications[code]; a != 0 {
			application = a
		}
		for _, role := range []string{"hss", "mme", "sgsn", "smsc", "nobody's"} {
			want := SetOf()
			want.Add(direction, role != "nobody's" && !slices.Contains(roles, role))
			m := request(application, code, partnerB.mme(), home.at(role))
			if role == "nobody's" {
				m = m.set(293, homeAlias)
			}
			trials = append(trials, Try(fmt.Sprintf("%d to %s", code, role), send(m), Finding{Reasons: want}),
				Try(fmt.Sprintf("answer %d to %s", code, role), send(m.flagged(0)), Finding{Reasons: SetOf()}))
		}
	}
	check(t, rulesYAML(t, ""), trials, direction)
}

// TestPayloadProtocols: T-02.
func TestPayloadProtocols(t *testing.T) {
	var trials []Trial
	for _, ppid := range []uint32{PPIDNone, PPIDDiameter, PPIDDiameterDTLS, 1, 45, 48, 63, 64, 99, 110} {
		want := SetOf()
		want.Add(ppidAllowed, ppid != PPIDNone && ppid != PPIDDiameter)
		trials = append(trials, Try(fmt.Sprint(ppid), updateLocation(partnerA).by(WithPPID(ppid, Packets)), Finding{Reasons: want}))
	}
	check(t, rulesYAML(t, ""), trials, ppidAllowed)
}

// TestVendorSpecificApplications: D-03, every place in which a command may say its
// application again. The Vendor-Id beside it only informs (RFC 6733 clause 6.11), and
// the Acct-Application-Id of a command has to be the header's as well (clause 6.9).
func TestVendorSpecificApplications(t *testing.T) {
	var trials []Trial
	for _, vendor := range []uint32{0, 1, Vendor3GPP, 0xFFFFFFFF} {
		for _, application := range []uint32{appBase, 3, appS6a, appS6a + 1, appCx, appRelay} {
			for kind, code := range map[string]uint32{"authentication": 258, "accounting": 259} {
				id := base(code, U32(application))
				want := SetOf()
				want.Add(faultMismatch, application != appS6a)
				ulr := updateLocation(partnerA)
				name := fmt.Sprintf("%s %d of vendor %d", kind, application, vendor)
				trials = append(trials, Try(name, send(ulr.edited(260, 0, func(a *AVP) { *a = base(260, nil).Group(vendorID(vendor), id) })), want.Finding()),
					Try(name+", at top level", send(ulr.without(260, 0).with(id)), Finding{Reasons: want}))
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, faultMismatch)
}
