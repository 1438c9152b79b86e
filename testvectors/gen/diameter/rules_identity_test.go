package diameter

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestOrigins: D-05, each host in each realm, of each command.
func TestOrigins(t *testing.T) {
	realms := map[string]string{ // and the reason that the realm has by itself
		partnerA.realm: "", partnerB.realm: "", hub.realm: "", strings.ToUpper(partnerA.realm): "", partnerA.realm + ".": "",
		partnerC.realm: realmTheirs, nobody.realm: realmTheirs, carrier.realm: realmTheirs, "sub." + partnerA.realm: realmTheirs, "evil" + partnerA.realm: realmTheirs,
		home.realm: realmOurs, "sub." + home.realm: realmOurs,
	}
	var trials []Trial
	for realm, reason := range realms {
		for _, host := range []string{"mme1.%s", "MME1.%s", "%s", "a.b.%s", "mme1.%s.", "evil%s", "mme1.other.example"} {
			name := strings.TrimSuffix(host, ".")
			inside := name != "evil%s" && name != "mme1.other.example"
			host = strings.ReplaceAll(host, "%s", strings.TrimSuffix(realm, "."))
			want := SetOf()
			want.Add(reason, reason != "")
			want.Add(hostInRealm, !inside)
			for _, m := range []message{updateLocation(partnerA), reset(partnerA), cancel(partnerA, partnerA.imsi, 0).succeed().in(func(m *message) { m.fromHome = false })} {
				trials = append(trials, Try(fmt.Sprintf("%s of %s in %s", names[m.Code], host, realm), send(m.from(node{host, realm})), Finding{Reasons: want}))
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, realmTheirs, realmOurs, hostInRealm, realmForm)
}

// TestRealmForms: D-05, forms of a realm below 3gppnetwork.org.
func TestRealmForms(t *testing.T) {
	var trials []Trial
	for realm, bad := range map[string]bool{
		"epc.mnc070.mcc999.3gppnetwork.org": false, "EPC.MNC070.MCC999.3GPPNETWORK.ORG": false, "mnc070.mcc999.3gppnetwork.org": false, "ims.mnc070.mcc999.3gppnetwork.org.": false,
		"epc.mnc70.mcc999.3gppnetwork.org": true, "epc.mnc0070.mcc999.3gppnetwork.org": true, "epc.mnc070.mcc99.3gppnetwork.org": true, "epc.mcc999.mnc070.3gppnetwork.org": true,
		"epc.mnc07a.mcc999.3gppnetwork.org": true, "epc.3gppnetwork.org": true, "epc.mnc070.mcc999.3gppnetwork.example": false, "roaming.example": false,
	} {
		want := SetOf()
		want.Add(realmForm, bad)
		trials = append(trials, Try(realm, send(reset(network{realm: realm})), Finding{Reasons: want}))
	}
	check(t, rulesYAML(t, ""), trials, realmForm)
}

// TestDestinations: D-05, each host with each realm.
func TestDestinations(t *testing.T) {
	hosts := map[string]bool{
		home.hss().host: true, strings.ToUpper(home.hss().host): true, "hss9." + home.realm: true, homeAlias: true, "EDGE.home.example.": true, home.realm: true,
		"edge2.home.example": false, partnerA.hss().host: false, "evil" + home.realm: false, agent1: false,
	}
	realms := map[string]bool{home.realm: true, strings.ToUpper(home.realm) + ".": true, "sub." + home.realm: false, partnerA.realm: false, nobody.realm: false, "home.example": false}
	var trials []Trial
	for host, ours := range hosts {
		for realm, is := range realms {
			want := SetOf()
			want.Add(destHostOurs, !ours)
			want.Add(destRealmOurs, !is)
			trials = append(trials, Try(host+" in "+realm, send(updateLocation(partnerA).to(node{host, realm})), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, destHostOurs, destRealmOurs)
}

// TestSessions: D-07, whose host a session is named after.
func TestSessions(t *testing.T) {
	var trials []Trial
	for session, reason := range map[string]string{
		partnerA.mme().host + ";1;1": "", strings.ToUpper(partnerA.mme().host) + ";1;1": "", partnerA.mme().host + ".;1;1;x": "",
		home.hss().host + ";1;1": sessionOurs, strings.ToUpper(homeAlias) + ";1;1": sessionOurs, home.realm + ";1": sessionOurs,
		partnerA.hss().host + ";1;1": sessionTheirs, rogue.mme().host + ";1;1": sessionTheirs, "x;1;1": sessionTheirs, "no semicolon": sessionTheirs, ";1;1": sessionTheirs,
	} {
		want := SetOf()
		want.Add(reason, reason != "")
		for _, m := range []message{updateLocation(partnerA), notify(partnerA), authenticate(partnerA)} {
			trials = append(trials, Try(names[m.Code]+" in "+session, send(m.set(263, session)), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, sessionOurs, sessionTheirs)
}

// TestRoutes: D-06, each pair of names on the way. A partner in the second place is
// none on this way; in the first it is one that the route does not begin with.
func TestRoutes(t *testing.T) {
	const origin, agent, partner, strange, us = "origin", "agent", "partner", "strange", "us"
	hops := map[string]string{
		partnerA.mme().host: origin, "dea1." + partnerA.realm: origin, agent1: agent, agent2: agent, "dra7." + carrier.realm: agent,
		rogue.mme().host: partner, partnerB.at("dra").host: partner, partnerC.at("dra").host: strange, nobody.at("dra").host: strange, "x": strange, home.mme().host: us, homeAlias: us,
	}
	var trials []Trial
	for first, a := range hops {
		for second, b := range hops {
			want := SetOf()
			want.Add(routeFromOrigin, a != origin)
			want.Add(routeKnown, a == strange || b == strange || b == partner)
			want.Add(routeHasUs, a == us || b == us)
			verdict := "block"
			if (b == origin || b == agent) && (a == origin || a == agent) {
				verdict = map[string]string{origin: "pass", agent: "flag"}[a]
			}
			m := updateLocation(partnerA).with(routeRecord(first), routeRecord(second))
			trials = append(trials, Try(first+", "+second, send(m), Finding{Verdict: verdict, Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, routeFromOrigin, routeKnown, routeHasUs)
}

// TestNeighbours: D-01, each command of a peer's by each host, relayed and not.
func TestNeighbours(t *testing.T) {
	hosts := map[node]bool{
		{agent1, carrier.realm}: true, {agent2, carrier.realm}: true, {strings.ToUpper(agent1), carrier.realm}: true,
		{"dra9.ipx.example", carrier.realm}: false, partnerA.mme(): false, partnerC.mme(): false, nobody.mme(): false,
	}
	var trials []Trial
	for from, known := range hosts {
		for _, m := range []message{capabilities(from, appS6a), watchdog(from), disconnect(from)} {
			for _, flags := range []byte{FlagRequest, FlagRequest | FlagProxiable, 0, FlagProxiable} {
				for _, hop := range []string{"", agent2} {
					x := m.flagged(flags)
					if hop != "" {
						x = x.with(routeRecord(hop))
					}
					want := SetOf()
					want.Add(peerKnown, !known)
					want.Add(peerRelayed, flags&FlagProxiable != 0 || hop != "")
					trials = append(trials, Try(fmt.Sprintf("%s of %s with %#x by %q", names[m.Code], from.host, flags, hop), send(x), Finding{Reasons: want}))
				}
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, peerKnown, peerRelayed)
}
