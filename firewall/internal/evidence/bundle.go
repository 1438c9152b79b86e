package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// BundleFolder is the folder of bundles in the state folder.
const BundleFolder = "evidence"

const bundleTime = "20060102T150405.000000Z"

// Bundle is the evidence of one change: who changed what and why, under which
// configuration, and what was seen of the peer before.
type Bundle struct {
	Entries    []Entry   `json:"entries"` // of the ledger
	InForce    bool      `json:"in_force"`
	Durable    bool      `json:"durable"` // the ledger has them on disk
	ConfigHash string    `json:"config_sha256"`
	Peers      any       `json:"peers"` // with their counters before the change, as the API prints them
	Records    []*Record `json:"-"`     // of the peers, oldest first
}

// Write puts the bundle on disk, in a folder of its own in the state folder, and
// returns that folder. It is there whole or not at all.
func (b *Bundle) Write(stateDir string) (folder string, err error) {
	name, err := b.name()
	if err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	all := filepath.Join(stateDir, BundleFolder)
	folder = filepath.Join(all, name)
	if _, err := os.Lstat(folder); err == nil { // of a ledger that was lost
		folder += "-" + time.Now().UTC().Format(bundleTime)
	}
	if err := b.write(all, folder); err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	return folder, nil
}

// name is that of the folder: the sequence, so that it is unique, and the peer. A
// change that the ledger could not take has no sequence, but a time.
func (b *Bundle) name() (string, error) {
	if len(b.Entries) == 0 {
		return "", errors.New("there is no entry")
	}
	last := b.Entries[len(b.Entries)-1]
	peer := last.Name
	if last.Kind == KindAll {
		peer = KindAll
	}
	if peer != filepath.Base(peer) || !filepath.IsLocal(peer) {
		return "", fmt.Errorf("%q cannot be part of a file name", peer) // no configuration allows such a name
	}
	if last.Sequence == 0 {
		return "unrecorded-" + time.Time(last.Time).UTC().Format(bundleTime) + "-" + peer, nil
	}
	return fmt.Sprintf("%d-%s", last.Sequence, peer), nil
}

// lastBundle is the highest sequence of which a state folder has a bundle, 0 if
// there is none.
func lastBundle(stateDir string) (last uint64) {
	list, err := os.ReadDir(filepath.Join(stateDir, BundleFolder))
	if err != nil {
		return 0 // most often: nothing was changed yet
	}
	for _, entry := range list {
		number, _, _ := strings.Cut(entry.Name(), "-")
		if n, err := strconv.ParseUint(number, 10, 64); err == nil {
			last = max(last, n)
		}
	}
	return last
}

func (b *Bundle) write(all, folder string) (err error) {
	change, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	var records bytes.Buffer
	lines := json.NewEncoder(&records)
	for _, r := range b.Records {
		if err := lines.Encode(r); err != nil {
			return err
		}
	}
	if err := makeFolder(all); err != nil {
		return err
	}
	unfinished, err := os.MkdirTemp(all, ".unfinished-*")
	if err != nil {
		return err
	}
	err = errors.Join(
		os.Chmod(unfinished, 0o750),
		writeSynced(filepath.Join(unfinished, "change.json"), 0o640, append(change, '\n')),
		writeSynced(filepath.Join(unfinished, "records.jsonl"), 0o640, records.Bytes()),
		syncFolder(unfinished))
	if err == nil {
		err = os.Rename(unfinished, folder)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(unfinished))
	}
	return syncFolder(all)
}
