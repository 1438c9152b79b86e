package diameter

import (
	_ "embed"
	"strings"
)

// commandText has the formats of commands, each below its application:
//
//	application 16777251 S6a
//	316 Update-Location
//	  request <Session-Id> {Origin-Host} [Destination-Host] *[Supported-Features]
//	  answer <Session-Id> {Origin-Host}
//
// What may be in any command stands once, at the top. A Result-Code is not listed
// as something that has to be there: of it and Experimental-Result an answer has
// one.
//
//go:embed commands.txt
var commandText string

// Command codes that the decoder treats for themselves (RFC 6733 clause 3.1).
const capabilitiesExchange = 257

// command is a command of an application.
type command struct{ request, answer grammar }

// application is what has commands, and User-Names of its own form.
type application struct {
	name     string
	userName form
	commands [maxCommands]*command // by position of their code in a catalogue
}

// catalogue is the compiled list. Codes and applications are numbered in few
// blocks, so that direct tables find them.
type catalogue struct {
	applications     []application // the first is of those that are not listed
	base             [8]uint8      // by identifier; IETF
	tgpp             [160]uint8    // by identifier - firstTGPPApplication
	commands         []string      // their names by position
	low              [80]uint8     // by code - firstCode
	high             [160]uint8    // by code - firstTGPPCode
	request, answer  grammar       // of commands that are not listed
	everyAsk, everyA []string
}

const (
	maxCommands          = 80
	firstTGPPApplication = 16777216
	firstCode            = 256
	firstTGPPCode        = 8388608
)
