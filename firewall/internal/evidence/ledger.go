package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
)

// LedgerFile is the name of the ledger in the state folder.
const LedgerFile = "ledger.jsonl"

const (
	maxEntryLine = 64 << 10  // octets; what Append writes is far shorter
	reserveAhead = 256 << 10 // octets set aside behind the last entry: about a thousand entries
)

// Ledger is the append-only file that says who was severed, by whom and why. What
// Append acknowledges survives a crash of the process and of the machine: only a
// later entry lifts it. It is safe for concurrent use.
type Ledger struct {
	path string

	mu       sync.Mutex
	file     journal
	held     Held
	sequence uint64
	size     int64 // of the whole entries
	reserved int64 // the disk has room set aside up to here
	torn     bool  // something behind size could not be cut off yet
	warnings []string
	missing  string // what says that entries are missing

	problem atomic.Pointer[string] // nobody who asks for it waits for the disk
}

// journal is the open file.
type journal interface {
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
	Reserve(offset, length int64) error // sets disk space aside; the size stays
	InPlace() error                     // an error if a restart would not find it
}

type diskFile struct {
	*os.File
	path string
}

func (f diskFile) Reserve(offset, length int64) error { return reserve(f.File, offset, length) }

// InPlace implements journal: what is written to a file that somebody has removed
// or replaced is gone with the process.
func (f diskFile) InPlace() error {
	mine, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Stat(f.path)
	if err == nil && !os.SameFile(mine, there) {
		err = fmt.Errorf("%s is another file than the one that is open", f.path)
	}
	return err
}

// OpenLedger opens the ledger in a state folder and reads what holds. Both are
// made if they are missing. One process at a time may have it open.
//
// A last line without its line end was being written when the process or the
// machine died; nobody was told that it holds, and it is cut off with a warning.
// Any other line that cannot be read is an error with file and line: an appliance
// that does not know whom it has severed must not start.
func OpenLedger(dir string) (*Ledger, error) {
	if err := makeFolder(dir); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	path := filepath.Join(dir, LedgerFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	l, err := newLedger(path, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func newLedger(path string, f *os.File) (*Ledger, error) {
	if err := lock(f); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(fmt.Errorf("ledger %s is no regular file", path), err)
	}
	l := &Ledger{path: path, file: diskFile{f, path}, held: Held{Peers: map[Peer]chain.Level{}}}
	if err := l.replay(f); err != nil {
		return nil, err
	}
	if l.torn {
		if err := l.cut(); err != nil {
			return nil, fmt.Errorf("ledger %s: the torn last line: %w", path, err)
		}
	}
	if last := lastBundle(filepath.Dir(path)); last > l.sequence {
		l.missing = fmt.Sprintf("ledger %s ends with entry %d, but there is evidence of entry %d: entries are missing, and who was severed by them is open", path, l.sequence, last)
		l.warnings = append(l.warnings, l.missing)
	}
	l.reserve()
	return l, nil
}

// replay reads the whole file.
func (l *Ledger) replay(r io.Reader) error {
	lines := bufio.NewReaderSize(r, maxEntryLine)
	for n := 1; ; n++ {
		text, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			l.torn = len(text) > 0
			if l.torn {
				l.warnings = append(l.warnings, fmt.Sprintf("%s:%d: the last line is not whole, and was never acknowledged: %d octets are cut off", l.path, n, len(text)))
			}
			return nil
		}
		if err == nil {
			err = l.take(text)
		}
		if err != nil {
			return fmt.Errorf("ledger %s:%d: %w", l.path, n, err)
		}
	}
}

func (l *Ledger) take(line []byte) error {
	e, err := parseEntry(line)
	if err != nil {
		return err
	}
	if e.Sequence != l.sequence+1 {
		return fmt.Errorf("sequence %d follows %d", e.Sequence, l.sequence)
	}
	if err := l.held.apply(&e); err != nil {
		return err
	}
	l.sequence, l.size = e.Sequence, l.size+int64(len(line))
	return nil
}

// Held returns what holds by the entries so far.
func (l *Ledger) Held() Held {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held.clone()
}

// Warnings tells what was odd when the ledger was opened.
func (l *Ledger) Warnings() []string { return l.warnings }

// Problem says what does not work now but has not failed a change yet; empty if
// all is well.
func (l *Ledger) Problem() string {
	if p := l.problem.Load(); p != nil {
		return *p
	}
	return ""
}

// Attend looks whether the next change would be durable, and sets space aside
// again once there is some. It waits for the disk.
func (l *Ledger) Attend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reserved-l.size < reserveAhead/2 || l.Problem() != "" {
		l.reserve()
	}
	if err := l.file.InPlace(); err != nil {
		l.say(fmt.Sprintf("ledger: it was removed or replaced, and changes would not survive a restart: %v", err))
	}
}

func (l *Ledger) say(problem string) { l.problem.Store(&problem) }

// Append writes entries in one go, fills in their Sequence, and Time where it is
// zero, and returns the last sequence when they are on disk. After an error none
// of them is in the ledger.
func (l *Ledger) Append(entries ...Entry) (sequence uint64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.held.clone()
	text, err := l.lines(&held, entries)
	if err == nil {
		err = l.write(text)
	}
	if err != nil {
		for i := range entries {
			entries[i].Sequence = 0
		}
		return 0, fmt.Errorf("ledger: %w", err)
	}
	l.held, l.sequence = held, l.sequence+uint64(len(entries))
	if l.reserved-l.size < reserveAhead/2 {
		l.reserve()
	}
	return l.sequence, nil
}

// lines makes entries hold in a copy of what holds, and returns their text.
func (l *Ledger) lines(held *Held, entries []Entry) (text []byte, err error) {
	for i := range entries {
		e := &entries[i]
		e.Sequence = l.sequence + uint64(i) + 1
		line, err := e.line()
		if err := errors.Join(err, held.apply(e), CheckReason(e.Reason)); err != nil {
			return nil, err
		}
		text = append(text, line...)
	}
	return text, nil
}

// write puts text behind the last entry and on disk, or leaves nothing of it.
func (l *Ledger) write(text []byte) error {
	if l.torn {
		if err := l.cut(); err != nil {
			return err
		}
	}
	_, err := l.file.WriteAt(text, l.size)
	if err == nil {
		err = l.file.Sync()
	}
	if err == nil {
		err = l.file.InPlace()
	}
	if err != nil {
		l.torn = true
		if cut := l.cut(); cut != nil {
			return fmt.Errorf("%w; cutting off what was written: %w", err, cut)
		}
		return err
	}
	l.size += int64(len(text))
	return nil
}

// cut removes what stands behind the last whole entry. File systems take back the
// space that was set aside there, so it is asked for again.
func (l *Ledger) cut() error {
	if err := errors.Join(l.file.Truncate(l.size), l.file.Sync()); err != nil {
		return err
	}
	l.torn, l.reserved = false, l.size
	l.reserve()
	return nil
}

// reserve sets space aside for entries to come, so that a disk that others have
// filled does not keep a change from being durable.
func (l *Ledger) reserve() {
	if err := l.file.Reserve(l.size, reserveAhead); err != nil {
		left := max(l.reserved-l.size, 0)
		l.say(fmt.Sprintf("ledger: no space can be set aside beyond %d octets: on a full disk, changes would not be durable: %v", left, err))
		return
	}
	l.say(l.missing)
	l.reserved = l.size + reserveAhead
}

// Close gives the ledger up to other processes. The space that was set aside
// stays so for the next one.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
