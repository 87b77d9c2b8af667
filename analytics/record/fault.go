package record

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classes an error by who can mend it; the program's exit code follows it.
type Kind uint8

// The kinds of error. Their exit codes are part of the documented interface.
const (
	KindInternal Kind = iota // a fault of ours: 70
	KindUsage                // wrong use of the program: 2
	KindInput                // input unreadable or nothing usable in it: 3
	KindOutput               // output could not be written: 4
	KindPartial              // a result exists but is incomplete: 5
)

// ExitCode returns the process exit code of a kind.
func (k Kind) ExitCode() int {
	return [...]int{70, 2, 3, 4, 5}[k]
}

// Error says in one sentence what was being read or written, where, what is
// wrong and what to try. Texts that come from data must be cleaned or quoted by
// whoever fills it in.
type Error struct {
	Kind   Kind
	Path   string // file concerned, "" for none
	Line   int64  // from 1; 0 for none
	Column int    // field number from 1; 0 for none
	What   string // what is wrong
	Try    string // what to try, "" for nothing
	Err    error  // cause, nil for none
}

// Error returns "path:line:column: what: cause; try". The path is cleaned here.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(Clean(e.Path))
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
			if e.Column > 0 {
				fmt.Fprintf(&b, ":%d", e.Column)
			}
		}
		b.WriteString(": ")
	}
	b.WriteString(e.What)
	if e.Err != nil {
		b.WriteString(": " + Clean(e.Err.Error()))
	}
	if e.Try != "" {
		b.WriteString("; " + e.Try)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of err: that of the first *Error in its chain, and
// KindInternal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}
