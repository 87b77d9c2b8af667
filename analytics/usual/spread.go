package usual

import (
	"math"
)

// atLevel returns the share of the rows that have exactly one value, the median.
func (f *fitter) atLevel(level float64) float64 {
	n := 0
	for _, v := range f.value {
		n += one(v == level)
	}
	return float64(n) / float64(len(f.value))
}

// A stretch of many rows that are all out of the usual is an event, and tells
// nothing of how much rows usually differ; where there are many of them it does.
const (
	longRows   = 12   // of a stretch; fewer in a trace of few rows
	longEvery  = 20   // rows of a trace for one of a stretch
	longLeast  = 4    // rows of a stretch, at least
	longClip   = 4.0  // spreads that one row counts there, of which the mean is 3
	fewLong    = 2    // stretches
	longShare  = 0.02 // of the rows, at least: less matters little
	longMostly = 0.45 // at most
)

// calm returns the rows of rest without those of one or two long stretches that
// are out of the usual by so many spreads.
func (f *fitter) calm(spread float64) []float64 {
	n := len(f.rest)
	rows := max(longLeast, min(longRows, n/longEvery))
	f.rested = f.rested[:0]
	taken, until, stretches, sum := 0, 0, 0, 0.0
	for i, r := range f.rest {
		sum += clip(r/spread, longClip)
		if i >= rows {
			sum -= clip(f.rest[i-rows]/spread, longClip)
		}
		if i < rows-1 || math.Abs(sum) < near*float64(rows) {
			continue
		}
		from := max(until, i-rows+1)
		stretches += one(until == 0 || from-until > rows)
		f.rested = append(f.rested, f.rest[until:from]...)
		taken += i + 1 - from
		until = i + 1
	}
	share := float64(taken) / float64(n)
	if stretches == 0 || stretches > fewLong || share < longShare || share > longMostly {
		return f.rest
	}
	f.rested = append(f.rested, f.rest[until:]...)
	return f.rested
}

// spread returns the robust standard deviation of rest, with the correction for
// heavy tails. explained rows are 0 because they are themselves the medians that
// were subtracted: the median looks past them. share of the rows have the same
// value.
func (f *fitter) spread(explained int, least, share float64) float64 {
	f.sort = f.sort[:0]
	for _, r := range f.rest {
		f.sort = append(f.sort, math.Abs(r))
	}
	calm := f.calm(max(madScale*median(f.sort), least))
	n := len(calm)
	f.sort = sized(f.sort, n)
	var sum, square, size float64
	for i, r := range calm {
		sum += r
		square += r * r
		size += math.Abs(r)
		f.sort[i] = math.Abs(r)
	}
	mean := sum / float64(n)
	std := math.Sqrt(max(0, square/float64(n)-mean*mean))
	explained = min(explained, n/2)
	from, rest := 0, f.sort // what is at from and after it
	at := func(k int) float64 {
		v := nth(rest, k-from)
		rest, from = rest[k-from:], k
		return v
	}
	g := madScale * at(explained+(n-explained)/2)
	if g == 0 {
		g = meanScale * size / float64(n)
	}
	wide := at(max(from, int(wideShare*float64(n-1)))) / wideNormal
	s := max(g, wide, stdShare*std, least)
	if share > modeShare {
		s = max(std, least)
	}
	if n >= tailSamples {
		s *= math.Sqrt(max(1, at(int(tailShare*float64(n-1)))/s/tailNormal))
	}
	return s
}

// shrink moves level and spread towards the peers as far as the own samples are
// few. The spread weighs n/(n+60). The level weighs by how far devices differ and
// how sure the own median is, so that a device far from the others stays there.
func (b *Baseline) shrink(p Prior) {
	n := float64(b.N)
	w := n / (n + ownSamples)
	noise := medianNoise * b.Spread * b.Spread / n
	own := 1.0
	if noise > 0 {
		own = p.Differ * p.Differ / (p.Differ*p.Differ + noise)
	}
	if b.relative && p.Level > 0 { // as a share of the level
		b.share = w*b.share + (1-w)*p.Spread/p.Level
	} else {
		b.Spread = w*b.Spread + (1-w)*p.Spread
	}
	move := (1 - own) * (p.Level - b.Level)
	b.Level += move
	for i := range b.line.value {
		b.line.value[i] += move
	}
	if b.relative {
		b.Spread = max(b.share*b.Level, b.least)
	}
	b.shrunk = w < 0.9
}
