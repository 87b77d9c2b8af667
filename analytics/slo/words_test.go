package slo

import (
	"math"
	"testing"
	"time"
)

func TestBudgetInWords(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ got, want string }{
		{(&Budget{Left: 0.5, HoursLeft: 31.04}).LastsText(), "31.0 h"},
		{(&Budget{Left: 0.5, HoursLeft: math.Inf(1)}).LastsText(), "not being spent"},
		{(&Budget{Left: 0.5, HoursLeft: nan}).LastsText(), "unknown"},
		{(&Budget{Left: 0}).LastsText(), "used up"},
		{(&Budget{Left: -3}).LastsText(), "used up"},
		{(&Budget{Left: nan, HoursLeft: nan}).LastsText(), "no data"},
		{(&Budget{Attained: 0.994}).AttainedText(), "99.400 %"},
		{(&Budget{Left: -11.378}).LeftText(), "-1,137.8 %"},
		{(&Budget{LeftMinutes: -11457.6}).MinutesText(), "-11,458"},
		{(&Budget{Coverage: nan}).CoverageText(), "no data"},
		{(&Burn{Window: int64(6 * time.Hour), Rate: 13.736}).Text(), "13.74"},
		{(&Burn{Rate: nan}).Text(), "too few slots"},
		{(&Burn{Window: int64(72 * time.Hour)}).Name(), "3 d"},
		{(&Burn{Window: int64(6 * time.Hour)}).Name(), "6 h"},
		{(&Objective{Target: 0.995}).TargetText(), "99.5 %"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if _, err := Parse(Example); err != nil {
		t.Errorf("the example: %v", err)
	}
}
