package evidence

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Tokens replaces identities of subscribers in what a running appliance writes:
// equal identities get equal tokens, and nobody without the key can go back.
type Tokens struct{ key [32]byte }

// NewTokens returns tokens under a key of their own, which is never stored: the
// tokens of two runs cannot be compared.
func NewTokens() *Tokens {
	t := &Tokens{}
	rand.Read(t.key[:]) // never fails (crypto/rand)
	return t
}

// TokenFile is the name of the key's file in the state folder.
const TokenFile = "token.key"

// OpenTokens returns tokens under the key in a state folder, which is made if
// there is none, so that tokens compare across restarts. Whoever has the key can
// find an identity by trying them all: the file is readable by its owner alone.
func OpenTokens(dir string) (*Tokens, error) {
	path := filepath.Join(dir, TokenFile)
	key, err := readKey(path)
	if errors.Is(err, os.ErrNotExist) {
		if err = createKey(dir, path); err == nil {
			key, err = readKey(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key of tokens: %w", err)
	}
	return &Tokens{key}, nil
}

func readKey(path string) (key [32]byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return key, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return key, fmt.Errorf("%s has mode %04o: others can read it; make it 0600, or remove it for a new one", path, mode)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return key, err
	}
	if len(text) != len(key) {
		return key, fmt.Errorf("%s has %d octets, not %d; remove it for a new one", path, len(text), len(key))
	}
	return [32]byte(text), nil
}

// createKey makes the file whole or not at all: a link to a complete file fails
// if somebody else was faster, and then theirs is the key.
func createKey(dir, path string) error {
	if err := makeFolder(dir); err != nil {
		return err
	}
	whole := filepath.Join(dir, "."+TokenFile+"-"+rand.Text())
	if err := writeSynced(whole, 0o600, NewTokens().key[:]); err != nil {
		return errors.Join(err, os.Remove(whole))
	}
	err := os.Link(whole, path)
	if errors.Is(err, os.ErrExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(whole), syncFolder(dir))
}

// of returns the token of an identity, "" for none. A nil receiver leaves
// identities as they are.
func (t *Tokens) of(identity string) string {
	if t == nil || identity == "" {
		return identity
	}
	h := hmac.New(sha256.New, t.key[:])
	h.Write([]byte(identity))
	return "t:" + hex.EncodeToString(h.Sum(nil)[:12])
}
