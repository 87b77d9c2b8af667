package mapping

import "strings"

// lookUp returns what a column may be by its name alone: by the whole name, by
// the name without a unit, by the last part of a path.
func (p *proposer) lookUp(i int) []match {
	n := &p.names[i]
	if out := whole(n, 0); len(out) > 0 || n.last == "" {
		return out
	}
	s := normalise(n.last)
	if s.unit == "" {
		s.u, s.unit = n.u, n.unit
	}
	return whole(&s, tierPath)
}

// whole looks a name up as it stands and without a unit at its end.
func whole(n *name, penalty int) []match {
	if out := exact(n, penalty); len(out) > 0 || n.unit != "" {
		return out
	}
	if rest, u, text, ok := cutSuffix(n.text); ok {
		if u.dim == amount {
			return nil // "download_bytes" is a volume
		}
		s := normalise(rest)
		s.u, s.unit = u, text
		return exact(&s, penalty)
	}
	if rest, u, text, ok := cutMiddle(n.text); ok {
		s := normalise(rest)
		s.u, s.unit = u, text
		return exact(&s, penalty)
	}
	// "download_mb" may mean anything per second: the unit stays open.
	if i := strings.LastIndexAny(n.text, "_ -."); i > 0 && looseUnits[strings.ToLower(n.text[i+1:])] {
		s := normalise(n.text[:i])
		var out []match
		for _, m := range exact(&s, penalty) {
			if m.field == Traffic && m.role == plain && m.unit == "" {
				out = append(out, m)
			}
		}
		return out
	}
	return nil
}

var looseUnits = map[string]bool{"mbit": true, "mbits": true, "kbit": true, "kbits": true, "gbit": true, "mb": true, "kb": true, "gb": true}

// statistics are words that may follow the unit: "rtt_ms_avg".
var statistics = setOf("avg average mean median p50 p90 p95 p99 min")

// cutMiddle takes the unit out of "rtt_ms_avg".
func cutMiddle(s string) (rest string, u unit, text string, ok bool) {
	i := strings.LastIndexAny(s, "_ -.")
	if i < 0 || !statistics[squash(s[i+1:])] {
		return "", unit{}, "", false
	}
	rest, u, text, ok = cutSuffix(s[:i])
	return rest + s[i:], u, text, ok && u.dim != amount
}
