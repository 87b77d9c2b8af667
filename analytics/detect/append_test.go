package detect

import (
	"math"
	"math/rand/v2"
	"testing"

	"network-analytics/analytics/record"
)

// The appending forms agree with the plain ones, whatever the row.
func TestAppendingFormsAreEqual(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	values := []float64{0, 0.5, 1, 120, 1e9, 2.422, 1e-7, -3, record.Missing}
	for range 20_000 {
		pick := func() float64 {
			if dice.IntN(2) == 0 {
				return values[dice.IntN(len(values))]
			}
			return math.Round(dice.ExpFloat64()*1e6) / 1000
		}
		r := record.Row{Time: int64(dice.Uint64())}
		for m := range r.Value {
			r.Value[m] = pick()
		}
		wholeLatency, wholeLoss := dice.IntN(2) == 0, dice.IntN(2) == 0
		want := "x" + Description(&r, wholeLatency, wholeLoss)
		if got := string(AppendDescription([]byte("x"), &r, wholeLatency, wholeLoss)); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}
