package assoctest

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// script is an association that delivers what it is told to.
type script struct {
	assoc.Association // which has no other methods
	pool              *assoc.Pool
	list              []assoc.Message
	by                int // messages in a batch
}

func (s *script) Receive() (*assoc.Batch, error) {
	if len(s.list) == 0 {
		return nil, io.EOF
	}
	b := s.pool.Take()
	n := min(s.by, len(s.list))
	b.Messages = append(b.Messages, s.list[:n]...)
	s.list = s.list[n:]
	return b, nil
}

// TestAudit: the auditor lets through what was sent, and nothing else.
func TestAudit(t *testing.T) {
	const messages, streams = 60, 3
	l := load{Subject: Subject{PPIDs: true, Shortest: 1}, count: messages, streams: streams, size: mixed}
	l.config.Pool = assoc.NewPool(1, 1)
	for name, c := range map[string]struct {
		spoil func(sent []assoc.Message) []assoc.Message
		by    int
		good  bool
	}{
		"as it was sent":          {by: 7, good: true, spoil: func(m []assoc.Message) []assoc.Message { return m }},
		"streams overtake others": {by: 7, good: true, spoil: func(m []assoc.Message) []assoc.Message { m[6], m[7] = m[7], m[6]; return m }},
		"the first is lost":       {by: 7, spoil: func(m []assoc.Message) []assoc.Message { return m[1:] }},
		"the last is lost":        {by: 7, spoil: func(m []assoc.Message) []assoc.Message { return m[:messages-1] }},
		"one comes twice":         {by: 7, spoil: func(m []assoc.Message) []assoc.Message { return slices.Insert(m, 9, m[8]) }},
		"two of a stream swapped": {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[6], m[9] = m[9], m[6]; return m }},
		"one on another stream":   {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Stream = 0; return m }},
		"one on no stream":        {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Stream = streams; return m }},
		"another PPID":            {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].PPID ^= 1 << 24; return m }},
		"out of order by mark":    {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Unordered = true; return m }},
		"cut by mark":             {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Cut = true; return m }},
		"shorter":                 {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Data = m[8].Data[:10]; return m }},
		"one bit":                 {by: 7, spoil: func(m []assoc.Message) []assoc.Message { m[8].Data[len(m[8].Data)-1] ^= 1; return m }},
		"two in one":              {by: 7, spoil: merge},
		"too large a batch":       {by: assoc.BatchSize + 1, spoil: func(m []assoc.Message) []assoc.Message { return m }},
	} {
		sent := make([]assoc.Message, messages)
		for i := range sent {
			l.message(&sent[i], i)
		}
		err := l.audit(&script{pool: l.config.Pool, list: c.spoil(sent), by: c.by})
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// merge delivers two messages of a stream as one.
func merge(m []assoc.Message) []assoc.Message {
	m[3].Data = bytes.Join([][]byte{m[3].Data, m[6].Data}, nil)
	return slices.Delete(m, 6, 7)
}
