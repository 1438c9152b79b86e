package main

import (
	"fmt"
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackState are attacks that look honest message by message: only memory of
// tunnels, locations and rates can tell. They pass today, and the scoreboard
// says so.
func attackState(c *catalogue) {
	takeovers(c)
	teardowns(c)
	floods(c)
	userPlane(c)
}

func takeovers(c *catalogue) {
	c.pending("g-a-impersonation", "G-15 G-a", "Free data: a session for our subscriber from a network where it never registered",
		"v2-create-session", "G-15 needs the location store",
		outB.up2(outB.createSession()), outB.up1(outB.createPDP()))
	c.pending("g-o-session-takeover", "G-17 G-15 G-o",
		"A second session for the same subscriber and APN from another network: the PGW replaces the live one", "v2-create-session",
		"G-17 needs the session store",
		out4.up2(out4.createSession()).pass(), out4.down2(out4.createSessionResponse()).pass(), outC.up2(outC.createSession()))
	c.pending("g-e-move-outside-group", "G-08 G-e",
		"partner-c moves a tunnel that partner-a's SGW owns, to its own SGW: addresses and network fit each other, the tunnel does not",
		"v2-modify-bearer-border", "G-08 needs the tunnel store",
		outC.up2(outC.modifyBearer()), outC.up1(outC.updatePDP()))
	c.pending("g-h-restart", "G-13 G-h", "An Echo Response with another restart counter, as if the partner's SGW had restarted", "v2-echo",
		"G-13 needs the path store",
		out4.up2(echoReply2(1)), out4.up2(V2{Type: 2, NoTEID: true, Seq: 2}.With(Recovery(200))))
}

func teardowns(c *catalogue) {
	c.pending("g-d-delete", "G-09 G-d", "partner-c deletes sessions, contexts and bearers of partner-a's", "v2-delete-session",
		"G-09 needs the tunnel store",
		outC.up2(outC.deleteSession()), outC.up1(outC.deletePDP()), inC.down2(inC.deleteBearer()))
	c.pending("g-h-delete-set", "G-09 G-h", "Delete PDN Connection Set Request for a node that is not the sender's",
		"v2-pdn-connection-set", "G-09 needs the tunnel store",
		out4.up2(V2{Type: 101, Seq: 0x000109}.With(FQCSID(partnerC.sgw.four, 3).At(1))))
	var brute []shot
	for i := range uint32(24) {
		brute = append(brute, out4.up2(out4.deleteSession().To(teidPGWC+i).Number(0x000500+i)))
	}
	for i := range uint32(8) {
		brute = append(brute, out4.up1(out4.updatePDP().To(teidPGWC+i).Number(uint16(0x0500+i))))
	}
	c.pending("g-c-teid-brute-force", "G-04 G-c", "Deletions and updates with one TEID after the other", "v2-delete-session",
		"G-04 needs the tunnel store", brute...)
	c.pending("g11-unasked-response", "G-11", "A Create Session Response that nobody asked for", "v2-create-session-home-routed-inbound",
		"G-11 needs the transaction store",
		in4.down2(in4.createSessionResponse().Number(0x00BEEF)))
}

func floods(c *catalogue) {
	var brute, pool []shot
	for i := range 32 {
		imsi := fmt.Sprintf("0010100000%05d", i*37+11)
		brute = append(brute, out4.up2(out4.createSession().Replace(IMSI(imsi)).Number(uint32(0x000600+i))))
		teid := uint32(teidSGWC + 0x100 + i)
		pool = append(pool, out4.up2(out4.createSession().Replace(IMSI(imsi), FTEIDAt(S5SGWC, teid, out4.sgw)).Number(uint32(0x000700+i))))
	}
	c.pending("g-b-imsi-brute-force", "G-14 G-b",
		"Create Session Requests for one guessed IMSI after the other: the causes tell which exist", "v2-create-session",
		"G-14 needs counters", brute...)
	c.pending("crash-4220-pool-exhaustion", "G-14 G-f", "A flood of half-open sessions empties the address pool (Open5GS issue 4220)",
		"v2-create-session", "G-14 needs counters", pool...)
	c.pending("g16-covert-options", "G-16", "Protocol options and a private extension far larger than any handset's: a channel past the user plane", "v2-create-session",
		"G-16 needs a content policy",
		out4.up2(out4.createSession().Replace(Raw(IEPCO, Join([]byte{0x80, 0xFF, 0x00, 250}, make([]byte, 250))...))),
		out4.up2(out4.createSession().With(PrivateExtension(10923, make([]byte, 400)))))
	var sweep []shot
	for i := range 16 {
		host := netip.AddrFrom4([4]byte{192, 0, 2, byte(100 + i)})
		sweep = append(sweep, out4.up1(echo1(uint16(i))).to(host))
	}
	c.pending("g-g-echo-sweep", "G-12 G-g", "Echo Requests to one host of ours after the other: each path at its pace", "v1-echo",
		"G-12 per source needs a count that lanes share", sweep...)
	var beacon []shot
	for range 8 {
		beacon = append(beacon, out4.upU(gpdu(teidPGWU, inner(443))))
	}
	c.pending("g-l-beacon", "X-04 G-l", "A tunnel that carries little, steadily, to one host", "u-gpdu", "X-04 needs baselines", beacon...)
}

func userPlane(c *catalogue) {
	c.pending("g-j-address-spoof", "U-02 G-j", "A packet whose source is not the address that the session was given", "u-gpdu",
		"U-02 needs the tunnel store",
		out4.upU(gpdu(teidPGWU, Datagram{Src: netip.MustParseAddrPort("10.45.77.77:40000"), Dst: netip.MustParseAddrPort("203.0.113.80:443"), Payload: []byte("spoofed")}.Packet())))
	c.pending("u03-core-address", "U-03", "A subscriber's packets to our own nodes: SCTP to the ports of M3UA and Diameter, a web request",
		"u-gpdu", "U-03 needs the core's addresses in the data path",
		out4.upU(gpdu(teidPGWU, innerSCTP(out4.pgw, 2905))), out4.upU(gpdu(teidPGWU, innerSCTP(out4.pgw, 3868))),
		out6.upU(gpdu(teidPGWU, innerSCTP(out6.pgw, 2905))),
		out4.upU(gpdu(teidPGWU, Datagram{Src: netip.MustParseAddrPort("10.45.0.2:40000"), Dst: netip.MustParseAddrPort("192.0.2.10:443"), Payload: payloadFor(443)}.Packet())))
	c.pending("g-j-after-delete", "U-01 G-j", "Packets in a tunnel that was deleted: overbilling", "u-gpdu", "U-01 needs the tunnel store",
		out4.up2(out4.deleteSession()).pass(), out4.down2(out4.deleteSessionResponse()).pass(), out4.upU(gpdu(teidPGWU, inner(443))))
	c.pending("g-k-error-indication", "U-04 G-k", "Error Indication with the TEID of a tunnel that the sender has no part in",
		"u-error-indication", "U-04 needs the tunnel store",
		send(partnerC.sgwU.four, homePGWU.four, errorIndication(teidPGWU, partnerC.sgwU.four)))
	c.pending("u05-end-marker", "U-05", "End Marker from a node that does not own the tunnel", "u-end-marker", "U-05 needs the tunnel store",
		send(partnerC.sgwU.four, homePGWU.four, endMarker(teidPGWU)))
}
