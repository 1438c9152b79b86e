//go:build !linux

package kernel

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

var errElsewhere = fmt.Errorf("kernel SCTP needs Linux, this is %s: %w", runtime.GOOS, errors.ErrUnsupported)

// Listen says that there is no kernel SCTP here.
func (Backend) Listen(assoc.Endpoint, assoc.Config) (assoc.Listener, error) {
	return nil, errElsewhere
}

// Dial says that there is no kernel SCTP here.
func (Backend) Dial(context.Context, assoc.Endpoint, assoc.Endpoint, assoc.Config) (assoc.Association, error) {
	return nil, errElsewhere
}
