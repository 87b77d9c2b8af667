package filter

import "network-analytics/analytics/record"

// nearest returns the candidate at most two typing errors away, "" for none.
func nearest(word string, candidates []string) string {
	best, least := "", 3
	for _, c := range candidates {
		if d := record.Distance(word, c); d < least && d < len(c)-1 {
			best, least = c, d
		}
	}
	return best
}
