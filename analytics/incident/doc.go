// Package incident joins findings of many devices into what somebody can be
// woken up for, with the evidence for every number.
//
// Extract takes from one judged trace (see package usual) all that is needed, while
// the samples are in memory; Assemble joins the pieces of all traces. Neither looks
// at the clock, the order of the traces or the number of workers.
//
// # Chance
//
// A device with lone spikes has two of them in a row now and then. A run in which up
// to three samples stand out (3 spreads) counts as a spike, not as an incident, when
// the other spikes of the device make as many such runs by chance with a probability
// above 0.002; see chance. A gap of a device in one region is none while the device
// reports from another.
//
// # Joining
//
// Of one device: runs of unusual samples and of broken limits that overlap, or lie
// within a step, are one incident, whatever their metrics. A broken limit that
// lasts longer than a day and than four times the run stays by itself. A run within
// two steps of a gap belongs to the gap. A run that overlaps a shift or a stuck
// value, and has no other metrics, belongs to that.
//
// Of several devices: gaps with gaps, shifts with shifts, runs with runs, stuck
// values with stuck values. They belong together when they start within 15 minutes
// or two steps, whichever is longer, of the first, share a metric with it, and
// overlap it for 30 % of the shorter of the two. Enough devices make them one
// incident: at least 3 and 40 % of their place; of gaps also 2 and 60 %. The place
// is the fleet when at least 2 regions and 40 % of all regions are hit that way,
// else a region, else the devices whose names are the same up to the last of the
// separators - _ . / : and space (without one, up to the last digits). In an input
// without regions prefixes take their place. Later findings join such an incident
// within four times that time when half of them lies inside it.
//
// Nothing is joined over regions that have no part, and no ID, rank or number
// depends on a view; a view only takes incidents away and ranks the others anew.
//
// # Cause
//
// The first rule that fits the z of the metrics that take part (spreads from the
// usual, where farthest out), else unknown:
//
//	gap, or loss of 99.5 % or more             outage
//	traffic <= -4 and 0.8 of the largest       traffic loss
//	traffic >= 3, latency, loss or cpu >= 3    saturation
//	cpu >= 3, not below latency and loss       cpu
//	loss >= 3, at least half of latency        packet loss
//	latency >= 3                               path shift
//	traffic >= 3; <= -3                        load change; traffic loss
//	a stated limit is broken                   limit
//
// Of a shift, which lasts and need not be far out, the largest z counts as 3 at least.
// The cause is only probable, and Why shows the z that decided. Of several devices the
// cause is that of most of them.
//
// # Severity
//
// The largest over the samples and the metrics that take part of
//
//	(x - L') / L, at least 0, rounded to two decimals
//
// L is the reference limit of the metric (120 ms, 2 %, 90 %, or as set), L' what
// the sample had to pass: a stated limit, that of a shift, or the device's own limit,
// but no more than the larger of L and the usual. Where L' is the reference limit
// this is the reference severity; what is unusual below it counts by how far it is
// above its own limit, what is usually above it by how far it is above that. A loss of
// traffic counts 1 - x/usual, a stated limit of traffic its relative excess. A gap
// counts 1 + the share of the devices of its place that it hit. Below 0.25 is low,
// below 0.75 medium, below 1.5 high, else critical. Incident.Rule is the largest
// reference severity of the same samples.
//
// # Impact
//
// Each sample is worth the time of a step, of which the share
//
//	H = 1 - (1 - h(latency)) (1 - h(loss)) (1 - h(traffic))
//
// hurts, each h within 0..1 and 0 for a metric that takes no part:
// (x/usual - 1)/3 for latency, loss/5 for loss (the cap of the reference's uptime
// score), 1 - x/usual for traffic below its usual; 1 for missing samples. The sum
// of step times H is the impact in device-minutes; weighted with the usual traffic
// it is the impact in gigabytes. The usual of a shift is the level outside it at that time of the day. Where
// there is too little history the limit takes the place of the usual latency, and
// the traffic itself that of its usual. Incidents rank by what is to be done: open
// ones first, then by band of severity, and within it by gigabytes, when all have
// traffic, else by device-minutes; then by severity; then by start. The formula is
// a convention, like every number for harm: it orders, it does not bill.
//
// # What is kept
//
// All findings are joined and counted. Of one trace the findings of the largest
// impact keep their neighbourhood, up to 1,920 points; of the incidents the first
// MaxIncidents by rank are listed, of the spikes the MaxSpikes farthest out (of one
// trace 64), of an incident the first MaxMembers devices. Note and the counts
// beside the lists say what is left out.
package incident
