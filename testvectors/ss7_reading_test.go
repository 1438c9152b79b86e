package testvectors_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// value is something that both decoders read in a signal.
type value int

const (
	mapCode value = iota // operation and error codes, in the order of components
	capCode
	capError
	problem // of Reject components: kind and value
	abort   // P-Abort causes
	called
	calling
	calledSSN
	callingSSN
	opc
	dpc
	management // class and type of M3UA's own messages
	scmg       // types of messages of SCCP management
	imsi
	msisdn
	values
)

var valueNames = [values]string{"map", "cap", "error", "problem", "abort", "called", "calling", "called-ssn", "calling-ssn", "opc", "dpc", "m3ua", "scmg", "imsi", "msisdn"}

// signalReading is what one decoder makes of a signal: lists in the order of
// messages, or of components.
type signalReading struct {
	lists [values][]string

	is map[string]bool // what differs by design

	// Ours: how many records, their faults, and one component at most.
	records int
	faults  []string
	alone   bool

	// Tshark's: what it marks as malformed, and the digits of every AddressString.
	notes   []string
	numbers []string
}

func (s *signalReading) add(v value, text string) { s.lists[v] = append(s.lists[v], text) }

func (s *signalReading) mark(what string) {
	if s.is == nil {
		s.is = map[string]bool{}
	}
	s.is[what] = true
}

// ownSignals adds the firewall's readings of a capture to those by case, and the
// names of operations.
func ownSignals(t testing.TB, b *batch, all []signalReading, names map[string]string) {
	t.Helper()
	fw, err := firewall.New(context.Background(), firewall.BuiltinConfig(), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	_, err = fw.Replay(context.Background(), []firewall.Capture{firewall.CaptureFile(b.path)}, func(r *firewall.Record) error {
		s := &all[b.cases[r.Frame-1]]
		s.records++
		s.faults = append(s.faults, r.Faults...)
		s.message(r)
		s.component(r)
		if r.Operation != "" {
			names[r.Protocol+" "+strconv.Itoa(r.Code)] = r.Operation
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// message adds what the components of a message share, with the first one.
func (s *signalReading) message(r *firewall.Record) {
	if r.Component > 0 {
		s.alone = false
		return
	}
	s.alone = len(s.lists[called])+len(s.lists[calledSSN])+len(s.lists[opc]) == 0
	for v, digits := range map[value]string{called: r.CalledGT, calling: r.CallingGT} {
		if digits != "" {
			s.add(v, digits)
		}
	}
	for v, ssn := range map[value]*int{calledSSN: r.CalledSSN, callingSSN: r.CallingSSN} {
		if ssn != nil {
			s.add(v, strconv.Itoa(*ssn))
		}
	}
	for v, code := range map[value]*uint32{opc: r.OPC, dpc: r.DPC} {
		if code != nil {
			s.add(v, strconv.FormatUint(uint64(*code), 10))
		}
	}
	s.design(r)
}

// managementBit is that of SCCP management in the codes of SCCP.
const managementBit = 0x100

// isTransfer reports whether class and type are those of messages that carry a
// user's: DATA of M3UA, User Data of M2PA.
func isTransfer(code int) bool { return code == 0x101 || code == 0xB01 }

// component adds what is its own. The operation codes of MAP begin at 2, so 0 is
// none.
func (s *signalReading) component(r *firewall.Record) {
	code := strconv.Itoa(r.Code)
	switch {
	case r.Protocol == "m3ua" && isTransfer(r.Code):
	case r.Protocol == "m3ua":
		s.add(management, code)
	case r.Protocol == "sccp" && r.Code >= managementBit:
		s.add(scmg, strconv.Itoa(r.Code-managementBit))
	case r.Protocol == "map" && r.Code != 0:
		s.add(mapCode, code)
	case r.Protocol == "cap" && (r.Operation != "" || r.Code != 0):
		s.add(capCode, code)
	case r.ErrorCode != nil:
		s.failure(r.Protocol, int(*r.ErrorCode))
	}
	if r.IMSI != "" {
		s.add(imsi, r.IMSI)
	}
	if r.MSISDN != "" {
		s.add(msisdn, r.MSISDN)
	}
}

// failure adds the code of an error, the problem of a Reject (tag 0x80 to 0x83 in
// front), or the cause of an Abort (0x4A).
func (s *signalReading) failure(protocol string, code int) {
	switch tag, low := code>>8, strconv.Itoa(code&0xFF); {
	case tag == 0x4A:
		s.add(abort, low)
	case tag >= 0x80 && tag <= 0x83:
		s.add(problem, strconv.Itoa(tag&3)+"."+low)
	case protocol == "map" && code != 0:
		s.add(mapCode, strconv.Itoa(code))
	case protocol == "cap":
		s.add(capError, strconv.Itoa(code))
	}
}

// differences are the values that the readings differ in.
func differences(ours, theirs *signalReading) (list []value) {
	for v := range values {
		if !alike(ours, theirs, v) {
			list = append(list, v)
		}
	}
	return list
}

// alike compares a value. Of identities ours are the first of each component; of
// the addresses and point codes of segments there is one for the whole.
func alike(ours, theirs *signalReading, v value) bool {
	o, t := ours.lists[v], theirs.lists[v]
	switch v {
	case imsi:
		return amongThem(o, t) && (!ours.alone || len(o) == 0 || o[0] == t[0])
	case msisdn:
		return (len(o) > 0 || len(t) == 0) && !slices.ContainsFunc(o, func(d string) bool { return !slices.Contains(theirs.numbers, d) })
	case problem:
		return slices.Equal(slices.Sorted(slices.Values(o)), slices.Sorted(slices.Values(t)))
	case called, calling, calledSSN, callingSSN, opc, dpc:
		return slices.Equal(slices.Compact(slices.Clone(o)), slices.Compact(slices.Clone(t)))
	}
	return slices.Equal(o, t)
}

// amongThem reports whether ours are among theirs in the same order, and there if
// theirs are.
func amongThem(ours, theirs []string) bool {
	return (len(ours) > 0 || len(theirs) == 0) && isSubsequence(ours, theirs)
}

func isSubsequence(part, whole []string) bool {
	for _, p := range part {
		i := slices.Index(whole, p)
		if i < 0 {
			return false
		}
		whole = whole[i+1:]
	}
	return true
}
