//go:build !unix

package tui

// The dashboard as a program of its own is tested on Unix only.
const childMode = "TUI_TEST_CHILD"

func child(string) {}
