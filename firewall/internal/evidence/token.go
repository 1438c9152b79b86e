package evidence

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
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
