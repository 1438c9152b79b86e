package sctp

// list keeps numbers in the order in which they were pushed. Its neighbours are
// in memory that belongs to whoever owns the numbers; a number is in one list at
// a time.
type list struct{ oldest, newest int32 }

type neighbours struct{ older, newer int32 }

func newList() list { return list{none, none} }

func (l *list) push(n []neighbours, at int32) {
	n[at] = neighbours{l.newest, none}
	if l.newest == none {
		l.oldest = at
	} else {
		n[l.newest].newer = at
	}
	l.newest = at
}

func (l *list) remove(n []neighbours, at int32) {
	l.join(n, n[at].older, n[at].newer)
}

// renew makes an entry the newest.
func (l *list) renew(n []neighbours, at int32) {
	l.remove(n, at)
	l.push(n, at)
}

// replace puts at where was stands, and takes was out.
func (l *list) replace(n []neighbours, was, at int32) {
	n[at] = n[was]
	l.join(n, n[was].older, at)
	l.join(n, at, n[was].newer)
}

// join makes two entries neighbours; none is the list's end.
func (l *list) join(n []neighbours, older, newer int32) {
	if older == none {
		l.oldest = newer
	} else {
		n[older].newer = newer
	}
	if newer == none {
		l.newest = older
	} else {
		n[newer].older = older
	}
}
