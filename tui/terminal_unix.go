//go:build unix

package tui

import (
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

const windows = false

// canReadKeys reports whether standard input or the controlling terminal can
// deliver keys.
func canReadKeys() bool {
	if term.IsTerminal(os.Stdin.Fd()) {
		return true
	}
	f, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// queryBackground asks the terminal for its background colour and waits at most
// askLimit. typed holds the bytes the user typed meanwhile.
func queryBackground() (dark, known bool, typed []byte) {
	fd, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, false, nil
	}
	defer unix.Close(fd)
	// A program in the background would be stopped by the write.
	if group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err != nil || group != unix.Getpgrp() {
		return false, false, nil
	}
	before, err := term.MakeRaw(uintptr(fd))
	if err != nil {
		return false, false, nil
	}
	defer term.Restore(uintptr(fd), before) //nolint:errcheck // nothing left to try
	if _, err := unix.Write(fd, []byte(askBackground)); err != nil {
		return false, false, nil
	}
	var in []byte
	for deadline := time.Now().Add(askLimit); ; {
		left := time.Until(deadline)
		if left <= 0 || !readable(fd, left) {
			return dark, known, typed
		}
		buf := make([]byte, 256)
		n, err := unix.Read(fd, buf)
		if err != nil || n <= 0 {
			return dark, known, typed
		}
		in = append(in, buf[:n]...)
		var done bool
		if dark, known, done, typed = parseBackground(in); done {
			return dark, known, typed
		}
	}
}

// readable waits until fd has input, at most as long as limit.
func readable(fd int, limit time.Duration) bool {
	deadline := time.Now().Add(limit)
	for {
		var set unix.FdSet
		if fd >= len(set.Bits)*unix.NFDBITS {
			return false
		}
		set.Zero()
		set.Set(fd)
		wait := unix.NsecToTimeval(int64(max(0, time.Until(deadline))))
		n, err := unix.Select(fd+1, &set, nil, nil, &wait)
		if err != unix.EINTR {
			return err == nil && n > 0
		}
	}
}
