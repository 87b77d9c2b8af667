package gen

import (
	"encoding/json"
	"io"
	"time"

	"network-analytics/analytics/record"
)

// Truth says what was planted in a scenario. Written as JSON it is what a
// detector is scored against.
type Truth struct {
	Scenario string    `json:"scenario"`
	Seed     uint64    `json:"seed"`
	Strength float64   `json:"strength"`
	Start    time.Time `json:"start"` // of the first sample, UTC
	End      time.Time `json:"end"`   // of the last sample
	Step     Step      `json:"step"`  // between samples of a device, as "5m0s"
	Devices  int       `json:"devices"`
	Regions  int       `json:"regions"`
	Events   []Event   `json:"events"` // by start, then id
}

// Event is one planted thing.
type Event struct {
	ID   string `json:"id"`   // "E-1" ...
	Kind string `json:"kind"` // the scenario that plants such events alone
	// Cause is the class that fits, in the words that incidents use; "" for traps.
	Cause string    `json:"cause,omitempty"`
	Start time.Time `json:"start"` // first bad sample; of an outage the first missing one
	End   time.Time `json:"end"`   // last bad (missing) sample
	Open  bool      `json:"open"`  // lasts until the end of the data
	// Abrupt says that start and end are sharp: full size from one sample to the next.
	Abrupt  bool     `json:"abrupt"`
	Region  string   `json:"region"`
	Devices []string `json:"devices"` // the first hit first
	Metrics []string `json:"metrics"` // what is hurt: traffic, latency, loss, cpu; none for an outage
	// Silent marks a trap: an incident on these devices that no other event
	// explains is a false alarm.
	Silent bool `json:"silent,omitempty"`
	// Optional marks what may be reported or not, such as the hole that a wrong
	// clock leaves.
	Optional bool `json:"optional,omitempty"`
}

// Step is a time between samples, written as "5m0s".
type Step time.Duration

// MarshalText writes the step as a duration.
func (s Step) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

// UnmarshalText reads a duration.
func (s *Step) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*s = Step(d)
	return err
}

// Write writes the truth as indented JSON. Its error is of KindOutput.
func (t *Truth) Write(w io.Writer) error {
	text, err := json.MarshalIndent(t, "", "  ")
	if err == nil {
		_, err = w.Write(append(text, '\n'))
	}
	if err != nil {
		return &record.Error{Kind: record.KindOutput, What: "cannot write what was planted", Err: err}
	}
	return nil
}

// ReadTruth reads what Write wrote. Its error is of KindInput.
func ReadTruth(r io.Reader) (*Truth, error) {
	var t Truth
	if err := json.NewDecoder(r).Decode(&t); err != nil {
		return nil, &record.Error{Kind: record.KindInput, What: "is no truth of a scenario", Err: err, Try: "name the file that generate --truth wrote"}
	}
	if t.Step <= 0 || t.Devices < 1 || t.End.Before(t.Start) {
		return nil, &record.Error{Kind: record.KindInput, What: "has no step, no devices or an end before its start"}
	}
	return &t, nil
}
