package config

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// value is one node of the file. Aliases share the value that they name.
type value struct {
	kind   kind
	text   string   // plain, quoted: the characters, unescaped
	fields []member // mapping, in the file's order
	items  []*value // list
	at     Position

	size   int // values in it, itself and what aliases lead to included
	height int // levels below it
}

type kind uint8

const (
	null kind = iota
	plain
	quoted
	list
	mapping
	broken // could not be built, which has been reported
)

var kindNames = [...]string{null: "is empty", plain: "is a scalar", quoted: "is text", list: "is a list", mapping: "is a mapping"}

// member is one key of a mapping with its value.
type member struct {
	key   *value // plain or quoted
	value *value
}

func (v *value) get(key string) *value {
	for _, m := range v.fields {
		if m.key.text == key {
			return m.value
		}
	}
	return nil
}

// maxValues bounds a document with its aliases followed: a few hundred octets
// of nested aliases can stand for billions of values.
const maxValues = 2_000_000

// parse turns YAML into a tree. Problems in the tree (repeated keys, tags) are
// collected in r; what keeps the tree from being built is returned.
func parse(r *reader, text []byte) (*value, *Problem) {
	text, p := checkSource(text)
	if p != nil {
		return nil, p
	}
	all, p := tokens(string(text))
	if p != nil {
		return nil, p
	}
	body, p := document(all)
	if p != nil {
		return nil, p
	}
	if body == nil {
		return nil, &Problem{Position: Position{1, 1}, What: "the file is empty", Allowed: "a mapping that starts with version: 1"}
	}
	b := builder{r: r, anchors: map[string]*value{}}
	root := b.value(body)
	return root, b.fatal
}

// document runs the YAML library's parser. Repeated keys are let through here
// so that they can be reported together with everything else.
func document(all token.Tokens) (body ast.Node, p *Problem) {
	defer func() {
		// The library has panicked on malformed input in earlier versions; a
		// reload must not take the firewall down.
		if e := recover(); e != nil {
			p = &Problem{What: fmt.Sprintf("the file is not YAML: the parser failed: %.100s", fmt.Sprint(e))}
		}
	}()
	file, err := parser.Parse(all, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) {
			return nil, notYAML(syntax.GetToken(), syntax.GetMessage())
		}
		return nil, &Problem{What: "the file is not YAML: " + clip(err.Error())}
	}
	for _, d := range file.Docs {
		if d.Body != nil {
			body = d.Body
		}
	}
	return body, nil
}

// builder turns the library's nodes into values.
type builder struct {
	r       *reader
	anchors map[string]*value // nil while the anchored value is being built
	fatal   *Problem
}

func (b *builder) value(n ast.Node) *value {
	switch n := n.(type) {
	case *ast.MappingNode:
		return b.mapping(n)
	case *ast.MappingValueNode:
		return b.mapping(&ast.MappingNode{BaseNode: &ast.BaseNode{}, Values: []*ast.MappingValueNode{n}})
	case *ast.SequenceNode:
		return b.list(n)
	case *ast.AnchorNode:
		return b.anchor(n)
	case *ast.AliasNode:
		return b.alias(n)
	case *ast.LiteralNode:
		return &value{kind: quoted, text: n.Value.Value, at: position(n.GetToken()), size: 1}
	case *ast.TagNode:
		b.r.fail(position(n.GetToken()), "has a tag ("+clip(n.GetToken().Value)+")", "values without tags")
		return &value{kind: broken, at: position(n.GetToken()), size: 1}
	case nil:
		return &value{size: 1}
	}
	return scalar(n)
}

// scalar keeps the characters as written: whether 0123 is a number is for the
// key's type to decide.
func scalar(n ast.Node) *value {
	t := n.GetToken()
	v := &value{kind: plain, text: t.Value, at: position(t), size: 1}
	switch {
	case n.Type() == ast.NullType:
		v.kind = null
	case t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType:
		v.kind = quoted
	}
	return v
}

func (b *builder) mapping(n *ast.MappingNode) *value {
	v := &value{kind: mapping, at: mappingStart(n), size: 1}
	seen := make(map[string]Position, len(n.Values))
	for _, mv := range n.Values {
		k := b.key(mv.Key)
		if k == nil {
			continue
		}
		if first, twice := seen[k.text]; twice {
			b.r.push(k.text)
			b.r.fail(k.at, fmt.Sprintf("the key is repeated, it stands in line %d already", first.Line), "each key once")
			b.r.pop()
			continue
		}
		seen[k.text] = k.at
		b.r.push(k.text)
		member := member{k, b.value(mv.Value)}
		b.r.pop()
		v.fields = append(v.fields, member)
		b.grow(v, member.value)
	}
	return v
}

// mappingStart is the brace of a flow mapping, or the first key: the library's
// own position of a block mapping is that of its first colon.
func mappingStart(n *ast.MappingNode) Position {
	if n.Start != nil && n.Start.Type == token.MappingStartType {
		return position(n.Start)
	}
	if len(n.Values) > 0 && n.Values[0].Key != nil {
		return position(n.Values[0].Key.GetToken())
	}
	return position(n.Start)
}

func (b *builder) key(n ast.MapKeyNode) *value {
	at := position(n.GetToken())
	if n.IsMergeKey() {
		b.r.fail(at, "a merge key (<<)", "the keys themselves")
		return nil
	}
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		b.r.fail(at, "a key that is no plain word", "a word and a colon")
		return nil
	}
	k := scalar(n)
	if k.kind == null {
		k.kind = plain
	}
	return k
}

func (b *builder) list(n *ast.SequenceNode) *value {
	v := &value{kind: list, at: position(n.GetToken()), items: make([]*value, 0, len(n.Values)), size: 1}
	for i, item := range n.Values {
		b.r.push(i)
		child := b.value(item)
		b.r.pop()
		v.items = append(v.items, child)
		b.grow(v, child)
	}
	return v
}

func (b *builder) anchor(n *ast.AnchorNode) *value {
	name := n.Name.GetToken().Value
	b.anchors[name] = nil
	v := b.value(n.Value)
	b.anchors[name] = v
	return v
}

func (b *builder) alias(n *ast.AliasNode) *value {
	at := position(n.GetToken())
	name := n.Value.GetToken().Value
	v, known := b.anchors[name]
	switch {
	case !known:
		b.r.fail(at, fmt.Sprintf("alias *%s has no anchor &%s before it", clip(name), clip(name)), "an alias of something above")
	case v == nil:
		b.r.fail(at, fmt.Sprintf("alias *%s stands inside its own anchor", clip(name)), "an alias of something above")
	default:
		return v
	}
	return &value{kind: broken, at: at, size: 1}
}

// grow adds a child to the size of its parent.
func (b *builder) grow(v, child *value) {
	v.size = min(v.size+child.size, maxValues+1)
	v.height = max(v.height, child.height+1)
	if b.fatal == nil && v.size > maxValues {
		b.fatal = &Problem{Position: v.at, What: fmt.Sprintf("aliases multiply to more than %d values", maxValues), Allowed: "fewer aliases"}
	}
	if b.fatal == nil && v.height > maxDepth {
		b.fatal = &Problem{Position: child.at, What: fmt.Sprintf("aliases nest to more than %d levels", maxDepth), Allowed: "fewer levels"}
	}
}
