//go:build unix

package tui

import (
	"os"
	"syscall"
)

// endingSignals are the signals that end the program after it has restored the
// terminal.
var endingSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// canSuspend says that ctrl+z works.
const canSuspend = true

// signalNumber returns the number of s.
func signalNumber(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return int(n)
	}
	return interruptSignal
}
