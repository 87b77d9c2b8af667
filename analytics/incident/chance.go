package incident

import (
	"math"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// A device with lone spikes now and then has two of them in a row by chance, too.
const (
	fewBad      = 3     // samples that stand out, up to which a run can be chance
	chanceLevel = 0.002 // probability from which on so many such runs are chance
	standsOut   = 3.0   // spreads
)

// chance tells which findings are no more than what the spikes of the trace make by
// chance. Let s be the samples that stand out alone or in runs of at most fewBad,
// those of one run of k left out and 1 added for what was not seen, or the samples that
// are at least half as far out as the least of the run, if that is more; and p their
// share of the samples. Then a run of k of them within w samples is expected
// s P(Bin(w-1, p) >= k-1) times. Runs of k are chance unless there are so many that
// the Poisson probability of it is below chanceLevel. A single sample always is.
func (x *extraction) chance() []bool {
	out := make([]bool, len(x.j.Findings))
	bad := make([]int, len(out))
	var runs, width [fewBad + 1]int
	alone := 1 + len(x.j.Spikes)
	for i := range x.j.Findings {
		f := &x.j.Findings[i]
		if f.Kind != usual.Unusual {
			continue
		}
		if bad[i] = x.standOut(f); bad[i] > fewBad {
			continue
		}
		alone += bad[i]
		runs[bad[i]]++
		width[bad[i]] = max(width[bad[i]], f.Last-f.First+1)
	}
	for i := range out {
		k := bad[i]
		if x.j.Findings[i].Kind != usual.Unusual || k > fewBad {
			continue
		}
		s := float64(alone - k)
		if k > 1 {
			s = max(s, float64(1+x.alike(i, bad)))
		}
		expected := s * atLeastOf(width[k]-1, k-1, s/float64(x.t.Len()))
		out[i] = k <= 1 || atLeastPoisson(runs[k], expected) > chanceLevel
	}
	return out
}

// standOut counts the samples of a finding where a metric that takes part stands
// out, on the side where it was farthest out.
func (x *extraction) standOut(f *usual.Finding) int {
	count := 0
	for row := f.First; row <= min(f.Last, x.t.Len()-1); row++ {
		count += one(x.farthest(f, row) >= standsOut)
		if count > fewBad {
			break
		}
	}
	return count
}

// alike counts the samples outside a finding, and outside those of many samples, that
// are at least half as far out as the least of its samples that stand out.
func (x *extraction) alike(finding int, bad []int) (count int) {
	f := &x.j.Findings[finding]
	least := math.Inf(1)
	for row := f.First; row <= min(f.Last, x.t.Len()-1); row++ {
		if z := x.farthest(f, row); z >= standsOut {
			least = min(least, z)
		}
	}
	least = max(standsOut, least/2)
	next := 0 // finding that does not end before the row
	for row := 0; row < x.t.Len(); row++ {
		for next < len(bad) && (x.j.Findings[next].Last < row || x.j.Findings[next].Kind != usual.Unusual || next != finding && bad[next] <= fewBad) {
			next++
		}
		if next < len(bad) && x.j.Findings[next].First <= row {
			row = x.j.Findings[next].Last
			continue
		}
		if x.farthest(f, row) >= least {
			count++
		}
	}
	return count
}

// farthest returns how far the metrics that take part in a finding are out in a
// row, in spreads, on the side where they were farthest out.
func (x *extraction) farthest(f *usual.Finding, row int) float64 {
	far := math.Inf(-1)
	for m := range record.NumMetrics {
		if d, b := &f.Metric[m], x.j.Baseline[m]; d.Part && b != nil {
			if z := math.Copysign(1, d.Z) * b.Z(x.t.Time[row], x.value(m, row)); z > far {
				far = z
			}
		}
	}
	return far
}

// atLeastOf is the probability of k or more of n when each has probability p.
func atLeastOf(n, k int, p float64) float64 {
	below := 0.0
	term := math.Pow(1-p, float64(n)) // of none
	for i := range k {
		below += term
		term *= float64(n-i) / float64(i+1) * p / (1 - p)
	}
	return max(0, 1-below)
}

// atLeastPoisson is the probability of k or more events when mean are expected.
func atLeastPoisson(k int, mean float64) float64 {
	below, term := 0.0, math.Exp(-mean)
	for i := range k {
		below += term
		term *= mean / float64(i+1)
	}
	return max(0, 1-below)
}
