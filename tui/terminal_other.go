//go:build !unix

package tui

import (
	"os"
	"runtime"

	"github.com/charmbracelet/x/term"
)

const windows = runtime.GOOS == "windows"

// canReadKeys reports whether the console can deliver keys; the library opens
// it by itself when standard input is something else.
func canReadKeys() bool { return windows || term.IsTerminal(os.Stdin.Fd()) }

// queryBackground does not ask: consoles here do not answer in time.
func queryBackground() (dark, known bool, typed []byte) { return false, false, nil }
