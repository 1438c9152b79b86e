package encode

// Called is a called party number of ISUP (Q.763 clause 3.9): international, E.164,
// routing to internal numbers allowed.
func Called(number string) []byte {
	odd := byte(0)
	if len(number)%2 == 1 {
		odd = 0x80
	}
	digits := TBCD(number)
	if odd != 0 {
		digits[len(digits)-1] &= 0x0F
	}
	return Join([]byte{odd | 4, 0x10}, digits)
}

// InitialDP of phase 2 on (TS 29.078 clause 6.1.1): a call that our subscriber
// makes abroad asks the home gsmSCF.
func InitialDP(imsi, msc, called string) TLV {
	return Sequence(Context(0, 7), Context(2, Called(called)...), Context(5, 0x0A), Context(28, 2), Context(50, TBCD(imsi)...),
		Context(55, ISDN(msc)...))
}

// Connect reroutes a call.
func Connect(called string) TLV { return Sequence(ContextOf(0, OctetString(Called(called)))) }

// EventReportBCSM reports an answer.
func EventReportBCSM() TLV {
	return Sequence(Context(0, 7), ContextOf(3, Context(0, 2)), ContextOf(4, Context(0, 1)))
}

// InitialDPSMS asks the home gsmSCF about a short message.
func InitialDPSMS(imsi, msc, called string) TLV {
	return Sequence(Context(0, 9), Context(1, Join([]byte{0x91}, TBCD(called))...), Context(2, ISDN(called)...), Context(3, 11), Context(4, TBCD(imsi)...),
		Context(15, ISDN(msc)...))
}
