// Package lab is the laboratory in which the appliance is tested end to end: a
// partner, the firewall's host and the home network as three network namespaces
// of this machine, load whose every message is accounted for, and processes that
// are killed.
//
//	 partner            firewall              home
//	198.51.100.7 ---- outside  inside ---- 192.0.2.10
//	203.0.113.7         routes both        2001:db8:1::10
//	2001:db8:2:1::7
//
// The namespaces have no name and belong to one thread each. When a test ends,
// however it ends, they vanish with all that was started in them, so that any
// number of runs may share a machine.
//
// It needs Linux and root. Without these, and without the programs that a test
// uses as peers, tests skip and say what is missing.
package lab
