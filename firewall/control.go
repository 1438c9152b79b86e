package firewall

import (
	"github.com/seed-43cefff0/portcullis/docs"
	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
)

// Control talks to a running appliance over its socket.
type Control = admin.Client

// What a Control gets and gives.
type (
	Status      = admin.Status
	Peer        = admin.Peer
	LevelChange = admin.LevelChange
	Outcome     = admin.Outcome
	Changed     = admin.Changed
	Reloaded    = admin.Reloaded
	Traffic     = admin.Traffic
	LinkStatus  = admin.LinkStatus
)

// Refusal is the error of an appliance that did not do what it was asked, or did
// it but could not make it last.
type Refusal = admin.Refusal

// ErrNotReachable says that no appliance answers on a socket.
var ErrNotReachable = admin.ErrNotReachable

// Connect returns a Control for the appliance with a socket. Whether it is there
// shows with the first request.
func Connect(socket string) *Control { return admin.NewClient(socket) }

// SocketOf returns the socket that a configuration file names, whatever else is
// wrong with the file.
func SocketOf(file string) (string, error) { return config.SocketOf(file) }

// EventsSchema returns the JSON Schema of one line of the events file.
func EventsSchema() []byte { return docs.EventsSchema }
