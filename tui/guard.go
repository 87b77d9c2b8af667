package tui

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Interrupted is returned by Run when a signal, or ctrl+c, ended the program.
type Interrupted struct {
	Signal int // signal number; 2 for ctrl+c
}

// Error names the signal.
func (e Interrupted) Error() string { return fmt.Sprintf("interrupted by signal %d", e.Signal) }

// ExitCode returns 128 + the signal number, as shells do.
func (e Interrupted) ExitCode() int { return 128 + e.Signal }

// Crash is returned by Run when code of the dashboard, of the analysis or of an
// export panicked. The terminal is restored by then.
type Crash struct {
	Value any    // what was passed to panic
	Stack []byte // stack of the goroutine that panicked
}

// Error says what happened in one line; Stack has the rest.
func (e Crash) Error() string { return fmt.Sprintf("internal error: %v", e.Value) }

// ExitCode returns 70, the code for a fault of the program itself.
func (e Crash) ExitCode() int { return 70 }

// interruptSignal is the number of SIGINT on every system.
const interruptSignal = 2

// ending is shared by all goroutines of a run: the first reason to end wins and
// stops the program.
type ending struct {
	mu   sync.Mutex
	err  error
	stop func() // ends the program without a further frame; may be nil

	running int           // background jobs at work
	closed  bool          // no job may begin any more
	idle    chan struct{} // closed when the last job ends after closed was set
}

// end records why the program ends, unless that is known already, and stops it.
func (e *ending) end(err error) {
	e.mu.Lock()
	if e.err == nil {
		e.err = err
	}
	stop := e.stop
	e.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// reason returns what end recorded first, nil for nothing.
func (e *ending) reason() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// recovered turns a panic into the reason to end. Defer it.
func (e *ending) recovered() {
	if v := recover(); v != nil {
		e.end(Crash{Value: v, Stack: debug.Stack()})
	}
}

// guard makes a command safe: a panic in it ends the program with the terminal
// restored, where the library alone would print it on the alternate screen.
func (e *ending) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer e.recovered()
		return cmd()
	}
}

// work is guard for a background job: Run waits a moment for it when the
// program ends, so that an export can take its temporary files away. A job that
// has not begun by then is dropped.
func (e *ending) work(cmd tea.Cmd) tea.Cmd {
	return e.guard(func() tea.Msg {
		if !e.begin() {
			return nil
		}
		defer e.finish()
		return cmd()
	})
}

func (e *ending) begin() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed {
		e.running++
	}
	return !e.closed
}

func (e *ending) finish() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running--; e.closed && e.running == 0 {
		close(e.idle)
	}
}

// wait lets no job begin any more and returns when none runs, at the latest
// after limit.
func (e *ending) wait(limit time.Duration) {
	e.mu.Lock()
	e.closed, e.idle = true, make(chan struct{})
	idle, running := e.idle, e.running
	e.mu.Unlock()
	if running == 0 {
		return
	}
	select {
	case <-idle:
	case <-time.After(limit):
	}
}

// safeGo is the only way to start a goroutine in this package: a panic in a
// bare one would leave the terminal in raw mode.
func (e *ending) safeGo(f func()) {
	go func() { // guarded: the one place where it is allowed
		defer e.recovered()
		f()
	}()
}
