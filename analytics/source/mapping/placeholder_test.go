package mapping

import (
	"strings"
	"testing"
)

// TestPlaceholders types the words of questions that stand for what only the
// user knows.
func TestPlaceholders(t *testing.T) {
	for _, c := range []struct {
		flags Flags
		want  string
	}{
		{Flags{TZ: placeZone}, "stands for the name of a zone; write yours, such as --tz Europe/Berlin"},
		{Flags{TimeFormat: placeYear}, "stands for a year; write the year"},
		{Flags{TimeFormat: placeDay}, "stands for a day; write the day"},
		{Flags{Map: []string{"timestamp=" + placeColumn}}, "COLUMN stands for the name of a column"},
	} {
		if _, err := c.flags.Parse(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.flags, err, c.want)
		}
	}
}
