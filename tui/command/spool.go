package command

import (
	"os"

	"network-analytics/analytics"
)

// spool is a temporary file that goes away with the process, however it ends.
type spool struct{ *os.File }

// openSpool makes the file for rows that do not fit into memory.
func openSpool() (analytics.Spool, error) {
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
