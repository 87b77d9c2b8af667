// Package record holds the value types that every other room of the project
// speaks: metrics, interned names, columnar batches, progress counters and the
// report of a load. It imports nothing of ours.
//
// Data flows one way, source -> records -> aggregates -> analysis -> report ->
// screen and files, and this package defines what travels on the first stretch:
// a Feed delivers Batches to whoever reads it and ends with a LoadReport.
package record
