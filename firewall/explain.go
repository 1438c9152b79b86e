package firewall

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// Explain writes what became of one frame of a capture, counted from 1: the
// decoded elements with their offsets, the columns that filters saw, what each
// filter said and why, and the ruling. The frames before it are judged first,
// because they may matter.
func (f *Firewall) Explain(ctx context.Context, c Capture, frame int, w io.Writer) error {
	file, err := c.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	from, err := replay.OpenReader(c.Name, file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Name, err)
	}
	defer from.Close()
	g := f.now.Load()
	p, err := g.pipeline(ctx)
	if err != nil {
		return err
	}
	l := lane.New(p)
	defer l.Close()
	e := explainer{generation: g, lane: l, frame: int32(frame), w: w}
	frames := make([]op.Frame, 1)
	for seen := 0; ctx.Err() == nil; {
		n, err := from.Read(frames)
		if n == 1 {
			seen = int(frames[0].Number)
			b, rulings := l.Rule(frames)
			if e.batch(b, rulings) {
				return nil
			}
			if seen == frame {
				_, err := fmt.Fprintf(w, "frame %d completes no message: it is no IP packet, only looks after an SCTP association (SACK, HEARTBEAT and the like), "+
					"or carries a part of what a later frame completes\n", frame)
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s has %d frames, there is no frame %d", c.Name, seen, frame)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return ctx.Err()
}

type explainer struct {
	*generation
	lane  *lane.Lane
	frame int32
	w     io.Writer
}

func (e *explainer) printf(format string, args ...any) { fmt.Fprintf(e.w, format, args...) }

// batch explains the messages of the frame; false when there are none.
func (e *explainer) batch(b *op.Batch, rulings []op.Ruling) (found bool) {
	for i := range b.Messages {
		if m := &b.Messages[i]; m.Frame == e.frame {
			found = true
			e.message(b, m, i, rulings[i])
		}
	}
	return found
}

func (e *explainer) message(b *op.Batch, m *op.Message, index int, r op.Ruling) {
	e.printf("frame %d, message %d, %s\n", m.Frame, m.Index, time.Unix(0, m.TimeNS).UTC().Format("2006-01-02T15:04:05.000000Z"))
	e.printf("%s > %s, %d octets, %s, interconnect %s\n",
		netip.AddrPortFrom(m.Src.NetIP(), m.SrcPort), netip.AddrPortFrom(m.Dst.NetIP(), m.DstPort),
		len(m.Payload), m.Direction, e.tables.InterconnectName(m.Interconnect))
	if m.NumOps == 0 {
		e.faults(&m.Faults)
		e.findings(func(fn func(*chain.Finding)) { e.lane.Judge.MessageFindings(index, fn) })
	}
	e.tree(b, m)
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		e.operation(b, &b.Ops[i], int(i))
	}
	e.printf("ruling %s", r.Action)
	if r.Action == op.ActReject && r.Cause != 0 {
		e.printf(" with cause %d", r.Cause)
	}
	e.printf("\n")
}

func (e *explainer) operation(b *op.Batch, o *op.Operation, index int) {
	name := wire.OperationName(o)
	if name == "" {
		name = "not listed by the standard"
	}
	e.printf("\ncomponent %d: %s %d %s, octets %d to %d, operator %s\n", o.Component, o.Protocol, o.Code, name,
		o.Start, int(o.Start)+int(o.Length)-1, e.tables.OperatorName(o.Operator))
	e.elements(b, o)
	e.columns(b, o)
	e.counters(index)
	e.faults(&o.Faults)
	e.findings(func(fn func(*chain.Finding)) { e.lane.Judge.Findings(index, fn) })
}

// elements prints the tree of information elements.
func (e *explainer) elements(b *op.Batch, o *op.Operation) {
	if o.GTP.IEs.Count == 0 {
		return
	}
	e.printf("  elements (offset, type.instance, length)\n")
	for _, ie := range b.IEs[o.GTP.IEs.First:][:o.GTP.IEs.Count] {
		label := fmt.Sprintf("%d.%d %s", ie.Type, ie.Instance, wire.ElementName(o, ie.Type))
		e.element(int(ie.Offset), int(ie.Depth), label, strconv.Itoa(int(ie.Length)), b.Value(o, ie))
	}
}

// tree prints the parts of a message of SS7 or Diameter, which its operations share.
func (e *explainer) tree(b *op.Batch, m *op.Message) {
	list := wire.Elements(b, m)
	if len(list) == 0 {
		return
	}
	o := &b.Ops[m.FirstOp]
	s := b.SS7Of(o)
	carried := ""
	if o.IsPresent(op.ColPpid) {
		carried = fmt.Sprintf(" in SCTP, stream %d, payload protocol %d", m.Stream, m.PPID)
	}
	switch {
	case o.IsPresent(op.ColSccpType) && s.Transaction.Off == 0 && s.Transaction.Len > 0:
		e.printf("  put together from segments of SCCP: %d octets%s\n", len(m.Payload), carried)
	case carried != "":
		e.printf("  user message of %d octets%s\n", len(m.Payload), carried)
	}
	e.printf("  elements (offset, name, length)\n")
	for _, x := range list {
		length := strconv.Itoa(x.Length)
		if x.Length == wire.Indefinite {
			length = "indefinite"
		}
		e.element(x.Offset, x.Depth, x.Name, length, x.Value)
	}
}

// element prints a line of a tree, with the first octets of the value.
func (e *explainer) element(offset, depth int, name, length string, value []byte) {
	more := ""
	if len(value) > 24 {
		value, more = value[:24], " ..."
	}
	line := fmt.Sprintf("    %5d %s%-*s %4s  % x%s", offset, strings.Repeat("  ", depth), max(44-2*depth, 0), name, length, value, more)
	e.printf("%s\n", strings.TrimRight(line, " "))
}

// counters prints what the host had counted for filters when they judged.
func (e *explainer) counters(index int) {
	head := "  counters\n"
	e.lane.Judge.Counted(index, func(filter, counter string, value uint32) {
		text := strconv.FormatUint(uint64(value), 10)
		if value == sdk.NotKept {
			text = "not kept"
		}
		e.printf("%s    %s: %s %s\n", head, filter, counter, text)
		head = ""
	})
}

func (e *explainer) faults(f *op.Faults) {
	if !f.Any() {
		return
	}
	e.printf("  faults\n")
	for _, x := range f.List() {
		info := x.Code.Info()
		e.printf("    %s at octet %d (%s, %s): %s\n", info.Name, x.Offset, info.Class, info.Source, info.Doc)
	}
}

// findings prints what applied, filter by filter, in the chain's order.
func (e *explainer) findings(each func(func(*chain.Finding))) {
	p := e.lane.Judge.Policy()
	e.printf("  verdicts\n")
	found := false
	each(func(f *chain.Finding) {
		found = true
		e.printf("    %s: %s, %s, %s", p.SourceName(f.Source), p.ReasonName(f.Source, f.Reason), f.Action, f.Mode)
		if f.Excepted {
			e.printf(", lifted by an exception")
		}
		if doc := e.reasonDoc(f.Source, f.Reason); doc != "" {
			e.printf(": %s", doc)
		}
		e.printf("\n")
	})
	if !found {
		e.printf("    none\n")
	}
}

// reasonDoc is the sentence that a filter's manifest has for a reason.
func (g *generation) reasonDoc(s chain.Source, n uint8) string {
	if s < chain.FirstFilter || n == chain.FilterFailed {
		return ""
	}
	name := g.policy.SourceName(s)
	for _, e := range g.filters {
		if r := e.module.Manifest().Reasons; e.Name == name && int(n) < len(r) {
			return r[n].Doc
		}
	}
	return ""
}
