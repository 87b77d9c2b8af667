// Package termguard keeps the program from asking the terminal questions
// before main has even begun.
//
// A library below the terminal dashboard asks the terminal for its background
// colour while packages are initialised, and waits up to five seconds for an
// answer. A terminal that never answers (ssh -tt from a script, expect, a CI
// runner's pty, some web consoles) makes every command hang for that long, even
// --help, and the query's bytes land in the output. The query is left out when
// TERM says that the terminal is dumb.
//
// This package therefore sets TERM to dumb in its own init. Go initialises
// packages in the order of their import dependencies and among equals by path;
// a package that imports nothing but os is always ready before one that needs
// half of the standard library. That is why nothing else may be imported here.
// Main calls Restore as its first statement, before anything reads TERM.
package termguard

import "os"

const variable = "TERM"

// saved is TERM as the user set it; had tells an empty TERM from none.
var saved, had = os.LookupEnv(variable)

func init() { _ = os.Setenv(variable, "dumb") }

// Restore gives TERM back the value it had when the program started, or removes
// it when it had none. Calling it again is harmless.
func Restore() {
	if had {
		_ = os.Setenv(variable, saved)
		return
	}
	_ = os.Unsetenv(variable)
}
