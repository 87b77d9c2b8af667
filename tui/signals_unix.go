//go:build unix

package tui

import (
	"os"
	"syscall"

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
