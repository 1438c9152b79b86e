package answer_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// datagram is a UDP payload of a vector, and its ports.
type datagram struct {
	payload          []byte
	srcPort, dstPort uint16
}

// vectors returns every datagram of every vector.
func vectors(t testing.TB) (all []datagram) {
	t.Helper()
	root := filepath.Join("..", "..", "..", "..", "testvectors")
	for _, folder := range []string{"gtp", filepath.Join("independent", "scapy"), filepath.Join("independent", "gogtp", "vectors")} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.pcap"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no vectors in %s: %v", folder, err)
		}
		for _, f := range files {
			all = append(all, datagramsOf(t, f)...)
		}
	}
	return all
}

func datagramsOf(t testing.TB, file string) (all []datagram) {
	t.Helper()
	l, err := replay.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	d := wire.New(wire.Config{Fragments: ip.Limits{Datagrams: 16, Memory: 1 << 20, Octets: 64 << 10}})
	frames := make([]op.Frame, 1)
	for {
		n, err := l.Read(frames)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var b op.Batch
		for i := range frames[:n] {
			d.Decode(&b, i, &frames[i])
		}
		for i := range b.Messages {
			if m := &b.Messages[i]; m.NumOps > 0 {
				all = append(all, datagram{bytes.Clone(m.Payload), m.SrcPort, m.DstPort})
			}
		}
	}
}

// mutated changes a datagram a little: octets, length, what follows, its ports.
func mutated(r *rand.Rand, d datagram) datagram {
	d.payload = bytes.Clone(d.payload)
	for range 1 + r.IntN(3) {
		switch n := len(d.payload); r.IntN(8) {
		case 0:
			d.payload = d.payload[:r.IntN(n+1)]
		case 1:
			d.payload = append(d.payload, d.payload[:r.IntN(n+1)]...)
		case 2:
			d.srcPort, d.dstPort = d.dstPort, d.srcPort
		case 3, 4:
			if n > 0 {
				d.payload[r.IntN(min(n, 12))] = byte(r.Uint32())
			}
		default:
			if n > 0 {
				d.payload[r.IntN(n)] ^= 1 << r.IntN(8)
			}
		}
	}
	return d
}

// Over every vector and many mutations of each, what judging is told is what is
// built, and an answer is a short, well-formed one that goes to who asked.
func TestVectorsAndMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(29274, 29060))
	times := 30
	if testing.Short() {
		times = 5
	}
	datagrams, answers := vectors(t), 0
	for _, d := range datagrams {
		for range times {
			for _, cause := range []uint32{0, 64, 192, 205, 93, 128, 16} {
				if checkAnswer(t, d, cause) {
					answers++
				}
			}
			d = mutated(r, d)
		}
	}
	t.Logf("%d answers to %d datagrams and %d mutations of each", answers, len(datagrams), times-1)
	if answers < 1000 {
		t.Errorf("only %d answers", answers)
	}
}

// checkAnswer holds the answer to a datagram, if it has one, to what a peer
// relies on.
func checkAnswer(t testing.TB, d datagram, cause uint32) bool {
	t.Helper()
	b := decoded(d.payload, d.srcPort, d.dstPort)
	p := answered(t, b, cause)
	if p == nil {
		return false
	}
	question := &b.Ops[0]
	back := decoded(p, port, peerPort) // whatever ports were forged
	if len(back.Ops) != 1 {
		t.Fatalf("%d operations in %x", len(back.Ops), p)
	}
	o := &back.Ops[0]
	if question.GTP.Version > 2 {
		if o.Code != 3 || o.GTP.Version != 2 {
			t.Fatalf("%x answers version %d", p, question.GTP.Version)
		}
		return true
	}
	switch {
	case question.Kind != op.KindRequest:
		t.Fatalf("%x is no request, and is answered by %x", d.payload, p)
	case o.Kind != op.KindResponse, o.Protocol != question.Protocol, o.GTP.Sequence != question.GTP.Sequence:
		t.Fatalf("%x answers %x", p, d.payload)
	case !isRepeated(&o.Faults):
		t.Fatalf("%v in %x, which answers %x", o.Faults.List(), p, d.payload)
	case o.GTP.Cause < 64, o.GTP.Version == 1 && o.GTP.Cause < 192:
		t.Fatalf("cause %d in %x", o.GTP.Cause, p)
	}
	return true
}

// isRepeated reports whether the faults of an answer are only those that come
// from repeating what the request said: its sequence number, its bearers.
func isRepeated(f *op.Faults) bool {
	ok := true
	f.Each(func(c op.FaultCode) {
		ok = ok && (c == op.GTPSequence || c == op.GTPIEValue || c == op.GTPBearerRepeated)
	})
	return ok
}

func FuzzBuild(f *testing.F) {
	for i, d := range vectors(f) {
		if i%7 == 0 {
			f.Add(d.payload, d.srcPort, d.dstPort, uint32(i%3)*64)
		}
	}
	f.Add(octets("60 20 0004 00000001 00000000"), uint16(port), uint16(port), uint32(0))
	f.Add(message2(66, ourTEID, commandSign|1, bearer5, sender2), uint16(port), uint16(port), uint32(94))
	f.Fuzz(func(t *testing.T, payload []byte, srcPort, dstPort uint16, cause uint32) {
		checkAnswer(t, datagram{payload, srcPort, dstPort}, cause)
	})
}
