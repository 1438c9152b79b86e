package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
)

// ErrNotReachable says that no appliance answers on the socket.
var ErrNotReachable = errors.New("the appliance is not reachable")

// Refusal is the error of an appliance that did not do what it was asked, or did
// it but could not make it last.
type Refusal struct {
	Status  int // of HTTP
	Text    string
	Outcome *Outcome // what holds nevertheless; nil: nothing changed
}

func (r *Refusal) Error() string { return r.Text }

// Client talks to a running appliance. It is safe for concurrent use.
type Client struct {
	socket string
	http   http.Client
}

// How long an answer may take. Changes wait for disks, reloads compile modules.
const (
	readTime   = 10 * time.Second
	changeTime = 60 * time.Second
	reloadTime = 5 * time.Minute
	maxAnswer  = 64 << 20 // octets
)

// NewClient returns a client for the socket at a path. It does not connect yet.
func NewClient(socket string) *Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
	return &Client{socket: socket, http: http.Client{Transport: &http.Transport{DialContext: dial, MaxIdleConns: 1, IdleConnTimeout: idleTime / 2}}}
}

// Close ends connections that are kept for the next request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Status returns the appliance as a whole.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	err = c.ask(ctx, readTime, http.MethodGet, pathStatus, nil, &s)
	return s, err
}

// Peers returns every interconnect, then every operator.
func (c *Client) Peers(ctx context.Context) (list []Peer, err error) {
	err = c.ask(ctx, readTime, http.MethodGet, pathPeers, nil, &list)
	return list, err
}

// Report returns what was judged since the start.
func (c *Client) Report(ctx context.Context) (*report.Report, error) {
	var r report.Report
	err := c.ask(ctx, readTime, http.MethodGet, pathReport, nil, &r)
	return &r, err
}

// SetLevel changes a level. With a [Refusal] that has an outcome, that is returned
// too.
func (c *Client) SetLevel(ctx context.Context, change LevelChange) (Outcome, error) {
	return c.change(ctx, pathLevel, change)
}

// ObserveAll turns the global observe mode on or off.
func (c *Client) ObserveAll(ctx context.Context, on bool, reason string) (Outcome, error) {
	return c.change(ctx, pathObserveAll, ObserveAllChange{on, reason})
}

// Reload makes the appliance read its configuration again.
func (c *Client) Reload(ctx context.Context) (r Reloaded, err error) {
	return r, c.ask(ctx, reloadTime, http.MethodPost, pathReload, nil, &r)
}

func (c *Client) change(ctx context.Context, path string, body any) (done Outcome, err error) {
	err = c.ask(ctx, changeTime, http.MethodPost, path, body, &done)
	var r *Refusal
	if errors.As(err, &r) && r.Outcome != nil {
		done = *r.Outcome
	}
	return done, err
}

// ask sends one request and reads the answer into a value.
func (c *Client) ask(ctx context.Context, patience time.Duration, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := newRequest(ctx, method, path, body)
	if err != nil {
		return err
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return c.notReachable(err, patience)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return c.notReachable(err, patience)
	}
	if answer.StatusCode != http.StatusOK {
		return refusal(answer, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the answer on %s: %w", c.socket, err)
	}
	return nil
}

func newRequest(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	return http.NewRequestWithContext(ctx, method, "http://portcullis"+path, bytes.NewReader(text))
}

func refusal(answer *http.Response, text []byte) error {
	var f failure
	if err := json.Unmarshal(text, &f); err != nil || f.Error == "" {
		f.Error = "the appliance answers " + answer.Status // another version, or no appliance at all
	}
	return &Refusal{answer.StatusCode, f.Error, f.Outcome}
}

func (c *Client) notReachable(err error, patience time.Duration) error {
	var dial *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%w on %s: interrupted; whether it did what was asked is not known: %w", ErrNotReachable, c.socket, context.Canceled)
	case errors.As(err, &dial) && dial.Op == "dial":
		return fmt.Errorf("%w on %s: %w", ErrNotReachable, c.socket, dial.Err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w on %s: no answer within %s; whether it did what was asked is not known", ErrNotReachable, c.socket, patience)
	}
	return fmt.Errorf("%w on %s: it broke off the connection, and whether it did what was asked is not known: %w", ErrNotReachable, c.socket, err)
}
