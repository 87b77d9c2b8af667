package usual

import "math"

// mergeSteps is the number of steps over which alarms of a series are one.
const mergeSteps = 10

// Alarm is a stretch of a series beyond the threshold.
type Alarm struct {
	First, Last int     // rows, both inside
	Row         int     // where the score is largest
	Score       float64 // there
}

// Scored is a series of one unknown quantity, scored in both directions.
type Scored struct {
	Step      int64
	Threshold float64
	Baseline  *Baseline
	// Score is how far each row stands out: the largest of 0.8 of its spreads off the
	// usual, their mean over three rows in a row and 1.2 of their mean over twelve, by
	// size; 0 where nothing can be said.
	Score  []float64
	Alarms []Alarm
}

// Series scores a series of which only the values are known. time is in
// nanoseconds and in order; a missing value is NaN.
func Series(time []int64, value []float64) *Scored {
	var j Judger
	s := &Scored{Step: 1, Score: make([]float64, len(time)), Baseline: &Baseline{harm: 1, Why: tooFew(0)}}
	if len(time) == 0 {
		return s
	}
	s.Step = j.step(time)
	s.Threshold = Threshold(s.Step, time[len(time)-1]-time[0])
	s.Baseline = &Baseline{harm: 1, limit: s.Threshold}
	j.fit(s.Baseline, time, value, s.Step, anyFloor, Prior{})
	if s.Baseline.Why != "" {
		return s
	}
	z := make([]float64, len(time))
	s.Baseline.spreads(time, value, z)
	join, from, sum := joinSteps*s.Step, 0, 0.0
	for i, z0 := range z {
		if i > 0 && time[i]-time[i-1] > join {
			from, sum = i, 0
		}
		sum += flat(z0)
		if i-from >= lastingRows {
			sum -= flat(z[i-lastingRows])
		}
		mean := math.NaN()
		if i-from >= 2 {
			mean = (z0 + z[i-1] + z[i-2]) / 3
		}
		s.Score[i] = max(standing(z0, mean, sum), standing(-z0, -mean, -sum))
	}
	s.Alarms = s.AlarmsAt(s.Threshold)
	return s
}

// AlarmsAt returns the stretches of rows that reach a threshold; rows at most ten
// rows apart belong to one.
func (s *Scored) AlarmsAt(threshold float64) (list []Alarm) {
	for i, x := range s.Score {
		if x < threshold {
			continue
		}
		if n := len(list); n > 0 && i-list[n-1].Last <= mergeSteps {
			list[n-1].Last = i
			if x > list[n-1].Score {
				list[n-1].Row, list[n-1].Score = i, x
			}
			continue
		}
		list = append(list, Alarm{First: i, Last: i, Row: i, Score: x})
	}
	return list
}
