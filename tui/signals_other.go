//go:build !unix

package tui

import "os"

// endingSignals are the signals that end the program after it has restored the
// terminal.
var endingSignals = []os.Signal{os.Interrupt}

// canSuspend reports whether ctrl+z works.
func canSuspend() bool { return false }

// signalNumber returns the number of s.
func signalNumber(os.Signal) int { return interruptSignal }
