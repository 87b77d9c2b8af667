package command

import (
	"os"
	"runtime/debug"

	"network-analytics/analytics"
)

// spool is a temporary file that goes away with the process, however it ends.
type spool struct{ *os.File }

// crowdedPercent quarters the memory that waits for the garbage collector while
// there are many rows. They live as long as the analysis, so that collecting more
// often costs little then; of few rows it would take a third of the time.
const crowdedPercent = 25

// openSpool makes the file for rows that do not fit into memory.
func openSpool() (analytics.Spool, error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(crowdedPercent)
	}
	f, err := os.CreateTemp("", "network-analytics-*.rows")
	if err != nil {
		return nil, err
	}
	// Where an open file can be removed, nothing stays behind even after a kill.
	_ = os.Remove(f.Name())
	return spool{f}, nil
}

// Close removes the file where that was not possible before.
func (s spool) Close() error {
	err := s.File.Close()
	_ = os.Remove(s.Name())
	return err
}
