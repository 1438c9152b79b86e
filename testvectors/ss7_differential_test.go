package testvectors_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/mutate"
)

// TestSignalsAgainstTshark decodes generated and mutated messages of SS7, from the
// link layer to the arguments of MAP and CAP, with the firewall and with tshark,
// and compares operations, errors, global titles, subsystems, point codes, IMSIs
// and MSISDNs. A difference must be of a class that bears on what differs: a fault
// that the firewall recorded, a mark of tshark's, or a reading that a clause tells.
func TestSignalsAgainstTshark(t *testing.T) {
	tshark := lookTshark(t)
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	all, batches := signalBatches(t, n)
	ours, theirs := make([]signalReading, n), make([]signalReading, n)
	names := map[string]string{}
	var wait sync.WaitGroup
	for worker := range sharkWorkers {
		wait.Go(func() {
			for i := worker; i < len(batches); i += sharkWorkers {
				if frames := sharkSignals(t, tshark, batches[i], theirs); frames != len(batches[i].cases) {
					t.Errorf("tshark read %d of %d frames of %s", frames, len(batches[i].cases), batches[i].path)
				}
			}
		})
	}
	for _, b := range batches {
		ownSignals(t, b, ours, names)
	}
	wait.Wait()
	if t.Failed() {
		return
	}
	compareAll(t, all, ours, theirs)
	compareNames(t, tshark, names)
}

// sharkWorkers are the processes of tshark that run side by side.
const sharkWorkers = 2

// compareAll compares signal by signal, and logs how many are of each class.
func compareAll(t *testing.T, all []mutate.Signal, ours, theirs []signalReading) {
	t.Helper()
	n := comparison{classes: map[string]*count{}}
	for i := range all {
		differ := differences(&ours[i], &theirs[i])
		n.messages += all[i].Messages
		unexplained := n.add(&ours[i], &theirs[i], differ)
		if unexplained && n.shown < 20 {
			n.shown++
			t.Errorf("signal %d (%s): %v: we read %v with faults %v, tshark %v with marks %q\nlink type %d %x",
				i, all[i].Kind, namesOf(differ), ours[i].lists, ours[i].faults, theirs[i].lists, theirs[i].notes, all[i].Link, all[i].Frames)
		}
	}
	n.log(t, len(all))
	if len(signalClasses) > 20 {
		t.Errorf("%d classes of differences, at most 20 are allowed", len(signalClasses))
	}
	neither := n.who[0]
	if alike := n.alike(); alike < len(all)*8/10 || neither.all < len(all)*4/10 || neither.alike < neither.all*95/100 {
		t.Errorf("only %d signals are read alike, and %d of %d clean ones: the comparison shows little", alike, neither.alike, neither.all)
	}
}

// count is of signals: all, those read alike, those in which neither finds fault.
type count struct{ all, alike, clean int }

// comparison is what the signals come to.
type comparison struct {
	messages, shown int
	who             [4]count // by who finds fault: neither, we, tshark, both
	classes         map[string]*count
}

// add counts a signal, and reports whether something in it is of no class.
func (n *comparison) add(ours, theirs *signalReading, differ []value) (unexplained bool) {
	who := &n.who[0]
	isClean := len(ours.faults)+len(theirs.notes) == 0
	switch {
	case isClean:
	case len(theirs.notes) == 0:
		who = &n.who[1]
	case len(ours.faults) == 0:
		who = &n.who[2]
	default:
		who = &n.who[3]
	}
	who.all++
	if len(differ) == 0 {
		who.alike++
		return false
	}
	of := map[string]bool{}
	for _, v := range differ {
		of[explainSignal(v, ours, theirs)] = true
	}
	for name := range of {
		c := n.classes[name]
		if c == nil {
			c = &count{}
			n.classes[name] = c
		}
		if c.all++; isClean {
			c.clean++
		}
	}
	return of[""]
}

