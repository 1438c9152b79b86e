package testvectors_test

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sharkSignalFields are what tshark prints of a frame, and what the values are; -1 for
// those that are looked at together.
var sharkSignalFields = []struct {
	name string
	to   value
}{
	{"_ws.malformed", -1}, {"_ws.expert.group", -1}, {"_ws.expert.severity", -1}, {"_ws.expert.message", -1},
	{"sctp.retransmission", -1}, {"sctp.data_payload_proto_id", -1}, {"m3ua.message_class", -1}, {"m3ua.message_type", -1}, {"m2pa.class", -1}, {"m2pa.type", -1}, {"mtp3.opc", opc}, {"mtp3.dpc", dpc},
	{"sccp.called.digits", called}, {"sccp.calling.digits", calling}, {"sccp.called.ssn", calledSSN}, {"sccp.calling.ssn", callingSSN},
	{"sccpmg.message_type", scmg}, {"tcap.p_abortCause", abort},
	{"gsm_old.localValue", mapCode}, {"camel.local", capCode}, {"camel.error_code_local", capError},
	{"gsm_old.generalProblem", problem}, {"gsm_old.invokeProblem", problem}, {"gsm_old.returnResultProblem", problem}, {"gsm_old.returnErrorProblem", problem},
	{"camel.general", problem}, {"camel.invoke", problem}, {"camel.returnResult", problem}, {"camel.returnError", problem},
	{"e212.imsi", imsi}, {"gsm_map.dialogue.destinationReference", -1}, {"gsm_map.HLR_Id", -1}, {"gsm_map.sm.hlr_id", -1},
	{"e164.msisdn", -1}, {"gsm_map.address.digits", -1},
	{"gsm_map.ss.msisdn", msisdn}, {"gsm_map.sm.msisdn", msisdn}, {"gsm_map.ms.msisdn", msisdn}, {"gsm_map.ch.msisdn", msisdn}, {"gsm_map.lcs.msisdn", msisdn},
	{"gsm_old.msisdn", msisdn}, {"camel.mSISDN", msisdn}, {"gsm_map.sm.storedMSISDN", msisdn}, {"gsm_map.ms.additionalMSISDN", msisdn},
}

// sharkSignals adds tshark's readings to those by case, and returns how many frames
// it read.
func sharkSignals(t testing.TB, tshark string, b *batch, all []signalReading) (frames int) {
	t.Helper()
	args := []string{"-n", "-r", b.path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=|",
		"-o", "gsm_map.tcap.ssn:6-9,145,147-150", "-o", "sctp.reassembly:TRUE", "-o", "sccp.defragment_xudt:TRUE", "-o", "ip.defragment:TRUE"}
	for _, f := range sharkSignalFields {
		args = append(args, "-e", f.name)
	}
	cmd := exec.Command(tshark, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Error(err)
		return 0
	}
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return 0
	}
	frames, readErr := parseSignals(out, b, all)
	if err := cmd.Wait(); err != nil || readErr != nil {
		t.Errorf("tshark printed %d frames of %s: %v, %v\n%s", frames, b.path, err, readErr, stderr.Bytes())
	}
	return frames
}

func parseSignals(out io.Reader, b *batch, all []signalReading) (lines int, err error) {
	in := bufio.NewScanner(out)
	in.Buffer(nil, 1<<22)
	for ; in.Scan() && lines < len(b.cases); lines++ {
		s, row := &all[b.cases[lines]], map[string][]string{}
		for i, column := range strings.Split(in.Text(), "\t") {
			if column == "" || i >= len(sharkSignalFields) {
				continue
			}
			f, list := sharkSignalFields[i], strings.Split(column, "|")
			if f.to < 0 {
				row[f.name] = list
				continue
			}
			for _, v := range list {
				s.shark(f.to, f.name, v)
			}
		}
		s.transfers(row)
		s.identities(row)
		s.malformed(row)
	}
	return lines, in.Err()
}

