package op

// Faults of the arguments and results of MAP and CAP (164-175).
const (
	MAPOperationUnknown FaultCode = 164 + iota
	MAPArgumentMissing
	MAPVersionForm
	MAPElementMissing
	MAPElementRepeated
	MAPElementOrder
	MAPElementUnknown
	MAPElementUnexpected
	MAPElementSize
	MAPDigits
	MAPTPDU
	MAPLimit
)

var mapFaults = map[FaultCode]FaultInfo{
	MAPOperationUnknown:  {"map-operation-unknown", Unknown, "map", "TS 29.002 17.5, TS 29.078 5", "an operation code that the standard does not list"},
	MAPArgumentMissing:   {"map-argument-missing", Malformed, "map", "TS 29.002 17.6, TS 29.078 6 to 8", "an operation without the argument that it has to carry"},
	MAPVersionForm:       {"map-version-form", Noncanonical, "map", "TS 29.002 17.3, 17.6", "an argument or result in the form of another version than that of the application context"},
	MAPElementMissing:    {"map-element-missing", Malformed, "map", "TS 29.002 17.7, TS 29.078 5 to 8", "a mandatory element is absent"},
	MAPElementRepeated:   {"map-element-repeated", Ambiguous, "map", "TS 29.002 17.7, X.680 25", "an element that may appear once appears again: receivers differ in which one they take"},
	MAPElementOrder:      {"map-element-order", Malformed, "map", "X.690 8.9.2", "elements of a SEQUENCE in another order than the standard's"},
	MAPElementUnknown:    {"map-element-unknown", Unknown, "map", "TS 29.002 17.1.1", "an element that the standard does not list, where newer releases may add some"},
	MAPElementUnexpected: {"map-element-unexpected", Malformed, "map", "TS 29.002 17.7, TS 29.078 5 to 8", "an element, argument or result of a form that no version has there"},
	MAPElementSize:       {"map-element-size", Malformed, "map", "TS 29.002 17.7, TS 29.078 5", "an element with more or fewer octets than its type allows, or a value outside of it"},
	MAPDigits:            {"map-digits", Malformed, "map", "TS 29.002 17.7.8, Q.763 3.9, 3.10", "an IMSI, IMEI or address with a digit that is not decimal, a filler before its end, a wrong number of digits, or a nature of address or numbering plan that its field does not have"},
	MAPTPDU:              {"map-tpdu", Malformed, "map", "TS 23.040 9.2", "a short message whose fields do not fit its length, or of a type that does not go this way"},
	MAPLimit:             {"map-limit", Malformed, "map", "policy", "more elements or addresses than any real argument carries"},
}
