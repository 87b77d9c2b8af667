// Package score measures a detector against what is known to be true: scenarios
// with planted incidents and traps, and series with labels.
//
// Of scenarios: an incident is right when it shares a device and a metric with a
// planted event (of an outage: when it is a gap) and overlaps it in time, give or
// take two samples. An event is found when an incident is right about it. Recall
// is the share of events found, precision the share of incidents that are right
// about at least one event. Start, end and cause are those of the incident that
// overlaps the event longest. Time to detect runs from the start of an event to
// when the first right incident could be known.
//
// Of labelled series: an event is a run of labelled samples, an alarm a run of
// flagged samples with at most ten samples between two of them. An alarm is right
// when it overlaps an event, give or take two samples.
//
// No figure is point-adjusted: a single flagged sample never counts as a whole
// event found from begin to end.
package score