// problemKinds by the last part of a field's name (Q.773 clause 4.2.2.2).
var problemKinds = map[string]string{
	"generalProblem": "0", "invokeProblem": "1", "returnResultProblem": "2", "returnErrorProblem": "3",
	"general": "0", "invoke": "1", "returnResult": "2", "returnError": "3",
}

// shark adds a value of tshark's as records have it.
func (s *signalReading) shark(to value, field, v string) {
	switch to {
	case scmg, calledSSN, callingSSN, opc, dpc, abort:
		v = number(v)
	case mapCode, capCode, capError, problem:
		if v = octetOf(v); to == mapCode && v == "0" { // no operation of MAP, and records do not tell it from none
			return
		}
		if to == problem {
			v = problemKinds[field[strings.LastIndexByte(field, '.')+1:]] + "." + v
		}
	case msisdn:
		if v = addressDigits(v); v == "" {
			return
		}
	}
	s.add(to, v)
}

// octetOf turns an INTEGER below zero, which tshark prints as such, into its octet,
// which records have.
func octetOf(v string) string {
	if n, err := strconv.Atoi(v); err == nil && n < 0 && n >= -128 {
		return strconv.Itoa(n & 0xFF)
	}
	return v
}

// addressDigits are those of an AddressString in hexadecimal: TBCD behind an octet
// of nature and plan.
func addressDigits(hex string) string {
	var b []byte
	for i := 2; i+1 < len(hex); i += 2 {
		b = append(b, hex[i+1], hex[i])
	}
	return strings.TrimRight(string(b), "f")
}

// transfers adds M3UA's own messages and those of M2PA that carry no user's, and
// notes user messages labelled as something else.
func (s *signalReading) transfers(row map[string][]string) {
	if len(row["sctp.retransmission"]) > 0 {
		s.mark("repeated")
	}
	if slices.ContainsFunc(row["sctp.data_payload_proto_id"], func(v string) bool { return v != "3" && v != "5" }) {
		s.mark("identifier")
	}
	for _, protocol := range [][2]string{{"m3ua.message_class", "m3ua.message_type"}, {"m2pa.class", "m2pa.type"}} {
		classes, types := row[protocol[0]], row[protocol[1]]
		for i := range min(len(classes), len(types)) {
			class, err := strconv.Atoi(number(classes[i]))
			typ, err2 := strconv.Atoi(number(types[i]))
			if code := class<<8 | typ; !isTransfer(code) && err == nil && err2 == nil {
				s.add(management, strconv.Itoa(code))
			}
		}
	}
}

// identities takes from tshark's IMSIs those that are no subscriber's of an
// operation: of the dialogue, and leading digits that name an HLR (TS 29.002 clause
// 17.7.1).
func (s *signalReading) identities(row map[string][]string) {
	s.numbers = append(append(s.numbers, row["e164.msisdn"]...), row["gsm_map.address.digits"]...)
	drop := func(digits string) {
		if i := slices.Index(s.lists[imsi], digits); i >= 0 {
			s.lists[imsi] = slices.Delete(s.lists[imsi], i, i+1)
		}
	}
	for _, v := range row["gsm_map.dialogue.destinationReference"] {
		drop(addressDigits(v))
	}
	for _, v := range append(row["gsm_map.HLR_Id"], row["gsm_map.sm.hlr_id"]...) {
		drop(addressDigits("00" + v))
	}
}

const groupMalformed = 0x07000000 // PI_MALFORMED of tshark's epan/proto.h

// malformed notes what tshark marks as wrong: an error, something malformed, or
// that it gave up.
func (s *signalReading) malformed(row map[string][]string) {
	groups, severities := row["_ws.expert.group"], row["_ws.expert.severity"]
	for i, m := range row["_ws.expert.message"] {
		if i >= len(groups) || i >= len(severities) { // a message with the separator in it
			s.notes = append(s.notes, m)
			continue
		}
		group, err := strconv.Atoi(groups[i])
		if isError(severities[i]) || err == nil && group == groupMalformed || strings.HasPrefix(m, "Unreassembled") {
			s.notes = append(s.notes, m)
		}
	}
	if len(s.notes) == 0 {
		s.notes = append(s.notes, row["_ws.malformed"]...)
	}
}
