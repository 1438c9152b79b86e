package lab

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// output collects what a process writes; it may be read at any time.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// Process is a program that runs inside a namespace.
type Process struct {
	Stdout, Stderr *output

	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended and was reaped
	err  error         // of Wait
}

// Launch starts a program in a folder, inside a namespace, until the test ends.
func (n *Namespace) Launch(t testing.TB, dir, name string, args ...string) *Process {
	t.Helper()
	p := &Process{Stdout: &output{}, Stderr: &output{}, cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, p.Stdout, p.Stderr
	if err := n.Start(p.cmd); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(p.Kill)
	return p
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the process with SIGKILL and returns when the kernel has taken down
// all that it had open.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Signal sends a signal.
func (p *Process) Signal(s syscall.Signal) error { return p.cmd.Process.Signal(s) }

// Ended reports whether the process has ended.
func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Wait waits for the process to end by itself and returns its exit status.
func (p *Process) Wait(most time.Duration) (int, error) {
	select {
	case <-p.done:
	case <-time.After(most):
		return -1, fmt.Errorf("%s still runs after %s", p.cmd.Path, most)
	}
	var exit *exec.ExitError
	if p.err != nil && !errors.As(p.err, &exit) {
		return -1, p.err
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

// CPU returns the processor time that all threads of the process have used so
// far, in user and kernel mode (clock_getcpuclockid(3)).
func (p *Process) CPU() (time.Duration, error) {
	const scheduler = 2 // CPUCLOCK_SCHED: as the scheduler counts it
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^p.PID()<<3|scheduler), &at); err != nil {
		return 0, fmt.Errorf("processor time of %s: %w", p.cmd.Path, err)
	}
	return time.Duration(at.Nano()), nil
}

// Eventually polls until cond holds, and fails the test with what if it does
// not within most.
func Eventually(t testing.TB, most time.Duration, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(most); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", most, what)
		}
	}
}
