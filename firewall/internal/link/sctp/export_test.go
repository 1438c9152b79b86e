package sctp

// Entered returns how many associations admission has let in and not counted out.
func (l *Link) Entered() int {
	l.admission.mu.Lock()
	defer l.admission.mu.Unlock()
	n := l.admission.total
	for _, v := range l.admission.by {
		n = max(n, v.pairs)
	}
	return n
}
