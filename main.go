// Command network-analytics reads network telemetry and says what is wrong,
// where and since when: in the terminal, or as a page and tables to send.
package main

import (
	"os"

	"network-analytics/tui/command"
	"network-analytics/tui/termguard"
)

// version is set by release builds with -ldflags "-X main.version=...".
var version = ""

func main() {
	termguard.Restore() // before anything reads TERM
	os.Exit(command.Run(version))
}
