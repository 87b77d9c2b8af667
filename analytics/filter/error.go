package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"network-analytics/analytics/record"
)

// SyntaxError says what is wrong with an expression and where. It is a
// *record.Error of KindUsage to errors.As.
type SyntaxError struct {
	Flag   string // the flag that held the expression, "" for none
	Text   string // the expression
	Offset int    // in bytes
	What   string
}

// Position returns the place of the fault in characters, from 1.
func (e *SyntaxError) Position() int { return utf8.RuneCountInString(e.Text[:e.Offset]) + 1 }

// Error returns "--where: position 14: what is wrong".
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("position %d: %s", e.Position(), e.What)
	if e.Flag != "" {
		s = e.Flag + ": " + s
	}
	return s
}

// Unwrap gives the error its kind.
func (e *SyntaxError) Unwrap() error {
	return &record.Error{Kind: record.KindUsage, What: e.Error()}
}

// caretRoom is how many characters of a long expression are shown before the
// fault and from it on.
const caretRoom = 36

// Caret returns the expression on one line, made safe to print and cut around
// the fault when it is long, and a line with a caret below the fault. width
// measures texts in cells of the terminal.
func (e *SyntaxError) Caret(width func(string) int) (text, caret string) {
	before, after := []rune(e.Text[:e.Offset]), []rune(e.Text[e.Offset:])
	left, right := "", ""
	if len(before) > caretRoom {
		left, before = "…", before[len(before)-caretRoom:]
	}
	if len(after) > caretRoom {
		after, right = after[:caretRoom], "…"
	}
	head := left + record.CleanText(string(before))
	return head + record.CleanText(string(after)) + right, strings.Repeat(" ", width(head)) + "^"
}
