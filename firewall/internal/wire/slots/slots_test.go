package slots

import "testing"

// A table that is full says so.
func TestTable(t *testing.T) {
	x := NewTable[int](3)
	for i := range 3 {
		if x.Insert(i*7) == None {
			t.Fatalf("no room for %d", i)
		}
	}
	if x.Insert(99) != None {
		t.Error("a fourth one")
	}
	x.Remove(x.Find(7))
	if x.Find(7) != None || x.Find(0) == None || x.Insert(99) == None || x.Find(99) == None || x.Find(14) == None {
		t.Error("one came, one went")
	}
	if x.Taken() != 3 || x.Len() != 3 || *x.Key(x.Find(99)) != 99 {
		t.Errorf("%d of %d taken", x.Taken(), x.Len())
	}
	if x.Remove(x.Find(0)); x.Taken() != 2 {
		t.Errorf("%d taken", x.Taken())
	}
}

// A list keeps its order through everything that is done to it.
func TestList(t *testing.T) {
	l, n := NewList(), make([]Neighbours, 5)
	want := func(list ...int32) {
		t.Helper()
		older := int32(None)
		at := l.Oldest
		for _, x := range list {
			if at != x || n[at].Older != older {
				t.Fatalf("%d behind %d, not %d", at, older, x)
			}
			older, at = at, n[at].Newer
		}
		if at != None || l.Newest != older {
			t.Fatalf("it goes on with %d, and ends with %d", at, l.Newest)
		}
	}
	want()
	for at := range int32(4) {
		l.Push(n, at)
	}
	want(0, 1, 2, 3)
	l.Renew(n, 1)
	want(0, 2, 3, 1)
	l.Replace(n, 2, 4)
	want(0, 4, 3, 1)
	l.Remove(n, 0)
	l.Remove(n, 1)
	want(4, 3)
	l.Replace(n, 4, 2)
	l.Replace(n, 3, 0)
	want(2, 0)
	l.Remove(n, 2)
	l.Remove(n, 0)
	want()
}