func (n *comparison) alike() (sum int) {
	for _, c := range n.who {
		sum += c.alike
	}
	return sum
}

func (n *comparison) log(t *testing.T, signals int) {
	t.Logf("%d signals with %d messages, %d read alike", signals, n.messages, n.alike())
	for i, who := range [...]string{"neither finds", "only we find", "only tshark finds", "both find"} {
		t.Logf("%6d in which %s fault, %d of them alike", n.who[i].all, who, n.who[i].alike)
	}
	for _, c := range signalClasses {
		k := n.classes[c.name]
		if k == nil {
			k = &count{}
		}
		t.Logf("%6d %s (%d in which neither finds fault): %s", k.all, c.name, k.clean, c.clause)
	}
}

func namesOf(list []value) (names []string) {
	for _, v := range list {
		names = append(names, valueNames[v])
	}
	return names
}

// batch is a capture of signals with one link type.
type batch struct {
	link   uint32
	cases  []int // the signal that each frame is of
	frames []encode.Frame
	path   string
}

// signalBatches makes n signals and writes them to captures: one for each link
// type, and several of those that most have. Signals are a second apart, so that
// associations and fragments that wait are over in time.
func signalBatches(t testing.TB, n int) (all []mutate.Signal, batches []*batch) {
	t.Helper()
	const parts = 4
	from, open := signals(t), map[string]*batch{}
	for i := range n {
		x := from.One(20261122, i)
		all = append(all, x)
		key := strconv.Itoa(int(x.Link))
		if x.Link == encode.LinkEthernet {
			key += "-" + strconv.Itoa(i*parts/n)
		}
		b := open[key]
		if b == nil {
			b = &batch{link: x.Link, path: filepath.Join(t.TempDir(), key+".pcap")}
			open[key], batches = b, append(batches, b)
		}
		for k, f := range x.Frames {
			b.cases = append(b.cases, i)
			b.frames = append(b.frames, encode.Frame{Time: time.Unix(int64(i), int64(k)*1000), Octets: f})
		}
	}
	for _, b := range batches {
		if err := os.WriteFile(b.path, encode.Capture{Link: b.link, Frames: b.frames}.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return all, batches
}

// signals are the generator's, with the tables of the standards' elements that the
// decoders' own tests use.
func signals(t testing.TB) mutate.Signals {
	t.Helper()
	read := func(path string) mutate.Standard {
		f, err := os.Open(filepath.Join("..", "firewall", "internal", "wire", filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s, err := mutate.ReadStandard(f)
		if err != nil {
			t.Fatal(path, err)
		}
		return s
	}
	return mutate.Signals{MAP: read("gsmmap/testdata/ts29002.tsv"), CAP: read("camel/testdata/ts29078.tsv")}
}

// compareNames compares the names of operations that records have with tshark's
// for the same codes.
func compareNames(t *testing.T, tshark string, names map[string]string) {
	t.Helper()
	out, err := exec.Command(tshark, "-G", "values").Output()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string][]string{}
	fields := map[string]string{"gsm_old.localValue": "map", "camel.local": "cap"}
	for l := range strings.Lines(string(out)) {
		v := strings.Split(strings.TrimSpace(l), "\t")
		if len(v) == 4 && v[0] == "V" && fields[v[1]] != "" {
			key := fmt.Sprintf("%s %s", fields[v[1]], number(v[2]))
			listed[key] = append(listed[key], plain(v[3]))
		}
	}
	compared := 0
	for key, name := range names {
		if protocol, _, _ := strings.Cut(key, " "); protocol != "map" && protocol != "cap" || name == "forwardCheckSS-Indication" { // tshark leaves out the last word
			continue
		}
		compared++
		if !slices.Contains(listed[key], plain(name)) {
			t.Errorf("%s is %q, tshark says %q", key, name, listed[key])
		}
	}
	if compared < 120 {
		t.Errorf("only %d names compared", compared)
	}
	t.Logf("%d names of operations equal", compared)
}
