package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Limits on one request. Answers to changes may take longer than any of them.
const (
	maxBody     = 16 << 10 // octets
	maxHeader   = 8 << 10
	headerTime  = 5 * time.Second
	requestTime = 10 * time.Second
	idleTime    = 15 * time.Second
	writeTime   = 10 * time.Second // for a caller that does not read
	closeTime   = 5 * time.Second  // for what is in work when the appliance stops
)

// Serve answers until the context ends, and closes the listener. What is in work
// then is finished.
func (l *Listener) Serve(ctx context.Context, a Appliance) error {
	s := &http.Server{
		Handler:           routes(a, l.group),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, callerKey{}, &c.(*connection).caller)
		},
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("admin socket %s: %w", l.path, errors.Join(err, l.Close()))
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	if s.Shutdown(grace) != nil {
		return s.Close()
	}
	return nil
}

type callerKey struct{}

func callerOf(r *http.Request) *caller { return r.Context().Value(callerKey{}).(*caller) }

// api is the appliance behind HTTP.
type api struct {
	appliance Appliance
	group     uint32
}

func routes(appliance Appliance, group uint32) http.Handler {
	a := &api{appliance, group}
	m := http.NewServeMux()
	m.HandleFunc("GET "+pathStatus, func(w http.ResponseWriter, _ *http.Request) { answer(w, a.appliance.Status().whole()) })
	m.HandleFunc("GET "+pathPeers, func(w http.ResponseWriter, _ *http.Request) { answer(w, orEmpty(a.appliance.Peers())) })
	m.HandleFunc("GET "+pathReport, func(w http.ResponseWriter, _ *http.Request) { answer(w, a.appliance.Report()) })
	m.HandleFunc("POST "+pathLevel, a.level)
	m.HandleFunc("POST "+pathObserveAll, a.observeAll)
	m.HandleFunc("POST "+pathReload, a.reload)
	return m
}

func (a *api) level(w http.ResponseWriter, r *http.Request) {
	var c LevelChange
	if !read(w, r, &c) || !c.DryRun && !a.allowed(w, r) {
		return
	}
	// A caller who hangs up must not leave a change half done.
	done, err := a.appliance.SetLevel(context.WithoutCancel(r.Context()), callerOf(r).Actor, c)
	outcome(w, done, err)
}

func (a *api) observeAll(w http.ResponseWriter, r *http.Request) {
	var c ObserveAllChange
	if !read(w, r, &c) || !a.allowed(w, r) {
		return
	}
	done, err := a.appliance.ObserveAll(context.WithoutCancel(r.Context()), callerOf(r).Actor, c.On, c.Reason)
	outcome(w, done, err)
}

func (a *api) reload(w http.ResponseWriter, r *http.Request) {
	if !a.allowed(w, r) {
		return
	}
	done, err := a.appliance.Reload(context.WithoutCancel(r.Context()), callerOf(r).Actor)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, failure{Error: err.Error()})
		return
	}
	answer(w, done.whole())
}

func (a *api) allowed(w http.ResponseWriter, r *http.Request) bool {
	if err := callerOf(r).mayChange(a.group); err != nil {
		fail(w, http.StatusForbidden, failure{Error: err.Error()})
		return false
	}
	return true
}

// read takes a request's body apart and checks it. A key that is not known may be
// a limit that the caller relies on, so it is refused.
func read(w http.ResponseWriter, r *http.Request, into interface{ Check() error }) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		fail(w, http.StatusRequestEntityTooLarge, failure{Error: fmt.Sprintf("the request is larger than %d octets", large.Limit)})
		return false
	}
	if err != nil {
		err = fmt.Errorf("the request: %w", err)
	} else {
		err = into.Check()
	}
	if err != nil {
		fail(w, http.StatusBadRequest, failure{Error: err.Error()})
	}
	return err == nil
}

func outcome(w http.ResponseWriter, done Outcome, err error) {
	done = done.whole()
	switch {
	case err == nil:
		answer(w, done)
	case errors.Is(err, ErrUnknownName):
		fail(w, http.StatusNotFound, failure{Error: err.Error()})
	default:
		fail(w, http.StatusInternalServerError, failure{Error: err.Error(), Outcome: &done})
	}
}

func answer(w http.ResponseWriter, body any) { send(w, http.StatusOK, body) }

func fail(w http.ResponseWriter, status int, body failure) { send(w, status, body) }

func send(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written as JSON"}`)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // a connection always has one
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // whoever has hung up gets nothing
}

// whole makes absent lists empty ones: [] and not null.
func (s Status) whole() Status {
	s.Links, s.Filters, s.Problems = orEmpty(s.Links), orEmpty(s.Filters), orEmpty(s.Problems)
	return s
}

func (o Outcome) whole() Outcome {
	o.Changed, o.Problems = orEmpty(o.Changed), orEmpty(o.Problems)
	return o
}

func (r Reloaded) whole() Reloaded {
	r.Difference, r.Warnings = orEmpty(r.Difference), orEmpty(r.Warnings)
	return r
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
