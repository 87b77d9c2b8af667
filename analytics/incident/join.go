package incident

import (
	"cmp"
	"math"
	"slices"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

const (
	// longBreach: a broken limit that lasts longer than this, and longBreachShare
	// times as long as an unusual run within it, stays an incident of its own. It
	// tells of a lasting state, the run of an event.
	longBreach      = 24 * int64(3600e9)
	longBreachShare = 4
)

// join groups the findings of one trace that are one incident; the result holds
// their positions in j.Findings, each once. Runs (unusual, broken limit) that
// overlap are one; runs that touch a gap belong to the gap; what is left of them
// and overlaps a shift or a stuck value of the same metrics belongs to that.
func join(j *usual.Judged) [][]int {
	n := len(j.Findings)
	if n == 0 {
		return nil
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	f := j.Findings
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(f[a].Start, f[b].Start), cmp.Compare(f[a].End, f[b].End), cmp.Compare(f[a].Kind, f[b].Kind), cmp.Compare(a, b))
	})
	set := newSets(n)
	pairs := func(slack int64, wanted func(a, b *usual.Finding) bool) {
		var active []int
		for _, b := range order {
			active = slices.DeleteFunc(active, func(a int) bool { return f[a].End+slack < f[b].Start })
			for _, a := range active {
				if wanted(&f[a], &f[b]) {
					set.union(a, b)
				}
			}
			active = append(active, b)
		}
	}
	pairs(j.Step, func(a, b *usual.Finding) bool {
		if run(a) && run(b) {
			return !apart(a, b) && !apart(b, a)
		}
		return a.Kind == b.Kind && a.End >= b.Start && !run(a)
	})
	// What the clusters of runs are now, before gaps and shifts take them.
	first := make([]int, n)
	for i := range first {
		first[i] = set.find(i)
	}
	taken := make([]bool, n)
	pairs(2*j.Step, func(a, b *usual.Finding) bool {
		return a.Kind == usual.Gap && run(b) || b.Kind == usual.Gap && run(a)
	})
	for i := range f {
		if f[i].Kind == usual.Gap {
			taken[set.find(i)] = true
		}
	}
	metrics := make([]uint8, n) // by cluster of runs
	for i := range f {
		if run(&f[i]) {
			metrics[first[i]] |= mask(&f[i])
		}
	}
	at := make(map[*usual.Finding]int, n)
	for i := range f {
		at[&f[i]] = i
	}
	swallowed := make([]bool, n) // clusters
	pairs(0, func(a, b *usual.Finding) bool {
		if run(a) {
			a, b = b, a
		}
		i := at[b]
		if run(a) || !run(b) || a.Kind == usual.Gap || taken[set.find(i)] || swallowed[first[i]] || metrics[first[i]]&^mask(a) != 0 {
			return false
		}
		swallowed[first[i]] = true
		return true
	})
	groups := make(map[int][]int, n)
	var roots []int
	for _, i := range order {
		root := set.find(i)
		if groups[root] == nil {
			roots = append(roots, root)
		}
		groups[root] = append(groups[root], i)
	}
	out := make([][]int, len(roots))
	for i, root := range roots {
		out[i] = groups[root]
	}
	return out
}

// run reports whether a finding is a stretch of bad samples.
func run(f *usual.Finding) bool { return f.Kind == usual.Unusual || f.Kind == usual.Breach }

// apart reports whether a is a broken limit so much longer than the unusual run b
// that they are two things.
func apart(a, b *usual.Finding) bool {
	length := a.End - a.Start
	return a.Kind == usual.Breach && b.Kind == usual.Unusual && length > longBreach && length > longBreachShare*(b.End-b.Start)
}

// mask is the set of metrics that take part.
func mask(f *usual.Finding) uint8 {
	var set uint8
	for m := range record.NumMetrics {
		if f.Metric[m].Part {
			set |= 1 << m
		}
	}
	return set
}

// sets are disjoint sets of small numbers.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// union makes one set of two; its name is the smaller one.
func (s sets) union(a, b int) {
	a, b = s.find(a), s.find(b)
	s[max(a, b)] = min(a, b)
}

// size is how far a robust z is from 0; an unknown one counts as 0.
func size(z float64) float64 {
	if math.IsNaN(z) {
		return 0
	}
	return math.Abs(z)
}
