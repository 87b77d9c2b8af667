//go:build !unix

package tui

import (
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

// endingSignals are the signals that end the program after it has restored the
// terminal.
var endingSignals = []os.Signal{os.Interrupt}

// canSuspend reports whether ctrl+z works.
func canSuspend() bool { return false }

// signalNumber returns the number of s.
func signalNumber(os.Signal) int { return interruptSignal }

// suspend does nothing: there is no suspension here.
func suspend() tea.Cmd { return nil }

// watchStops does nothing either.
func (e *ending) watchStops(func()) (end func()) { return func() {} }
