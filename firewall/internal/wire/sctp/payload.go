package sctp

// Payload protocol identifiers (IANA "SCTP Payload Protocol Identifiers") that
// the decoders behind tell apart.
const (
	PPIDUnspecified  = 0
	PPIDM2UA         = 2
	PPIDM3UA         = 3
	PPIDSUA          = 4
	PPIDM2PA         = 5
	PPIDDiameter     = 46
	PPIDDiameterDTLS = 47
)

// ppidNames is indexed by identifier; "" is not assigned.
var ppidNames = [...]string{
	0: "unspecified", 1: "IUA", 2: "M2UA", 3: "M3UA", 4: "SUA", 5: "M2PA", 6: "V5UA", 7: "H.248", 8: "BICC/Q.2150.3", 9: "TALI",
	10: "DUA", 11: "ASAP", 12: "ENRP", 13: "H.323", 14: "Q.IPC/Q.2150.3", 15: "SIMCO", 16: "DDP Segment Chunk",
	17: "DDP Stream Session Control", 18: "S1AP", 19: "RUA", 20: "HNBAP", 21: "ForCES-HP", 22: "ForCES-MP", 23: "ForCES-LP",
	24: "SBc-AP", 25: "NBAP", 27: "X2AP", 28: "IRCP", 29: "LCS-AP", 30: "MPICH2", 31: "SABP", 32: "Fractal Generator Protocol",
	33: "Ping Pong Protocol", 34: "CalcApp Protocol", 35: "Scripting Service Protocol", 36: "NetPerfMeter Control",
	37: "NetPerfMeter Data", 38: "Echo", 39: "Discard", 40: "Daytime", 41: "Character Generator", 42: "3GPP RNA", 43: "M2AP",
	44: "M3AP", 45: "SSH", 46: "Diameter", 47: "Diameter over DTLS", 48: "R14P", 49: "GDT", 50: "WebRTC DCEP", 51: "WebRTC String",
	52: "WebRTC Binary Partial", 53: "WebRTC Binary", 54: "WebRTC String Partial", 55: "3GPP PUA", 56: "WebRTC String Empty",
	57: "WebRTC Binary Empty", 58: "XwAP", 59: "Xw Control Plane", 60: "NGAP", 61: "XnAP", 62: "F1AP", 63: "HTTP/SCTP", 64: "E1AP",
	65: "ELE2 LI", 66: "NGAP over DTLS", 67: "XnAP over DTLS", 68: "F1AP over DTLS", 69: "E1AP over DTLS", 70: "E2-CP", 71: "E2-UP",
	72: "E2-DU", 73: "W1AP",
}

// PPIDName returns the name of a payload protocol identifier, else "".
func PPIDName(ppid uint32) string {
	if ppid < uint32(len(ppidNames)) {
		return ppidNames[ppid]
	}
	return ""
}

// isSwapped reports whether an identifier is a registered one with its octets in
// the order of a small-endian host: SCTP does not touch the field (RFC 9260 clause
// 3.3.1), so an application that forgets to convert it sends this.
func isSwapped(ppid uint32) bool { return ppid != 0 && ppid<<8 == 0 && PPIDName(ppid>>24) != "" }

// MeantPPID returns the identifier that an application meant: as it came, or with
// its octets put right where they are in the order of a small-endian host. That is
// a fault, sctp-ppid-swapped, and a message all the same: some receivers take it.
func MeantPPID(ppid uint32) uint32 {
	if isSwapped(ppid) {
		return ppid >> 24
	}
	return ppid
}
