package analytics

import (
	"context"

	"network-analytics/analytics/record"
)

// Session keeps the rows of an input so that they can be looked at again and
// again without another reading. Reports may be made one at a time.
type Session struct{}

// OpenSession reads all of a feed. Close the session after use.
func OpenSession(ctx context.Context, feed record.Feed, o Options, progress *record.Progress) (*Session, error) {
	return nil, nil
}

// Report analyses the rows under a view.
func (s *Session) Report(ctx context.Context, v View, progress *record.Progress) (*Report, error) {
	return nil, nil
}

// Rows returns the rows of a view in time order, at most limit of them, and how
// many there are in all. device and region narrow it, empty Raw names do not.
func (s *Session) Rows(ctx context.Context, v View, device, region record.Name, limit int) ([]record.Row, int64, error) {
	return nil, 0, nil
}

// Close lets go of the rows.
func (s *Session) Close() error { return nil }
