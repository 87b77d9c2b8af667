package usual

import (
	"math"
	"slices"
)

// A trace of less than three days does not tell what a time of the day is like. Its
// usual is the level around, which may drift as load does over a day, bridged
// where the level steps away and back.
const (
	bridgeRows   = 3    // rows of a block, at least
	bridgeBlocks = 96   // at most: a quarter of an hour of a day
	bridgeLeast  = 8    // blocks, at least
	bridgeFewer  = 24   // blocks to which they are halved, to see smaller steps
	edgeTimes    = 6    // what blocks differ by, usually: a step between two blocks
	edgeSpreads  = 2    // and the spread of rows within blocks, and the smallest spread
	edgeSharp    = 0.7  // of the step over six blocks: what is slower is load
	edgeShare    = 0.35 // of the largest step
	mostEdges    = 8    // of a trace: more are how it is
	mostAway     = 0.45 // of the trace
	mostOpen     = 0.8  // of it, where one step goes away and none comes back
	trendBlocks  = 4    // that one knot of the level is the median of
	trendClear   = 0.7  // spreads that levels differ by, usually: less is one level
)

// edge is a step of the level between blocks.
type edge struct {
	first, last int // blocks of which it may be a part
	up          bool
}

// bridge learns the level of a trace that is too short for a season, and takes the
// rows out of the fit where the level has stepped away from it.
func (f *fitter) bridge(b *Baseline, least float64) {
	n := len(f.value)
	k := min(n/bridgeRows, bridgeBlocks)
	b.line = line{[]int64{f.time[0]}, []float64{b.Level}}
	if k >= bridgeLeast {
		f.blocks(k)
		spread := max(f.noise(k), least)
		away, found := f.away(b, spread, least)
		for fewer := k / 2; fewer >= bridgeFewer && !found; fewer /= 2 {
			f.blocks(fewer)
			away, found = f.away(b, spread, least)
		}
		if !found && len(away) < k {
			f.blocks(k)
			away = make([]bool, k)
		}
		if found {
			f.keep(away)
			f.sort = append(f.sort[:0], f.value...)
			b.Level = median(f.sort)
			b.line.value[0] = b.Level
		}
		f.knots(b, away, spread)
	}
	f.line = line{append(f.line.time[:0], b.line.time...), append(f.line.value[:0], b.line.value...)}
	f.rest = append(f.rest[:0], f.value...)
}

// blocks sets raw to the medians of k blocks of equally many rows, and behind them
// to the robust standard deviations of their rows.
func (f *fitter) blocks(k int) {
	n := len(f.value)
	f.raw = sized(f.raw, 2*k)
	f.middle = f.middle[:0]
	for i := range k {
		from, to := i*n/k, (i+1)*n/k
		v := append(f.sort[:0], f.value[from:to]...)
		f.sort = v
		m := median(v)
		for r := range v {
			v[r] = math.Abs(v[r] - m)
		}
		f.raw[i], f.raw[k+i] = m, madScale*median(v)
		f.middle = append(f.middle, f.time[(from+to-1)/2])
	}
}

// noise returns the median of the robust standard deviations of k blocks.
func (f *fitter) noise(k int) float64 {
	f.sort = append(f.sort[:0], f.raw[k:2*k]...)
	return median(f.sort)
}

// away tells the blocks where the level has stepped away from the usual one, if
// there are any.
func (f *fitter) away(b *Baseline, spread, least float64) (away []bool, found bool) {
	k := len(f.middle)
	level := append([]float64(nil), f.raw[:k]...)
	away = make([]bool, k)
	if (b.relative || b.grows) && slices.Min(level) > 0 { // they step by a share
		spread, least = spread/b.Level, least/b.Level
		for i := range level {
			level[i] = math.Log(level[i])
		}
	}
	step := func(i, reach int) float64 { return level[min(k-1, i+reach)] - level[max(0, i-reach)] }
	f.sort = f.sort[:0]
	for i := 1; i < k-1; i++ {
		f.sort = append(f.sort, math.Abs(step(i, 1)))
	}
	limit := max(edgeTimes*madScale*median(f.sort), edgeSpreads*spread, edgeSpreads*least, edgeShare*slices.Max(f.sort))
	var edges []edge
	for i := 1; i < k-1; i++ {
		s := step(i, 1)
		if math.Abs(s) < limit || math.Abs(s) < edgeSharp*math.Abs(step(i, 3)) {
			continue
		}
		if n := len(edges); n > 0 && edges[n-1].up == (s > 0) {
			edges[n-1].last = i
			continue
		}
		edges = append(edges, edge{i, i, s > 0})
	}
	if len(edges) == 0 || len(edges) > mostEdges {
		return away, false
	}
	// The level is away in every second stretch between edges: in the first, or not.
	mark := func(first bool) (share float64) {
		clear(away)
		from, bad, begin := 0, first, 0.0
		for i := 0; i <= len(edges); i++ {
			to, end := k, float64(k)
			if i < len(edges) {
				to, end = edges[i].first, float64(edges[i].first+edges[i].last+1)/2
				if bad {
					to = edges[i].last + 1
				}
			}
			for ; from < to; from++ {
				away[from] = bad
			}
			if bad {
				share += (end - begin) / float64(k)
			}
			bad, begin = !bad, end
		}
		return share
	}
	harmful := b.harm > 0
	early := edges[0].up != harmful // the first stretch is the harmful one
	most := mostAway
	if len(edges) == 1 && !early {
		most = mostOpen
	}
	if mark(early) <= most || mark(!early) <= mostAway {
		return away, true
	}
	clear(away)
	return away, false
}

// keep takes the rows of blocks that are away out of the fit.
func (f *fitter) keep(away []bool) {
	n, k, kept := len(f.value), len(away), 0
	for i := range k {
		if away[i] {
			continue
		}
		for r := i * n / k; r < (i+1)*n/k; r++ {
			f.time[kept], f.value[kept] = f.time[r], f.value[r]
			kept++
		}
	}
	f.time, f.value = f.time[:kept], f.value[:kept]
}

// knots makes the level a line where it drifts by more than a spread: through
// medians of blocks that are in a row, and straight over the others.
func (f *fitter) knots(b *Baseline, away []bool, spread float64) {
	var l line
	k := len(away)
	for from := 0; from < k; {
		if away[from] {
			from++
			continue
		}
		to := from
		for to < k && !away[to] {
			to++
		}
		parts := max(1, (to-from)/trendBlocks)
		for p := range parts {
			lo, hi := from+(to-from)*p/parts, from+(to-from)*(p+1)/parts
			f.sort = append(f.sort[:0], f.raw[lo:hi]...)
			l.time = append(l.time, f.middle[lo]+(f.middle[hi-1]-f.middle[lo])/2)
			l.value = append(l.value, median(f.sort))
		}
		from = to
	}
	f.sort = f.sort[:0]
	for _, v := range l.value {
		f.sort = append(f.sort, math.Abs(v-b.Level))
	}
	if len(l.value) < 2 || madScale*median(f.sort) <= trendClear*spread {
		return
	}
	b.line = line{l.time, slices.Clone(l.value)}
	for i := 1; i+1 < len(l.value); i++ {
		b.line.value[i] = middle(l.value[i-1], l.value[i], l.value[i+1])
	}
}
