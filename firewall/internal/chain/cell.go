package chain

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// Cell prints what a filter sees of one column of an operation, "" when it is
// absent. It goes through the same copy as a filter's batch, so that what is
// shown is what is judged; it is for people, not for the hot path.
func Cell(c sdk.Column, b *op.Batch, o *op.Operation) string {
	switch c.Kind {
	case sdk.Bytes:
		return hex.EncodeToString(b.Bytes(o, spanOf(c.Number, b, o)))
	case sdk.List:
		return strings.Join(Rows(c, b, o, func(_ sdk.Column, text string) string { return text }), " ")
	}
	dst := make([]byte, 16)
	r := alone(b, o)
	scatterScalar(c.Number, b, &r, dst)
	return scalar(c.Kind, dst)
}

// Text returns the octets of a column that holds a name of Diameter as it was
// written; nil of others.
func Text(c sdk.Column, b *op.Batch, o *op.Operation) []byte {
	if c.Kind != sdk.Bytes || c.Number < op.ColSessionID || c.Number > op.ColUserName {
		return nil
	}
	return b.Bytes(o, spanOf(c.Number, b, o))
}

// Rows prints the rows of a list, each in braces; name may put more behind the value
// of a column.
func Rows(list sdk.Column, b *op.Batch, o *op.Operation, name func(c sdk.Column, text string) string) (rows []string) {
	r := rangeOf(list.Number, b, o)
	for i := range r.Count {
		var cells []string
		for _, c := range sdk.Columns {
			if c.List() != list.Name {
				continue
			}
			dst := make([]byte, 16)
			scatterChild(c.Number, b, op.Range{First: r.First + i, Count: 1}, 0, dst)
			if s := scalar(c.Kind, dst); s != "" {
				cells = append(cells, strings.TrimPrefix(c.Name, list.Name+".")+" "+name(c, s))
			}
		}
		rows = append(rows, "{"+strings.Join(cells, ", ")+"}")
	}
	return rows
}

// scalar prints one element of a guest array; zero prints as "".
func scalar(k sdk.Kind, raw []byte) string {
	v := binary.LittleEndian.Uint64(raw) & (1<<(8*min(k.Size(), 8)-1)<<1 - 1)
	switch {
	case k == sdk.Addr:
		return op.AddrFrom16(raw).String()
	case v == 0:
		return ""
	case k == sdk.Digits:
		return op.Digits(v).String()
	case k == sdk.PLMN:
		return op.PLMN(v).String()
	case k == sdk.Bits:
		return fmt.Sprintf("%#x", v)
	}
	return strconv.FormatUint(v, 10)
}
