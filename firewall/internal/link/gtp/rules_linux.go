package gtp

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/userdata"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

const tablePrefix = "portcullis_"

// Bounds of the sets that remember who asked from a port of its own. Who asks
// does so again within askedFor, or has had its answer: T3-RESPONSE times
// N3-REQUESTS is 3 to 20 s in practice (TS 29.060 clause 7.6, TS 29.274 clause
// 7.6).
const (
	askedFor  = time.Minute
	askedMost = 1 << 16 // per service, side and family
)

// plan is what the rules of a link say:
//
//	prerouting (before routing, after reassembly): no fragments of IPv6;
//	    UDP from either interface to its side's chain
//	outside, inside: no fragments of IPv4, no source routes;
//	    not what is for the box itself;
//	    remember who asks a service from a port of its own;
//	    to the judge: answers to those, whatever port they come from;
//	    to the judge: to or from a service
//	judge_outside, judge_inside: steer to the lane of the partner's address, and mark;
//	    what could not be steered is dropped (closed) or left alone (bypass)
//	forward: what still gets here was not judged, and is dropped (closed)
//
// The mark is set after tproxy, which ends the rule when nobody listens: an
// unmarked packet is forwarded or dropped, never delivered here.
type plan struct {
	name            string
	outside, inside string            // interfaces
	indexes         map[string]uint32 // of those that were there
	bypass          bool
	shut            bool   // closed, and nothing is steered any more
	first           bool   // not instead of rules that are there
	owner           string // tells this plan from one of another process
	seed            uint32 // of the hash; not 0
	ports4, ports6  []uint16
}

// direction is one of the two sides that traffic comes from.
type direction struct {
	name, from  string
	to          string // the other side
	mark        uint32
	partnerIsTo bool // the partner is the destination
}

func (p *plan) directions() [2]direction {
	return [2]direction{
		{"outside", p.outside, "inside", 0, false},
		{"inside", p.inside, "outside", markInside, true},
	}
}

// Chains that the kernel enters.
const (
	prerouting = "prerouting"
	forward    = "forward"
)

func tableOf(name string) *nftables.Table {
	return &nftables.Table{Family: nftables.TableFamilyINet, Name: tablePrefix + name}
}

// draft is a transaction in the making.
type draft struct {
	*plan
	conn  *nftables.Conn
	table *nftables.Table
	err   error
}

// install makes the kernel hold the plan's rules instead of any that the link
// had, in one transaction. Who has asked is remembered across it, unless what
// is there was made by a version that remembered otherwise.
func (p *plan) install(ns netns.NsHandle) error {
	conn, err := openTables(ns)
	if err != nil {
		return err
	}
	err = p.commit(conn, false)
	if p.first && errors.Is(err, unix.EEXIST) {
		return err
	}
	if errors.Is(err, unix.EEXIST) || errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EOPNOTSUPP) {
		err = p.commit(conn, true)
	}
	if err != nil {
		return fmt.Errorf("nftables: %w", err)
	}
	return nil
}

func (p *plan) commit(conn *nftables.Conn, anew bool) error {
	d := &draft{plan: p, conn: conn, table: tableOf(p.name)}
	if p.first {
		conn.CreateTable(d.table)
	}
	conn.AddTable(d.table)
	if anew {
		conn.DelTable(d.table)
		conn.AddTable(d.table)
	}
	conn.FlushTable(d.table)
	d.sets()
	d.chains()
	d.rules()
	if d.err != nil {
		return d.err
	}
	return conn.Flush()
}

func askedSet(service uint16, side string, f family) string {
	return fmt.Sprintf("asked_%d_%s_%s", service, side, f.name)
}

// Named sets with fixed members.
const (
	servicePorts = "services"
	notForwarded = "not_forwarded"
)

func (d *draft) sets() {
	var ports []nftables.SetElement
	for _, s := range services {
		ports = append(ports, nftables.SetElement{Key: port16(s)})
	}
	d.set(&nftables.Set{Name: servicePorts, KeyType: nftables.TypeInetService, KeyByteOrder: binaryutil.BigEndian}, ports)
	var types []nftables.SetElement
	for _, t := range []uint32{unix.RTN_LOCAL, unix.RTN_BROADCAST, unix.RTN_ANYCAST, unix.RTN_MULTICAST} {
		types = append(types, nftables.SetElement{Key: native(t)})
	}
	d.set(&nftables.Set{Name: notForwarded, KeyType: nftables.TypeFIBAddr, KeyByteOrder: binaryutil.NativeEndian}, types)
	end4 := nftables.MustConcatSetType(nftables.TypeIPAddr, nftables.TypeInetService)
	end6 := nftables.MustConcatSetType(nftables.TypeIP6Addr, nftables.TypeInetService)
	for _, side := range d.directions() {
		for _, service := range services {
			d.set(asked(askedSet(service, side.name, ip4), end4), nil)
			d.set(asked(askedSet(service, side.name, ip6), end6), nil)
		}
	}
}

func asked(name string, end nftables.SetDatatype) *nftables.Set {
	return &nftables.Set{
		Name: name, KeyType: end, KeyByteOrder: binaryutil.BigEndian,
		Concatenation: true, Dynamic: true, HasTimeout: true, Timeout: askedFor, Size: askedMost,
	}
}

func (d *draft) set(s *nftables.Set, members []nftables.SetElement) {
	s.Table = d.table
	d.err = errors.Join(d.err, d.conn.AddSet(s, members))
}

