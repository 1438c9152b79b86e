package argumenttest

// special makes the contents of types whose octets have a meaning of their own,
// nil for others.
func (m *Maker) special(parent, element, name string, b bounds) []byte {
	switch name {
	case "IMSI":
		digits := "00101" + m.digits(1+m.Rand.IntN(10))
		m.IMSIs = append(m.IMSIs, digits)
		return TBCD(digits)
	case "HLR-Id":
		return TBCD("00101" + m.digits(1+m.Rand.IntN(6)))
	case "IMEI":
		return TBCD(m.digits(15 + m.Rand.IntN(2)))
	case "TBCD-STRING", "ASCI-CallReference", "GroupId", "Long-GroupId", "RouteingNumber":
		return TBCD(m.digits(2*m.size(b, 4) - m.Rand.IntN(2)))
	case "PLMN-Id":
		return []byte{0x99, byte(0xF0 | m.Rand.IntN(10)), 0x07}
	case "ISDN-AddressString", "AddressString", "FTN-AddressString", "SMS-AddressString":
		digits := m.digits(5 + m.Rand.IntN(11))
		m.Named = append(m.Named, Named{parent, element, digits})
		return append([]byte{0x91}, TBCD(digits)...)
	case "CalledPartyNumber", "CallingPartyNumber", "LocationNumber", "OriginalCalledPartyID", "RedirectingPartyID",
		"IPRoutingAddress", "ChargeNumber":
		return m.isup(parent, element)
	case "GenericNumber", "AdditionalCallingPartyNumber", "AssistingSSPIPRoutingAddress":
		return append([]byte{6}, m.isup(parent, element)...)
	case "CalledPartyBCDNumber":
		digits := m.digits(5 + m.Rand.IntN(11))
		m.Named = append(m.Named, Named{parent, element, digits})
		return append([]byte{0x91}, TBCD(digits)...)
	case "USSD-DataCodingScheme":
		return []byte{0x0F}
	case "SignalInfo":
		if element == "sm-RP-UI" {
			return m.TPDU(m.root)
		}
	}
	return nil
}

// isup makes an international E.164 number of ISUP.
func (m *Maker) isup(parent, element string) []byte {
	digits := m.digits(5 + m.Rand.IntN(11))
	m.Named = append(m.Named, Named{parent, element, digits})
	v := []byte{4, 0x10}
	if len(digits)%2 == 1 {
		v[0] |= 0x80
		return append(v, TBCD(digits+"0")...)
	}
	return append(v, TBCD(digits)...)
}

func (m *Maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(m.Rand.IntN(10))
	}
	return string(b)
}

// TBCD packs decimal digits two to an octet, the first in the low nibble, with a
// filler behind an odd number of them.
func TBCD(digits string) []byte {
	v := make([]byte, 0, (len(digits)+1)/2)
	for i := 0; i < len(digits); i += 2 {
		low, high := digits[i]-'0', byte(0xF)
		if i+1 < len(digits) {
			high = digits[i+1] - '0'
		}
		v = append(v, high<<4|low)
	}
	return v
}
