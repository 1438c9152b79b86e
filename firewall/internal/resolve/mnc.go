package resolve

import (
	"bytes"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// mncLengths has the digits of the MNC by MCC (TS 23.003 clause 2.2 leaves them to
// the country): 2 or 3, 0 where a country has both or assigns none.
type mncLengths [1000]uint8

// Countries whose numbering plans in the annex of ITU-T Operational Bulletin 1162
// and its amendments have MNCs of three digits, and of both lengths. The others
// that have any have two.
var (
	threeDigits = []uint16{
		302, 310, 311, 312, 313, 314, 315, 316, 330, 334, 342, 344, 346, 348, 352, 354, 356, 358, 360, 365, 366, 376,
		708, 722, 732, 750,
	}
	bothLengths = []uint16{338, 350, 364, 374, 405, 467, 502, 710, 714, 738}
)

func newMNCLengths(stated map[op.Digits]int) (t mncLengths) {
	for mcc := range t {
		// 2 to 7 are geographic areas, but for 3 few are assigned.
		if first := mcc / 100; first == 2 || first >= 4 && first <= 7 {
			t[mcc] = 2
		}
	}
	for _, mcc := range []uint16{308, 340, 362, 363, 368, 370, 372} {
		t[mcc] = 2
	}
	for _, mcc := range threeDigits {
		t[mcc] = 3
	}
	for _, mcc := range bothLengths {
		t[mcc] = 0
	}
	for mcc, n := range stated {
		t[mccOf(op.PLMN(mcc>>36&0xFFFFFF))] = uint8(n)
	}
	return t
}

// mccOf returns the MCC of a network as a number.
func mccOf(p op.PLMN) int {
	return int(p>>20&0xF)*100 + int(p>>16&0xF)*10 + int(p>>12&0xF)
}

// fits reports whether a network's MNC has as many digits as its country uses.
func (t *mncLengths) fits(p op.PLMN) bool {
	n := uint8(3)
	if p&0xF == 0xF {
		n = 2
	}
	want := t[mccOf(p)]
	return want == 0 || want == n
}

// written returns the network that a padded form stands for, as far as its
// country's plan tells.
func (t *mncLengths) written(padded op.PLMN) op.PLMN {
	if t[mccOf(padded)] != 2 || padded&0xF00 != 0 {
		return padded
	}
	return padded&^0xFFF | padded&0xFF<<4 | 0xF
}

// realmPLMN reads the network of a realm in the form of TS 23.003 clause 19.2: its
// last labels are mncNNN.mccNNN.3gppnetwork.org. p is padded to three digits of
// MNC, zero where a realm of that domain does not name a network so.
func realmPLMN(realm []byte) (p op.PLMN, is3GPP bool) {
	const domain, network = ".3gppnetwork.org", "mncNNN.mccNNN"
	realm = withoutDot(realm)
	at := len(realm) - len(domain)
	if at < 0 || !bytes.EqualFold(realm[at:], []byte(domain)) {
		return 0, false
	}
	realm = realm[:at]
	at = len(realm) - len(network)
	if at < 0 || at > 0 && realm[at-1] != '.' {
		return 0, true
	}
	n := realm[at:]
	if !bytes.EqualFold(n[:3], []byte("mnc")) || n[6] != '.' || !bytes.EqualFold(n[7:10], []byte("mcc")) {
		return 0, true
	}
	p, _ = op.MakePLMN(n[10]-'0', n[11]-'0', n[12]-'0', n[3]-'0', n[4]-'0', n[5]-'0')
	if n[5]-'0' > 9 { // MakePLMN takes 15 for a third digit that is not there
		p = 0
	}
	return p, true
}