func (d *draft) chains() {
	filter := nftables.ChainTypeFilter
	d.conn.AddChain(&nftables.Chain{
		Table: d.table, Name: prerouting, Type: filter,
		Hooknum: nftables.ChainHookPrerouting, Priority: nftables.ChainPriorityMangle,
	})
	d.conn.AddChain(&nftables.Chain{
		Table: d.table, Name: forward, Type: filter,
		Hooknum: nftables.ChainHookForward, Priority: nftables.ChainPriorityFilter,
	})
	for _, side := range d.directions() {
		d.conn.AddChain(&nftables.Chain{Table: d.table, Name: side.name})
		d.conn.AddChain(&nftables.Chain{Table: d.table, Name: judgeOf(side)})
	}
}

func judgeOf(side direction) string { return "judge_" + side.name }

func (d *draft) rules() {
	for _, side := range d.directions() {
		for _, from := range d.entrances(side) {
			d.rule(prerouting, from, fragment6(), verdict(expr.VerdictDrop))
			d.rule(prerouting, from, isUDP(), goTo(side.name))
			if !d.bypass {
				for _, end := range []uint32{dstPort, srcPort} {
					d.rule(forward, from, isUDP(), d.portIsService(end), verdict(expr.VerdictDrop))
				}
			}
		}
		d.dispatch(side)
		d.judge(side)
	}
}

// entrances are what tells an interface: its name, whatever interface has it, and its
// number, whatever its name becomes.
func (d *draft) entrances(side direction) []clause {
	list := []clause{cameInOn(side.from)}
	if index := d.indexes[side.from]; index != 0 {
		list = append(list, cameInBy(index))
	}
	return list
}

// rule appends a rule. Those of prerouting carry the owner as a comment.
func (d *draft) rule(chain string, parts ...clause) {
	r := &nftables.Rule{Table: d.table, Chain: &nftables.Chain{Table: d.table, Name: chain}, Exprs: all(parts...)}
	if chain == prerouting {
		r.UserData = userdata.AppendString(nil, userdata.TypeComment, d.owner)
	}
	d.conn.AddRule(r)
}

// dispatch decides which datagrams from one side are for the judge. An answer
// to a port of the asker's own is decoded as what was asked for, also when it
// comes from the port of another service.
func (d *draft) dispatch(side direction) {
	chain, judge := side.name, goTo(judgeOf(side))
	for _, c := range concealed() {
		d.rule(chain, c, verdict(expr.VerdictDrop))
	}
	d.rule(chain, destinationType(), in(notForwarded, false), verdict(expr.VerdictReturn))
	for _, f := range []family{ip4, ip6} {
		for i, service := range services {
			d.rule(chain, isFamily(f), portIs(dstPort, service), clause{loadPort(srcPort, regFirst)}, in(servicePorts, true),
				endOf(f, f.src, srcPort), update(askedSet(service, side.name, f)))
			d.rule(chain, isFamily(f), clause{loadPort(dstPort, regFirst)}, in(servicePorts, true),
				endOf(f, f.dst, dstPort), in(askedSet(service, side.to, f), false),
				mark(markMask, side.mark|serviceMark(i)), judge)
		}
	}
	d.rule(chain, d.portIsService(dstPort), mark(markMask, side.mark), judge)
	d.rule(chain, d.portIsService(srcPort), mark(markMask, side.mark), judge)
}

// judge steers to the lanes. A shut link keeps the rules that steer behind the
// one that drops: while there is a tproxy statement the kernel reassembles
// fragments before the rules see them, and a later fragment shows no port.
func (d *draft) judge(side direction) {
	chain := judgeOf(side)
	if d.shut {
		d.rule(chain, verdict(expr.VerdictDrop))
	}
	d.rule(chain, dontFragment(), mark(0, markWhole))
	d.steer(side, ip4, d.ports4)
	d.steer(side, ip6, d.ports6)
	if d.bypass {
		d.rule(chain, mark(markMask, 0))
	} else {
		d.rule(chain, verdict(expr.VerdictDrop))
	}
}

// steer hands a datagram to the lane of its partner, whichever way it goes.
func (d *draft) steer(side direction, f family, ports []uint16) {
	if len(ports) == 0 {
		return
	}
	lanes := &nftables.Set{Anonymous: true, Constant: true, IsMap: true, KeyType: nftables.TypeInteger, DataType: nftables.TypeInetService}
	var members []nftables.SetElement
	for i, p := range ports {
		members = append(members, nftables.SetElement{Key: native(uint32(i)), Val: port16(p)})
	}
	d.set(lanes, members)
	partner := f.src
	if side.partnerIsTo {
		partner = f.dst
	}
	d.rule(judgeOf(side), isFamily(f), isUDP(), clause{
		loadAddress(f, partner, regHash),
		&expr.Hash{SourceRegister: regHash, DestRegister: regPort, Length: f.size, Modulus: uint32(len(ports)), Seed: d.seed, Type: expr.HashTypeJenkins},
		&expr.Lookup{SourceRegister: regPort, DestRegister: regPort, IsDestRegSet: true, SetName: lanes.Name, SetID: lanes.ID},
		&expr.Immediate{Register: regFirst, Data: f.localhost},
		&expr.TProxy{Family: f.protocol, TableFamily: byte(nftables.TableFamilyINet), RegAddr: regFirst, RegPort: regPort},
	}, mark(0, markIntercepted), verdict(expr.VerdictAccept))
}

func (d *draft) portIsService(offset uint32) clause {
	return all(clause{loadPort(offset, regFirst)}, in(servicePorts, false))
}

// in looks the first register up in a named set.
func in(set string, not bool) clause {
	return clause{&expr.Lookup{SourceRegister: regFirst, SetName: set, Invert: not}}
}

// update remembers the first register in a set, or does nothing when it is full.
func update(set string) clause {
	return clause{&expr.Dynset{SrcRegKey: regFirst, SetName: set, Operation: unix.NFT_DYNSET_OP_UPDATE, Timeout: askedFor}}
}
