package export

import (
	"fmt"

	"network-analytics/analytics/record"
)

// String tells in one line what was written, safe to print.
func (w Written) String() string {
	if w.Path == Stdout {
		return fmt.Sprintf("wrote %s to %s", size(w.Bytes), standardOutput)
	}
	s := fmt.Sprintf("wrote %s, %s", record.Clean(w.Path), size(w.Bytes))
	if w.Replaced {
		s += ", replaced the previous one"
	}
	return s
}

// size prints a number of bytes in decimal units, as file managers do.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
