// Package resolve answers who is who: it turns the operator's configuration
// into tables that never change, and fills the resolved fields of every message
// and operation from them.
//
// Configured names become small numbers (op.ID): operators 0 unknown, 1 home,
// then the configured ones in order from 2; interconnects, APNs and handover
// groups in order from 1. Any number of lanes may share one Tables; a new
// configuration makes new Tables.
//
// An address is looked up once, in one table of ranges that already holds all
// that follows from it: interconnect, owner, roles, agreements. Numbers use the
// same kind of table, networks and APNs a small hash table. Nothing here
// allocates, and no lookup depends on more than the size of the configuration.
package resolve
