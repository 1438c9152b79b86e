package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// docs/answers.md lists what is answered, and with which cause for which fault,
// as it is.
func TestAnswersAreDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "answers.md"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	row := regexp.MustCompile("^\\| ([0-9]|`[a-z]).*\\|$") // not those of values in backticks
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); row.MatchString(line) {
			got = append(got, line)
		}
	}
	if want := slices.Concat(faultRows(), answerRows(), ss7FaultRows(), diameterFaultRows()); !slices.Equal(got, want) {
		t.Errorf("the rows of docs/answers.md are to be:\n%s", strings.Join(want, "\n"))
	}
}

// answerRows are the rows of the two tables of requests.
func answerRows() (rows []string) {
	for _, p := range []op.Protocol{op.ProtoGTPv1, op.ProtoGTPv2} {
		for code := range 256 {
			if response := rejection.ResponseType(p, uint8(code)); response != 0 {
				rows = append(rows, fmt.Sprintf("| %d `%s` | %d `%s` | %s |", code, nameOf(p, uint8(code)), response, nameOf(p, response), zeroAllowed(p, uint8(code))))
			}
		}
	}
	return rows
}

// zeroAllowed says whether a request with TEID 0 that names no other is answered.
func zeroAllowed(p op.Protocol, code uint8) string {
	request := []byte{0x32, code, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0xFF, 0, 1, 0}
	if p == op.ProtoGTPv2 {
		request = []byte{0x48, code, 0, 20, 0, 0, 0, 0, 0, 0, 1, 0, 0xFF, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	}
	var b op.Batch
	New(Config{}).Decode(&b, 0, &op.Frame{Data: request, Encap: op.EncapDatagram, Src: op.AddrFrom4(partner4), SrcPort: portGTPC, DstPort: portGTPC})
	if CanReject(&b, &b.Messages[0], 0) {
		return "yes"
	}
	return ""
}

// ss7FaultRows are the rows of the table of faults of TCAP, MAP and CAP.
func ss7FaultRows() (rows []string) {
	var order [][2]uint32
	names := map[[2]uint32][]string{}
	for c := range 256 {
		causes := [2]uint32{RejectCause(op.ProtoMAP, op.FaultCode(c)), RejectCause(op.ProtoTCAP, op.FaultCode(c))}
		if causes == [2]uint32{} {
			continue
		}
		if names[causes] == nil {
			order = append(order, causes)
		}
		names[causes] = append(names[causes], "`"+op.FaultCode(c).String()+"`")
	}
	for _, causes := range order {
		rows = append(rows, fmt.Sprintf("| %s | %s | %s |", strings.Join(names[causes], " "), ss7Cause(causes[0]), ss7Cause(causes[1])))
	}
	return rows
}

// ss7Cause prints a cause with what it is.
func ss7Cause(cause uint32) string {
	names := map[uint32]string{rejection.RefusedAbort: "P-Abort", rejection.RefusedGeneral: "Reject, general problem", rejection.RefusedInvoke: "Reject, invoke problem"}
	if cause == 0 {
		return ""
	}
	return fmt.Sprintf("%d: %s %d", cause, names[cause>>8], cause&0xFF)
}

// diameterFaultRows are the rows of the table of faults of Diameter.
func diameterFaultRows() (rows []string) {
	names := map[uint32][]string{}
	var order []uint32
	for c := range 256 {
		cause := RejectCause(op.ProtoDiameter, op.FaultCode(c))
		if cause == 0 {
			continue
		}
		if names[cause] == nil {
			order = append(order, cause)
		}
		names[cause] = append(names[cause], "`"+op.FaultCode(c).String()+"`")
	}
	for _, cause := range order {
		rows = append(rows, fmt.Sprintf("| %s | %d %s |", strings.Join(names[cause], " "), cause, diameter.ResultName(0, cause)))
	}
	return rows
}

// faultRows are the rows of the table of faults: those with the same causes
// stand together, in the order of the first.
func faultRows() (rows []string) {
	var order [][2]uint32
	names := map[[2]uint32][]string{}
	for c := range 256 {
		causes := [2]uint32{RejectCause(op.ProtoGTPv1, op.FaultCode(c)), RejectCause(op.ProtoGTPv2, op.FaultCode(c))}
		if causes[0] == 0 || op.FaultCode(c) == op.GTPVersion {
			continue
		}
		if names[causes] == nil {
			order = append(order, causes)
		}
		names[causes] = append(names[causes], "`"+op.FaultCode(c).String()+"`")
	}
	for _, causes := range order {
		rows = append(rows, fmt.Sprintf("| %s | %d | %d |", strings.Join(names[causes], " "), causes[0], causes[1]))
	}
	return rows
}
