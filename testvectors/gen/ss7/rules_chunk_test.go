package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// extensions are the chunks that an association has to agree on (rule T-03), with
// the least that each has to hold, and whether agreeing needs more than the chunk's
// type in the list of RFC 5061 clause 4.2.7.
var extensions = map[byte][]byte{
	ChunkIData: Join(make([]byte, 16), []byte("message")), 0x80: make([]byte, 4), 0xC1: Join(U32(1), Parameter(5, []byte{198, 51, 100, 7})),
	0x82: Parameter(0x0F, make([]byte, 4)), 0xC0: make([]byte, 4), 0xC2: make([]byte, 4),
}

// TestEveryChunk: rule T-03: whatever stands in front of DATA, the DATA is judged;
// and what the association did not agree on is dropped.
func TestEveryChunk(t *testing.T) {
	var trials []Trial
	add := func(name string, want Finding, write func(l *Line)) {
		trials = append(trials, Try(name, Step{Write: write}, want))
	}
	add("handshake", verdict(false), handshake(ChunkPad).Write)
	for typ := 1; typ < 256; typ++ {
		value, isExtension := extensions[byte(typ)]
		chunk := Chunk{Type: byte(typ), Value: value}
		if isExtension {
			add(fmt.Sprintf("chunk %#02x that was not agreed on", typ), verdict(true), func(l *Line) { l.Packet(false, chunk) })
			continue
		}
		if typ <= 15 || typ == 0x81 || typ == ChunkPad { // known ones, of which some travel alone: only the attack is asked about
			value = make([]byte, 16)
		}
		chunk.Value = value
		add(fmt.Sprintf("an attack behind chunk %#02x", typ), verdict(true), func(l *Line) {
			for _, p := range locate(rogue).parcels(l) {
				l.Packet(false, chunk, l.Data(p))
			}
		})
		if typ > 15 && typ != 0x81 {
			add(fmt.Sprintf("a message behind chunk %#02x", typ), verdict(false), func(l *Line) {
				for _, p := range whereTo(partnerA, homeMSISDN).parcels(l) {
					l.Packet(false, chunk, l.Data(p))
				}
			})
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryDepth: rule P-01: sixteen elements around one, and no more. Message,
// portion, component and argument are four of them.
func TestEveryDepth(t *testing.T) {
	var trials []Trial
	for n := range 30 {
		m := whereTo(partnerA, homeMSISDN).argument(func(e TLV) TLV { return e.With(nested(n)) })
		trials = append(trials, Try(fmt.Sprintf("%d deep", 4+n), send(m), verdict(4+n > 16)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryCalledTitle: rule C-03: whose the called title is, of what opens a
// dialogue and of what answers one.
func TestEveryCalledTitle(t *testing.T) {
	titles := map[string]bool{ // ours
		home.hlr: true, home.vlr: true, homeMSISDN: true, partnerA.hlr: false, partnerB.hlr: false, msisdnA: false, nobody.hlr: false, "99900000006": false, "9990": false, "99902": false,
	}
	var trials []Trial
	for title, ours := range titles {
		to := at(title, ssnHLR)
		short := len(title) < 7
		trials = append(trials,
			Try("a registration to "+title, send(register(partnerA).to(to)), verdict(!ours || short)),
			Try("a question to "+title, send(whereTo(partnerA, homeMSISDN).to(to)), verdict(!ours || short)),
			Try("a question to "+title+" by agreement on ported numbers", send(whereTo(partnerB, homeMSISDN).to(to)), verdict(short)))
	}
	for title, ours := range map[string]bool{"99901" + homeIMSI[5:]: true, "99901": false, "99970" + homeIMSI[5:]: false, "99801" + homeIMSI[5:]: false, "99870" + imsiA[5:]: false} {
		trials = append(trials, Try("a registration to E.214 "+title, send(register(partnerA).to(Party{Title: title, SSN: ssnHLR, Plan: 7})), verdict(!ours)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}
