// Package chain judges the operations of a batch: it runs every filter once
// over the columns that the filter declared, turns reasons and faults into
// actions under the operator's policy, and rules on each message.
//
// A Policy is compiled from the configuration and shared by all lanes; a Judge
// belongs to one lane and owns that lane's filter instances.
package chain
