package usual

import (
	"math"

	"network-analytics/analytics/record"
)

// known reports whether the rows of a metric can be scored.
func (j *Judger) known(m record.Metric) bool {
	b := j.out.Baseline[m]
	return b != nil && b.Why == ""
}

// spreads sets z to Z of each row.
func (b *Baseline) spreads(time []int64, v, z []float64) {
	per, perLevel := 1/b.Spread, 1/b.Level
	i, k := 0, 0
	for i < len(time) {
		t := time[i]
		for k < len(b.line.time) && b.line.time[k] <= t {
			k++
		}
		end, base, slope, from := b.line.segment(k)
		part := 0.0
		if b.part != nil {
			at := b.index(t)
			today, slot := record.FloorDiv(t, day)*day, at%b.slots
			if slot == b.slots-1 {
				end = min(end, today+day)
			} else {
				end = min(end, today+int64(slot+1)*b.slot)
			}
			if part = b.part[at]; b.low != nil && b.low[at] != b.high[at] {
				for ; i < len(time) && time[i] < end; i++ {
					z[i] = b.Z(time[i], v[i])
				}
				continue
			}
		}
		if b.relative {
			if b.part == nil {
				part = 1
			}
			for ; i < len(time) && time[i] < end; i++ {
				at := (base + slope*float64(time[i]-from)) * part
				z[i] = (v[i] - at) / max(b.share*at, b.least)
			}
			continue
		}
		base += part
		if b.grows {
			for ; i < len(time) && time[i] < end; i++ {
				at := base + slope*float64(time[i]-from)
				z[i] = (v[i] - at) * per / max(1, at*perLevel)
			}
			continue
		}
		for ; i < len(time) && time[i] < end; i++ {
			z[i] = (v[i] - (base + slope*float64(time[i]-from))) * per
		}
	}
}

// joint sets the joint score of each row, less 3: what the metrics lie beyond 3
// spreads, each at most 7. A metric counts with 0.8 of the row, with the mean of three
// rows in a row or with 1.2 of the mean of twelve, whichever is the largest.
func (j *Judger) joint() {
	j.score = sized(j.score, j.t.Len())
	clear(j.score)
	for m := range record.NumMetrics {
		if !j.known(m) {
			continue
		}
		z := j.z[m]
		from := 0
		for k := 0; k <= len(j.breaks); k++ {
			to := len(z)
			if k < len(j.breaks) {
				to = j.breaks[k]
			}
			if harm[m] > 0 {
				addUp(z[from:to], j.score[from:to])
			} else {
				addDown(z[from:to], j.score[from:to])
			}
			from = to
		}
	}
}

// addUp adds the excess of rows in a row to their scores.
func addUp(z, score []float64) {
	score = score[:len(z)]
	z1, z2, sum := math.NaN(), math.NaN(), 0.0
	for i, z0 := range z {
		mean := (z0 + z1 + z2) / 3
		sum += flat(z0)
		if i >= lastingRows {
			sum -= flat(z[i-lastingRows])
		}
		if z0 > near/loneWeight || mean > near || sum > near*lastingRows/lastingWeight {
			score[i] += excess(z0, mean, sum)
		}
		z1, z2 = z0, z1
	}
}

// addDown does so for a metric where less is harm and more is load.
func addDown(z, score []float64) {
	score = score[:len(z)]
	z1, z2, sum := math.NaN(), math.NaN(), 0.0
	for i, z0 := range z {
		mean := (z0 + z1 + z2) / 3
		sum += flat(z0)
		if i >= lastingRows {
			sum -= flat(z[i-lastingRows])
		}
		if z0 < -near/loneWeight || mean < -near || sum < -near*lastingRows/lastingWeight {
			score[i] += excess(-z0, -mean, -sum)
		} else if z0 > near/loneWeight || mean > near {
			score[i] += loadWeight * excess(z0, mean, 0)
		}
		z1, z2 = z0, z1
	}
}

// flat returns z for the sum of many rows: missing ones count as usual, and none
// counts so much that the sum stays high for long after it.
func flat(z float64) float64 {
	switch {
	case z > lastingMost:
		return lastingMost
	case z < -lastingMost:
		return -lastingMost
	case z != z:
		return 0
	}
	return z
}

// standing returns how far a row stands out, given the mean of three rows, NaN when
// there is none, and the sum of the last twelve. A row that is missing counts
// nothing by itself.
func standing(z0, mean, sum float64) float64 {
	z := sum * (lastingWeight / lastingRows)
	if x := loneWeight * z0; x > z {
		z = x
	}
	if mean > z {
		z = mean
	}
	return z
}

// excess returns by how much a row stands out beyond 3 spreads, 0 to 7.
func excess(z0, mean, sum float64) float64 {
	if z := standing(z0, mean, sum); z > near {
		return min(z-near, clipAbove)
	}
	return 0
}
