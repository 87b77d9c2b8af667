package score

import (
	"context"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/gen"
)

// Both are the results of incidents and of the reference rule on the same data.
type Both struct{ Incidents, Rule Result }

// Add takes up the results of other data.
func (b *Both) Add(o *Both) {
	b.Incidents.Add(&o.Incidents)
	b.Rule.Add(&o.Rule)
}

// Report scores the incidents and the flagged rows of a report.
func Report(truth *gen.Truth, r *analytics.Report) *Both {
	return &Both{
		Incidents: *Score(truth, Incidents(r)),
		Rule:      *Score(truth, Rule(r, time.Duration(truth.Step))),
	}
}

// Scenario makes a scenario, analyses it and scores the result. Its error is that
// of gen.NewScenario, or of the analysis.
func Scenario(ctx context.Context, c gen.ScenarioConfig) (*Both, error) {
	s, err := gen.NewScenario(c)
	if err != nil {
		return nil, err
	}
	r, err := Analyse(ctx, s)
	if err != nil {
		return nil, err
	}
	return Report(s.Truth(), r), nil
}

// Analyse makes the report of all rows of a feed.
func Analyse(ctx context.Context, feed record.Feed) (*analytics.Report, error) {
	session, err := analytics.OpenSession(ctx, feed, analytics.Options{}, nil)
	if err != nil {
		return nil, err
	}
	r, err := session.Report(ctx, analytics.View{}, nil)
	if e := session.Close(); err == nil {
		err = e
	}
	return r, err
}
