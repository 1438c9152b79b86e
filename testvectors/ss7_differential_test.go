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
				sharkSignals(t, tshark, batches[i], theirs)
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
	var messages, alikes, bothClean, cleanAlike, shown int
	counts := map[string]int{}
	for i := range all {
		messages += all[i].Messages
		differ := differences(&ours[i], &theirs[i])
		isClean := len(ours[i].faults)+len(theirs[i].notes) == 0
		if isClean {
			bothClean++
		}
		if len(differ) == 0 {
			alikes++
			if isClean {
				cleanAlike++
			}
			continue
		}
		of := map[string]bool{}
		for _, v := range differ {
			of[explainSignal(v, &ours[i], &theirs[i])] = true
		}
		for name := range of {
			counts[mark(name, isClean)]++
			counts[name]++
		}
		if of[""] && shown < 20 {
			shown++
			t.Errorf("signal %d (%s): %v: we read %v with faults %v, tshark %v with marks %q\nlink type %d %x",
				i, all[i].Kind, namesOf(differ), ours[i].lists, ours[i].faults, theirs[i].lists, theirs[i].notes, all[i].Link, all[i].Frames)
		}
	}
	t.Logf("%d signals with %d messages of TCAP or management: %d read alike; of %d in which neither finds fault, %d", len(all), messages, alikes, bothClean, cleanAlike)
	for _, c := range signalClasses {
		t.Logf("%6d %s (%d in which neither finds fault): %s", counts[c.name], c.name, counts[mark(c.name, true)], c.clause)
	}
	if len(signalClasses) > 20 {
		t.Errorf("%d classes of differences, at most 20 are allowed", len(signalClasses))
	}
	if alikes < len(all)*8/10 || bothClean < len(all)*4/10 || cleanAlike < bothClean*95/100 {
		t.Errorf("only %d signals are read alike, and %d of %d clean ones: the comparison shows little", alikes, cleanAlike, bothClean)
	}
}

// mark tells counts of clean signals from those of all.
func mark(name string, isClean bool) string {
	if isClean {
		return name + ", clean"
	}
	return name + ", not clean"
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
