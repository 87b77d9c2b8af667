package tui

import (
	"fmt"
	"os"
	"time"

	"github.com/charmbracelet/x/term"

	"network-analytics/analytics/record"
)

const (
	// progressDelay keeps short jobs silent.
	progressDelay = 400 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// ShowProgress keeps one line with the progress of a job without a screen on
// out, as long as that is a terminal that can clear a line; else it does
// nothing. The function it returns takes the line away and must be called.
func ShowProgress(out *os.File, env func(string) string, p *record.Progress) (stop func()) {
	if name := env("TERM"); name == "" || name == "dumb" || !term.IsTerminal(out.Fd()) {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	new(ending).safeGo(func() {
		defer close(done)
		shown := false
		next := time.NewTimer(progressDelay)
		defer next.Stop()
		for {
			select {
			case <-quit:
				if shown {
					fmt.Fprint(out, "\r\x1b[K")
				}
				return
			case <-next.C:
				shown = true
				fmt.Fprint(out, "\r\x1b[K"+progressText(p.Snapshot()))
				next.Reset(progressEvery)
			}
		}
	})
	return func() {
		close(quit)
		<-done
	}
}

// progressText is the progress in at most 79 cells.
func progressText(s record.Snapshot) string {
	text := fmt.Sprintf("%s: %s rows, %s rows/s", s.Stage, record.Count(s.Rows), record.Count(int64(s.RowsPerSecond())))
	if f, ok := s.Fraction(); ok {
		text += fmt.Sprintf(", %.0f %%", 100*f)
	}
	if eta, ok := s.ETA(); ok && s.Stage == record.StageReading {
		text += fmt.Sprintf(", %s left", eta.Round(time.Second))
	}
	return text
}
