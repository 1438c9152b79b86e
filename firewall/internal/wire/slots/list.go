package slots

// List keeps numbers in the order in which they were pushed. Its neighbours are
// in memory that belongs to whoever owns the numbers; a number is in one list at
// a time.
type List struct{ Oldest, Newest int32 }

// Neighbours of a number in a list; None where it is the oldest or the newest.
type Neighbours struct{ Older, Newer int32 }

// NewList returns a list without numbers.
func NewList() List { return List{None, None} }

// Push adds a number as the newest.
func (l *List) Push(n []Neighbours, at int32) {
	n[at] = Neighbours{l.Newest, None}
	if l.Newest == None {
		l.Oldest = at
	} else {
		n[l.Newest].Newer = at
	}
	l.Newest = at
}

// Remove takes a number out.
func (l *List) Remove(n []Neighbours, at int32) {
	l.join(n, n[at].Older, n[at].Newer)
}

// Renew makes an entry the newest.
func (l *List) Renew(n []Neighbours, at int32) {
	l.Remove(n, at)
	l.Push(n, at)
}

// Replace puts at where was stands, and takes was out.
func (l *List) Replace(n []Neighbours, was, at int32) {
	n[at] = n[was]
	l.join(n, n[was].Older, at)
	l.join(n, at, n[was].Newer)
}

// join makes two entries neighbours; None is the list's end.
func (l *List) join(n []Neighbours, older, newer int32) {
	if older == None {
		l.Oldest = newer
	} else {
		n[older].Newer = newer
	}
	if newer == None {
		l.Newest = older
	} else {
		n[newer].Older = older
	}
}
