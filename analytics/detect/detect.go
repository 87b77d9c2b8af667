// Package detect finds bottlenecks: rows that break a limit or stand out of the
// whole input by their z-score. The rule and the severity are the project's
// fixed reference; see Limits and Severity.
package detect

import (
	"math"
	"strconv"

	"network-analytics/analytics/record"
)

// Limits are the thresholds of the bottleneck rule. A row is a bottleneck when
// a value is above its limit, or when the z-score of its latency or loss is
// above Z.
type Limits struct {
	Latency float64 // ms
	Loss    float64 // percent
	CPU     float64 // percent
	Z       float64 // standard deviations above the mean of the whole input
}

// DefaultLimits are the reference limits.
var DefaultLimits = Limits{Latency: 120, Loss: 2, CPU: 90, Z: 2.5}

// Why is the set of rules a row broke.
type Why uint8

// The rules.
const (
	LatencyLimit Why = 1 << iota
	LossLimit
	CPULimit
	LatencyZ
	LossZ
)

// Population is the mean and the population standard deviation (n, not n-1) of
// one metric over the whole input.
type Population struct {
	N    int64
	Mean float64 // NaN when N = 0
	Std  float64 // NaN when N = 0
}

// Z returns the z-score of v. A standard deviation of 0 counts as 1. It is NaN
// when v is missing or the population is empty.
func (p Population) Z(v float64) float64 {
	std := p.Std
	if std == 0 {
		std = 1
	}
	return (v - p.Mean) / std
}

// Floor returns a value that no v with Z(v) > z is below or at: the v of that z
// with a margin for rounding. It is +Inf for an empty population.
func (p Population) Floor(z float64) float64 {
	if p.N == 0 {
		return math.Inf(1)
	}
	std := p.Std
	if std == 0 {
		std = 1
	}
	const margin = 1e-9
	return p.Mean + z*std - margin*(math.Abs(p.Mean)+math.Abs(z*std))
}

// Bottleneck is one flagged row.
type Bottleneck struct {
	record.Row
	Why      Why
	ZLatency float64 // NaN when latency is missing
	ZLoss    float64 // NaN when loss is missing
	Severity float64 // see Severity
}

// Severity tells how far beyond the limits a row is: the largest of
// (latency-120)/120, (loss-2)/2 and (cpu-90)/90, at least 0, rounded to two
// decimals (correct rounding of the binary value, ties to even). With other
// limits these take the place of 120, 2 and 90. Missing values do not count.
func (l Limits) Severity(latency, loss, cpu float64) float64 {
	s := 0.0
	for _, excess := range [...]float64{
		(latency - l.Latency) / l.Latency, (loss - l.Loss) / l.Loss, (cpu - l.CPU) / l.CPU,
	} {
		if excess > s { // false for NaN
			s = excess
		}
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(s, 'f', 2, 64), 64)
	if err != nil || math.IsInf(s, 0) {
		return s
	}
	return rounded
}

// Judge returns the rules that a row breaks; 0 means it is no bottleneck.
func (l Limits) Judge(r *record.Row, latency, loss Population) Why {
	var why Why
	set := func(broken bool, rule Why) {
		if broken {
			why |= rule
		}
	}
	set(r.Value[record.Latency] > l.Latency, LatencyLimit)
	set(r.Value[record.Loss] > l.Loss, LossLimit)
	set(r.Value[record.CPU] > l.CPU, CPULimit)
	set(latency.Z(r.Value[record.Latency]) > l.Z, LatencyZ)
	set(loss.Z(r.Value[record.Loss]) > l.Z, LossZ)
	return why
}

// Number prints v as the shortest decimal that reads back as the same number.
// Whole numbers get ".0" unless the column they come from holds only whole numbers.
func Number(v float64, wholeColumn bool) string {
	return string(AppendNumber(nil, v, wholeColumn))
}

// Description is the sentence of bottlenecks.csv for a row. wholeColumn tells
// for latency and loss whether all values of that column are whole numbers.
func Description(r *record.Row, wholeLatency, wholeLoss bool) string {
	return string(AppendDescription(nil, r, wholeLatency, wholeLoss))
}
