//go:build unix

package tui

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// endingSignals are the signals that end the program after it has restored the
// terminal.
var endingSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// canSuspend reports whether ctrl+z works: only with a shell above that can
// bring the program back. A program in the process group of its session's
// leader, as in a container or a terminal's -e, has none; the system would not
// stop it, and the library would wait for ever to be continued.
func canSuspend() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != unix.Getpgrp()
}

// signalNumber returns the number of s.
func signalNumber(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return int(n)
	}
	return interruptSignal
}

// stop is what runs while the library has given the terminal back: it stops the
// process group, as a shell expects of ctrl+z, and returns when the shell
// continues it. SIGSTOP is used because the language gives no way back to the
// default of SIGTSTP once that was caught.
type stop struct{}

func (stop) Run() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if err := syscall.Kill(0, syscall.SIGSTOP); err != nil {
		return err
	}
	<-continued
	return nil
}

func (stop) SetStdin(io.Reader)  {}
func (stop) SetStdout(io.Writer) {}
func (stop) SetStderr(io.Writer) {}

// suspend gives the terminal back, stops, and comes back with a ResumeMsg.
func suspend() tea.Cmd {
	return tea.Exec(stop{}, func(error) tea.Msg { return tea.ResumeMsg{} })
}

// watchStops calls f when another program asks this one to stop, so that the
// terminal is given back first. The returned function ends the watch.
func (e *ending) watchStops(f func()) (end func()) {
	if !canSuspend() {
		return func() {}
	}
	stops, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(stops, syscall.SIGTSTP)
	e.safeGo(func() {
		for {
			select {
			case <-stops:
				f()
			case <-done:
				return
			}
		}
	})
	return func() { signal.Stop(stops); close(done) }
}
