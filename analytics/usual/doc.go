// Package usual knows what is usual for one device at one time of the day, and
// finds what is not. It judges a device by its own past: 180 ms are no news on a
// line that always takes them, 30 ms are on one that takes 7.
//
// # What is usual
//
// For each metric of a trace
//
//		value = trend + season + rest
//
//	  - The trend is the median of each day, without its season. Days with under a
//	    quarter of the rows of the fullest day are left out; each day takes the
//	    median of itself and its neighbours (the first and the last the mean with
//	    their only one); between the middles of days it is a straight line.
//	  - The season is the median, by slot of the day, of what the trend leaves over.
//	    A slot is 15 minutes, or the distance of samples when that is longer. Slots
//	    of more than 48 a day take the median of three neighbours. It needs 3 good
//	    days. Trend and season are found in turns, twice.
//	  - From 4 weeks on a slot also knows its day of the week, where even and odd
//	    weeks agree that it makes a difference of more than 3 times their noise.
//	  - Of traffic the season is a factor of the trend instead, as long as no day is
//	    idle: a weekend with a fifth less traffic has a fifth less at every hour.
//
// A trace of less than three good days does not tell one time of the day from
// another. Its usual is the level around: medians of 96 blocks of rows, joined by
// fours, when they differ by more than 0.7 spreads, else one median of all. Where
// the level steps away within two blocks, by 6 times what blocks usually differ by,
// twice the spread of rows within blocks and a third of the largest step, the
// stretch until it steps back is left out and bridged by a straight line, as long
// as all of these are less than 45 % of the trace; 80 % at its end. Small steps are
// looked for in 48 and in 24 blocks too. What changes slowly over hours is load,
// and no news in a trace that short.
//
// Days are those of UTC, so that a change of clocks widens what is usual of the
// hours beside it and moves nothing.
//
// The spread is the robust standard deviation of the rest, the largest of
//
//	1.4826 x the median size of the rest (1.2533 x the mean, when that is 0)
//	the size within which 80 % lie, / 1.2816
//	0.25 x the standard deviation
//	the floor of the metric: latency 0.5 ms and 3 % of its level, loss 0.05
//	points, cpu 1 point, traffic 0.5 Mbps and 3 %
//
// without the rows of one or two long stretches that are out of the usual (12 rows
// with a mean of 3 spreads, each row counting 4 at most), when these are 2 to 45 % of
// all: one event does not tell how much rows usually differ. And
// times, from 200 samples on, the root of (the size within which 99 % lie / spread
// / 2.576), if that is above 1: a metric with a heavy tail has larger values
// without being out of order. Where more than half of the samples have one value,
// such as no loss, their medians say nothing, and it is the plain standard
// deviation that is corrected so. Of traffic the spread is a share of the usual; of latency it grows
// with the usual above its median, as jitter does. z = (value - usual) / spread.
//
// Where the usual changes by more than 3 spreads from one quarter of an hour to
// the next, as planned jobs make it, a sample is compared with the nearest of what
// is usual before, at and after its time: jobs begin a little early or late.
//
// Long traces are learned from every k-th row, as long as 144 rows a day and 3,600
// in all remain; k is no whole number, so that jobs of every five or ten minutes
// are neither in all of these rows nor in none. Every row is judged.
//
// Fewer than 12 samples, or samples of less than 20 % of the rows, are too little
// history: nothing is said then, and stated limits alone are looked at. With a
// Prior, what is usual for the peers stands in as far as samples are few: the
// spread weighs n/(n+60) against theirs; the level by how much devices differ
// among each other against the noise of its own median.
//
// # What is out of the usual
//
// A sample stands out by the largest of 0.8 z, the mean of z over three samples
// and 1.2 times the mean over twelve, in the direction that hurts: latency, loss
// and cpu up, traffic down. What lies above 3 is added up over the metrics, each
// at most 7:
//
//	score = 3 + sum of min(7, what lies above 3)
//
// More traffic than usual counts half: it is load, not harm, and makes no finding
// alone. So one metric at 6 counts as much as two at 4.5. A finding opens at
//
//	T = 4 + 0.5 ln(rows a day / 24)
//
// which is 4 for hours, 5.2 for five minutes, 6 for one minute: more rows are more
// chances. A trace of less than a day adds 1. It goes on, in both directions,
// while the score is above 0.6 T (at least 3), and ends when it has been below
// for 30 minutes (60 samples, when that is less) or 3 samples, the longer. Its ends are the first and the last
// sample where a metric stands out by 3 spreads and does so again within two
// samples. Coming back after two good samples or more is counted: from 3 times on
// it flaps.
//
// One bad sample is a spike, and no finding: one metric must stand out by 3 in
// three of five samples, or by 2.5 T in two of three (the smaller by two fifths of
// the larger), and without its largest sample a run must still reach 0.8 T. A
// metric takes part when it does so and stands out in a tenth of the samples.
//
// # Other findings
//
//   - Shift: the trend follows what lasts. Hourly medians without the season are
//     cut into segments (PELT, squared distance in units of their noise, penalty 20
//     ln n, 8 hours at least). The reference is the level that 40 % of the time
//     does not exceed. Segments above it by 1.5 spreads and by 4 times what
//     segments leave over, with neighbours above by 0.9 and 2.5 times, for 12 hours
//     in all, are a shift; its ends are where rows fit both sides best. A day or more
//     at the begin of the trace below all that follows, for a week at least, makes
//     what follows a shift too: it came early, and stayed. It is known from its
//     third sample on when it is beyond T in spreads of the segment before, from its
//     twelfth at T/1.2, else after 12 hours. A shift takes in
//     findings of its own metrics. There are none of traffic, which differs by the
//     week.
//   - Gap: no sample for longer than 3.5 times the usual distance, and longer than
//     twice the 99th percentile of the distances; at the end of the input 6 times.
//     Of samples that come at random (the 90th percentile of the distances is 2.5
//     times their median) longer than ln n + 7 mean distances too.
//   - Stuck: a value repeated for 12 samples and half an hour at least, 3 times as
//     long as any other repeat of the trace, where such a repeat is expected less
//     than once in a million traces. Not 0, nor 100 %.
//   - Breach: a stated limit, from the first of two samples beyond it among three,
//     until three are back by a tenth of the limit. "3x usual" multiplies what is
//     usual at that time of the day, which counts as the floor at least.
//
// A device whose median is beyond a reference limit is chronic: a row of a table.
//
// # Constants
//
// They are named in fit.go, judge.go, shift.go, stuck.go and breach.go and were
// measured in this project, on labelled public series (210 of web services, 367 of
// a portal, 29 of a contest, 8 servers of 38 metrics) and on planted incidents.
// TestLabelled prints how well series are judged. Labels of others judge the
// method two-sided and metric by metric; how metrics are joined rests on planted
// incidents only.
package usual
