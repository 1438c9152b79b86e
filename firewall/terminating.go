package firewall

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/encap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/kernel"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/tcp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// openSCTP opens a link of kind sctp.
func (a *appliance) openSCTP(c *config.Link) (*sctp.Link, error) {
	carried := wire.Terminated(c.Protocol)
	g := a.firewall.now.Load()
	s := sctp.Config{
		Standing: standing(g, compileLevels(&a.held, g.tables)),
		Encap:    op.EncapUserMessage, Service: carried.Port, Management: c.Protocol == op.ProtoM3UA, MaxMessage: carried.Most, Hold: c.Hold,
		Vet: a.vet, Tell: func(e sctp.Event) { a.tellAssociation(c.Name, e) },
	}
	if c.Backend == "tcp" {
		s.Encap = op.EncapTCPMessage
	}
	s.Outside, s.Inside = a.end(c, &c.OutsideEnd, carried), a.end(c, &c.InsideEnd, carried)
	return sctp.Open(s)
}

// end is one side of a link.
func (a *appliance) end(c *config.Link, e *config.End, carried wire.Carried) sctp.End {
	port := uint16(e.Port)
	x := sctp.End{
		Backend: a.backend(c.Backend, e.UDP), Listen: len(e.Listen) > 0, Peers: e.Peers,
		Local: assoc.Endpoint{Addresses: e.Local}, Remote: assoc.Endpoint{Addresses: e.Dial, Port: port},
		Assoc: assoc.Config{
			Streams: uint16(c.Streams), Framing: &assoc.Framing{Header: carried.Header, PPID: carried.PPID, Length: carried.Length},
			Paths: assoc.Paths{
				RTOInitial: e.Paths.RTOInitial, RTOMin: e.Paths.RTOMin, RTOMax: e.Paths.RTOMax, Heartbeat: e.Paths.Heartbeat, SACKDelay: e.Paths.SACKDelay,
				PathMaxRetrans: uint16(e.Paths.PathMaxRetrans), AssociationMaxRetrans: uint16(e.Paths.AssociationMaxRetrans),
			},
		},
		Answers: &answer.Builder{Identity: answer.Identity{Host: e.PresentAs.Host, Realm: e.PresentAs.Realm}},
	}
	if x.Listen {
		x.Local = assoc.Endpoint{Addresses: e.Listen, Port: port}
	}
	if len(e.PresentAs.Addresses) > 0 {
		x.Local.Addresses = e.PresentAs.Addresses
	}
	return x
}

// backend returns what carries the associations of an end. Ends with the same ports of
// UDP share the sockets.
func (a *appliance) backend(name string, udp config.UDP) assoc.Backend {
	switch name {
	case "tcp":
		return tcp.Backend{}
	case "udp-encapsulation":
		if a.encapsulations[udp] == nil {
			a.encapsulations[udp] = &encap.Backend{Port: udp.Local, RemotePort: udp.Remote}
		}
		return a.encapsulations[udp]
	}
	return kernel.Backend{}
}

var (
	errUnknown = errors.New("is no interconnect's address")
	errSeveral = errors.New("the addresses are several interconnects'")
)

// vet says which interconnect an association is with, by the addresses in its INIT.
// Addresses of nobody, and of several (RULES.md T-01), keep it out where messages of
// unknown sources are blocked.
func (a *appliance) vet(peer []netip.AddrPort) (who string, err error) {
	g := a.firewall.now.Load()
	var first op.ID
	for i, p := range peer {
		id, _ := g.tables.Holders(op.AddrFromNetIP(p.Addr()))
		switch {
		case i == 0:
			first = id
		case id != first:
			err = fmt.Errorf("%w: %s", errSeveral, p.Addr())
		}
		if id == 0 {
			err = fmt.Errorf("%s %w", p.Addr(), errUnknown)
		}
	}
	who = g.tables.InterconnectName(first)
	if err != nil && g.isLenient(who) {
		err = nil
	}
	return who, err
}

// isLenient reports whether an association may come up with addresses that it should
// not have: where unknown sources pass, or where nothing is enforced yet.
func (g *generation) isLenient(who string) bool {
	if !g.config.UnknownSource.Blocks() || g.config.Mode != config.Enforce || g.control.ObservesAll() {
		return true
	}
	for i := range g.config.Interconnects {
		if c := &g.config.Interconnects[i]; c.Name == who {
			return c.Mode != config.Enforce
		}
	}
	return false
}

// standing tells how far a link itself lets an address in: of its interconnect, and of
// the operator whose own address it is. Who has been taken off the configuration does
// not keep an association that they would not get.
func standing(g *generation, levels *chain.Levels) func(op.Addr) link.Standing {
	return func(at op.Addr) link.Standing {
		interconnect, owner := g.tables.Holders(at)
		switch levels.Strictest(interconnect, owner) {
		case chain.LevelAborted:
			return link.Aborted
		case chain.LevelSevered:
			return link.Severed
		}
		if interconnect == 0 && !g.isLenient("") {
			return link.Unknown
		}
		return link.Open
	}
}

var sides = map[op.Side]string{op.SideOutside: "outside", op.SideInside: "inside"}

// tellAssociation leaves an event of what became of an association.
func (a *appliance) tellAssociation(name string, e sctp.Event) {
	n := evidence.Association{Link: name, State: string(e.Kind), Side: sides[e.Side], Interconnect: e.Who, Why: e.Why}
	for _, p := range e.Peer {
		n.Peer = append(n.Peer, p.Addr().String())
	}
	if len(e.Peer) > 0 {
		n.Port = e.Peer[0].Port()
	}
	a.events.Note(n)
}
