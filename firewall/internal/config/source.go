package config

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Limits of a configuration file. A network of 1,000 operators with 10
// prefixes each takes about 40,000 separators and 0.3 MiB.
const (
	MaxSize       = 16 << 20 // octets
	maxSeparators = 400_000  // characters that can end a YAML token
	maxBlank      = 20       // blank lines in a row
)

// checkSource accepts UTF-8 text without control characters, and returns it
// without a byte order mark.
func checkSource(text []byte) ([]byte, *Problem) {
	if len(text) > MaxSize {
		return nil, &Problem{What: fmt.Sprintf("the file has %d octets", len(text)), Allowed: fmt.Sprintf("%d (16 MiB)", MaxSize)}
	}
	if bytes.HasPrefix(text, []byte("\xFE\xFF")) || bytes.HasPrefix(text, []byte("\xFF\xFE")) {
		return nil, &Problem{Position: Position{1, 1}, What: "the file is UTF-16", Allowed: "UTF-8"}
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if p := checkCharacters(text); p != nil {
		return nil, p
	}
	return text, nil
}

// checkCharacters refuses what YAML does not let a file contain (YAML 1.2.2
// clause 5.1), and what the parser should not be given: it keeps some 600
// octets of memory for each token, and goes through the whole of a block of text
// again for each blank line behind it.
func checkCharacters(text []byte) *Problem {
	at, separators, blank, isBlank := Position{1, 1}, 0, 0, true
	for i := 0; i < len(text); {
		c, n := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(text[i:])
		}
		if what := badCharacter(c, n); what != "" {
			return &Problem{Position: at, What: what, Allowed: "UTF-8 text without control characters"}
		}
		if isSeparator(text, i) {
			separators++
		}
		isBlank = isBlank && c <= ' '
		at.Column++
		if c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			if blank++; !isBlank {
				blank = 0
			}
			at, isBlank = Position{at.Line + 1, 1}, true
		}
		if separators > maxSeparators {
			return &Problem{Position: at, What: fmt.Sprintf("more than %d separators (commas, brackets, colons, line ends)", maxSeparators), Allowed: "a smaller file"}
		}
		if blank > maxBlank {
			return &Problem{Position: at, What: fmt.Sprintf("more than %d blank lines in a row", maxBlank), Allowed: "fewer"}
		}
		i += n
	}
	return nil
}

func badCharacter(c rune, octets int) string {
	switch {
	case c == utf8.RuneError && octets == 1:
		return "an octet that is not UTF-8"
	case c < ' ' && c != '\t' && c != '\n' && c != '\r', c >= 0x7F && c < 0xA0 && c != 0x85, c == 0xFFFE, c == 0xFFFF:
		return fmt.Sprintf("control character %U", c)
	case c == 0xFEFF:
		return "a byte order mark inside the text"
	}
	return ""
}

// isSeparator counts generously: text inside quotes and comments counts too.
func isSeparator(text []byte, i int) bool {
	switch text[i] {
	case ',', '[', ']', '{', '}', '\n', '\r', '#', '&', '*', '!', '"', '\'':
		return true
	case ':', '-', '?', '|', '>':
		return i+1 == len(text) || text[i+1] <= ' '
	}
	return false
}
