// Package config reads the operator's configuration file into typed values and
// says, with line and column, what is wrong with it and what is allowed.
//
// A file passes four stages, each of which sees only what the one before it let
// through:
//
//  1. source.go: octets. UTF-8, no control characters, bounded size.
//  2. shape.go: tokens. Bounded nesting, keys and empty values, because the YAML
//     parser recurses per key and per level.
//  3. tree.go: YAML becomes a tree of values with positions; aliases are
//     resolved by reference, within a budget.
//  4. keys.go and links.go: tables that name every key, its type and its
//     meaning. Reading the tree, the JSON Schema and the reference in
//     docs/configuration.md are three readings of these tables.
//
// Then check.go and overlap.go compare the values with each other.
//
// To add a key: add a field to the struct in config.go, one line to the table in
// keys.go or links.go, and run go test -run Reference -update in this folder,
// which puts the line into docs/configuration.md.
package config
