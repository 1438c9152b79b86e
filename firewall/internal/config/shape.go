package config

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml/scanner"
	"github.com/goccy/go-yaml/token"
)

// Limits of the document's shape.
const (
	maxDepth  = 16    // levels of lists and mappings
	maxKeys   = 4_000 // keys of one mapping
	maxEmpty  = 200   // keys and items without a value
	maxKeyLen = 64    // octets of one key
)

// tokens scans the text and measures its shape. The parser that comes next
// recurses once per key of a mapping and once per level, rebuilds its list of
// tokens for every empty value, and keeps the whole path with every node: text
// that exceeds these limits would cost it quadratic time or the stack.
func tokens(text string) (token.Tokens, *Problem) {
	var s scanner.Scanner
	s.Init(text)
	var all token.Tokens
	for {
		part, err := s.Scan()
		if errors.Is(err, io.EOF) {
			break
		}
		for _, t := range part {
			if t.Type == token.InvalidType {
				return nil, notYAML(t, t.Error)
			}
			if t.Type != token.CommentType {
				all.Add(t)
			}
		}
		if err != nil {
			return nil, &Problem{What: "the file is not YAML: " + err.Error()}
		}
	}
	m := shape{}
	for i, t := range all {
		if p := m.token(all, i, t); p != nil {
			return nil, p
		}
	}
	return all, nil
}

func notYAML(t *token.Token, why string) *Problem {
	if strings.Contains(why, "\t") {
		return &Problem{Position: position(t), What: "the file is not YAML: a tab where only spaces may stand", Allowed: "spaces for indentation"}
	}
	return &Problem{Position: position(t), What: "the file is not YAML: " + why, Allowed: "YAML 1.2"}
}

func position(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{}
	}
	return Position{t.Position.Line, t.Position.Column}
}

// shape follows the nesting of a token stream.
type shape struct {
	flow   []token.Type // open { and [
	blocks []block
	empty  int
	began  bool // content was seen
	ended  bool // a document end was seen
}

// block is an open block mapping or list.
type block struct {
	column, keys int
	list         bool
}

func (s *shape) token(all token.Tokens, i int, t *token.Token) *Problem {
	refuse := func(what, allowed string) *Problem {
		return &Problem{Position: position(t), What: what, Allowed: allowed}
	}
	switch t.Type {
	case token.DocumentHeaderType:
		if s.began {
			return refuse("a second document", "one document in a file")
		}
	case token.DocumentEndType:
		s.ended = true
		return nil
	case token.DirectiveType:
		return refuse("a directive (%)", "YAML 1.2 without directives")
	case token.MappingKeyType:
		return refuse("a key after a question mark", "a word and a colon")
	default:
		s.began = true
	}
	if s.ended {
		return refuse("text after the end of the document", "one document in a file")
	}
	if p := s.nest(all, i, t); p != nil {
		return p
	}
	if len(s.flow)+len(s.blocks) > maxDepth {
		return refuse(fmt.Sprintf("more than %d levels of lists and mappings", maxDepth), "fewer levels")
	}
	if s.isEmpty(all, i, t) {
		s.empty++
	}
	if s.empty > maxEmpty {
		return refuse(fmt.Sprintf("more than %d keys and items without a value", maxEmpty), "a value for each")
	}
	return nil
}

func (s *shape) nest(all token.Tokens, i int, t *token.Token) *Problem {
	switch t.Type {
	case token.MappingStartType, token.SequenceStartType:
		s.flow = append(s.flow, t.Type)
	case token.MappingEndType, token.SequenceEndType:
		if n := len(s.flow); n > 0 {
			s.flow = s.flow[:n-1]
		}
	case token.SequenceEntryType:
		if len(s.flow) == 0 {
			s.enter(t.Position.Column, true)
		}
	case token.MappingValueType:
		return s.key(all, i, t)
	}
	return nil
}

// key takes the token before a colon as the key.
func (s *shape) key(all token.Tokens, i int, t *token.Token) *Problem {
	if i == 0 {
		return nil // the parser's error is better
	}
	k := all[i-1]
	if len(k.Value) > maxKeyLen {
		return &Problem{Position: position(k), What: fmt.Sprintf("a key of %d octets", len(k.Value)), Allowed: fmt.Sprintf("%d", maxKeyLen)}
	}
	if len(s.flow) > 0 {
		return nil
	}
	if b := s.enter(k.Position.Column, false); b.keys > maxKeys {
		return &Problem{Position: position(k), What: fmt.Sprintf("more than %d keys in one mapping", maxKeys), Allowed: "fewer keys"}
	}
	return nil
}

// enter closes the blocks that a token at this column ends, and counts it in
// its own. A list may stand at the column of the key that it belongs to.
func (s *shape) enter(column int, list bool) *block {
	for n := len(s.blocks); n > 0; n-- {
		top := &s.blocks[n-1]
		if top.column < column || top.column == column && (list || !top.list) {
			break
		}
		s.blocks = s.blocks[:n-1]
	}
	if n := len(s.blocks); n == 0 || s.blocks[n-1].column != column || s.blocks[n-1].list != list {
		s.blocks = append(s.blocks, block{column: column, list: list})
	}
	top := &s.blocks[len(s.blocks)-1]
	top.keys++
	return top
}

// isEmpty reports whether the value that should follow t is missing.
func (s *shape) isEmpty(all token.Tokens, i int, t *token.Token) bool {
	var next *token.Token
	if i+1 < len(all) {
		next = all[i+1]
	}
	if len(s.flow) > 0 {
		inMapping := s.flow[len(s.flow)-1] == token.MappingStartType
		ends := next == nil || next.Type == token.CollectEntryType || next.Type == token.MappingEndType || next.Type == token.SequenceEndType
		return ends && (t.Type == token.MappingValueType || inMapping && i > 0 && isEntry(all[i-1]))
	}
	if t.Type != token.MappingValueType && t.Type != token.SequenceEntryType {
		return false
	}
	if next == nil || next.Type == token.DocumentEndType {
		return true
	}
	column := t.Position.Column
	if t.Type == token.MappingValueType && i > 0 {
		column = all[i-1].Position.Column
	}
	mayShare := t.Type == token.MappingValueType && next.Type == token.SequenceEntryType
	return next.Position.Line > t.Position.Line && (next.Position.Column < column || next.Position.Column == column && !mayShare)
}

// isEntry reports whether a member of a flow mapping starts after t.
func isEntry(t *token.Token) bool {
	return t.Type == token.MappingStartType || t.Type == token.CollectEntryType
}
