package tui

import "os"

// Begin and end of a synchronised update: a terminal that knows the mode shows
// the frame at once, any other ignores the sequences.
const (
	syncBegin = "\x1b[?2026h"
	syncEnd   = "\x1b[?2026l"
)

// syncOut is a terminal that shows every write as a whole, so that no frame is
// seen half drawn. It stays a file, which the library needs for the size.
type syncOut struct{ *os.File }

// Write writes p between the marks in one system call.
func (o syncOut) Write(p []byte) (int, error) {
	buf := make([]byte, 0, len(p)+len(syncBegin)+len(syncEnd))
	buf = append(buf, syncBegin...)
	buf = append(buf, p...)
	buf = append(buf, syncEnd...)
	n, err := o.File.Write(buf)
	return max(0, min(n-len(syncBegin), len(p))), err
}
