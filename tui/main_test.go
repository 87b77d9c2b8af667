package tui

import (
	"os"
	"testing"

	"network-analytics/tui/termguard"
)

func TestMain(m *testing.M) {
	termguard.Restore()
	if mode := os.Getenv(childMode); mode != "" {
		child(mode)
	}
	os.Exit(m.Run())
}
