package diameter

import (
	_ "embed"
	"strings"
)

// commandText has the formats of commands, each below its application:
//
//	application 16777251 S6a imsi
//	316 Update-Location
//	  request <Session-Id> {Origin-Host} [Destination-Host] *[Supported-Features]
//	  answer <Session-Id> {Origin-Host}
//
// where "imsi" and "nai" say what a User-Name is. What may be in any command stands
// once, at the top. Result-Code and Experimental-Result are among that: whether an
// answer has one of them does not depend on the command.
//
//go:embed commands.txt
var commandText string

// capabilitiesExchange is the command in which application identifiers are a list
// (RFC 6733 clause 5.3).
const capabilitiesExchange = 257

// command is what a command of an application has, in request and answer.
type command [2]grammar

const (
	request = iota
	answer
)

// form is what an application's User-Names are.
type form uint8

const (
	anyName  form = iota
	imsiName      // an IMSI (TS 29.272 clause 5.2 and others)
	rootName      // an IMSI, or a network access identifier that starts with one (TS 23.003 clause 19.3.2)
)

var forms = map[string]form{"imsi": imsiName, "nai": rootName}

// application is what has commands.
type application struct {
	id       uint32
	name     string
	userName form
	commands [maxCommands]*command // by position in the catalogue
}

// catalogue is the compiled list. Applications and commands are numbered in two
// blocks each, so that direct tables find them; position 0 is what is not listed.
type catalogue struct {
	applications []application
	base, tgpp   block    // positions of applications by identifier
	names        []string // of commands, by position
	low, high    block    // positions of commands by code
	every        command  // what is not listed, and what all have
}

// block is a direct table of positions by what a number is above the first.
type block struct {
	first    uint32
	position [160]uint8
}

const maxCommands = 80

var commands = compileCommands(&listed, commandText)

// application returns an application, the first if it is not listed.
func (c *catalogue) application(id uint32) *application {
	if p := within(&c.base, &c.tgpp, id); p != nil {
		return &c.applications[*p]
	}
	return &c.applications[0]
}

// position returns where a command is in the tables, 0 if it is not listed.
func (c *catalogue) position(code uint32) uint8 {
	if p := within(&c.low, &c.high, code); p != nil {
		return *p
	}
	return 0
}

// within finds the place of a number in one of two blocks, nil if it is in neither.
func within(low, high *block, n uint32) *uint8 {
	if i := n - low.first; i < uint32(len(low.position)) {
		return &low.position[i]
	}
	if i := n - high.first; i < uint32(len(high.position)) {
		return &high.position[i]
	}
	return nil
}

// singles are there at most once in whatever command (RULES D-15): all that has a
// column, so that nobody can be meant to read another one.
var singles = []string{
	"Session-Id", "Origin-Host", "Origin-Realm", "Destination-Host", "Destination-Realm", "User-Name", "Visited-PLMN-Id", "MSISDN",
	"Auth-Application-Id", "Acct-Application-Id", "Vendor-Specific-Application-Id", "Result-Code", "Experimental-Result", "RAT-Type",
	"ULR-Flags", "IDR-Flags", "NOR-Flags", "Cancellation-Type", "Requested-EUTRAN-Authentication-Info",
	"Requested-UTRAN-GERAN-Authentication-Info", "Subscription-Data", "User-Identifier", "Terminal-Information",
}

// compileCommands reads the formats of commands.
func compileCommands(d *dictionary, text string) *catalogue {
	c := &catalogue{applications: make([]application, 1), names: make([]string, 1)}
	c.tgpp.first, c.low.first, c.high.first = 16777216, 256, 8388608
	for i := range c.every {
		c.every[i] = *none()
		for _, name := range singles {
			c.every[i].row(d.byName[name])
		}
	}
	into, side := &c.every, request
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#" || f[0] == "every":
			continue
		case f[0] == "application":
			c.add(number(f[1]), f[2], forms[strings.Join(f[3:], "")])
			continue
		case f[0][0] >= '0' && f[0][0] <= '9':
			into = c.command(number(f[0]), f[1])
			continue
		case f[0] == "request":
			side, f = request, f[1:]
		case f[0] == "answer":
			side, f = answer, f[1:]
		}
		for _, word := range f {
			into[side].add(d, word)
		}
	}
	for i := range c.every { // from here on it is of what is not listed
		for x := range c.every[i].rows {
			c.every[i].rows[x] &^= never
		}
	}
	return c
}

// add enters an application.
func (c *catalogue) add(id uint32, name string, f form) {
	p := within(&c.base, &c.tgpp, id)
	if p == nil || *p != 0 {
		panic("diameter: an application that is listed already, or cannot be: " + name)
	}
	*p = uint8(len(c.applications))
	c.applications = append(c.applications, application{id: id, name: name, userName: f})
}

// command makes room for a command of the last application.
func (c *catalogue) command(code uint32, name string) *command {
	p := within(&c.low, &c.high, code)
	if p != nil && *p == 0 {
		*p = uint8(len(c.names))
		c.names = append(c.names, name)
	}
	a := &c.applications[len(c.applications)-1]
	if p == nil || c.names[*p] != name || *p >= maxCommands || a.commands[*p] != nil {
		panic("diameter: a command that is listed otherwise already, or cannot be: " + name)
	}
	x := c.every
	a.commands[*p] = &x
	return &x
}
