package chart

import (
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// TestBoard compares a picture of all charts per theme; "go test -update"
// rewrites the files, which show the colours when printed on a terminal.
func TestBoard(t *testing.T) {
	for _, o := range []ThemeOptions{
		{Profile: None}, {Profile: None, ASCII: true}, {Profile: Mono},
		{Profile: ANSI16}, {Profile: ANSI16, Light: true},
		{Profile: ANSI256}, {Profile: ANSI256, Light: true},
		{Profile: TrueColor}, {Profile: TrueColor, Light: true},
	} {
		theme := NewTheme(o)
		t.Run(theme.name(), func(t *testing.T) {
			golden.RequireEqual(t, []byte(board(theme)+"\n"))
		})
	}
}
