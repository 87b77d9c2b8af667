package sketch

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/montanaflynn/stats"
)

// values returns n numbers of very different size, some negative.
func values(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	v := make([]float64, n)
	for i := range v {
		v[i] = math.Ldexp(rng.NormFloat64(), rng.IntN(60)-30)
	}
	return v
}

// exactSum is the sum of the values with 2,000 bits, rounded once. Decimals of
// six places count as what they stand for.
func exactSum(v []float64) float64 {
	sum := new(big.Float).SetPrec(2000)
	for _, x := range v {
		term := new(big.Float).SetPrec(2000)
		if text := strconv.FormatFloat(x, 'f', 6, 64); math.Abs(x) < gridLimit && parse(text) == x {
			term.SetString(text)
		} else {
			term.SetFloat64(x)
		}
		sum.Add(sum, term)
	}
	f, _ := sum.Float64()
	return f
}

func parse(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}

func TestSumIsExactAndOrderFree(t *testing.T) {
	for seed := range uint64(200) {
		v := values(seed, 1+int(seed)*3)
		for i := range v { // decimals and others, mixed
			if i%3 != 0 {
				v[i] = parse(strconv.FormatFloat(v[i], 'f', i%7, 64))
			}
		}
		want := exactSum(v)
		for range 3 {
			var a, b Sum
			for i, x := range v {
				if i%2 == 0 {
					a.Add(x)
				} else {
					b.Add(x)
				}
			}
			a.Merge(&b)
			if got := a.Float(); got != want {
				t.Fatalf("seed %d: sum %v, want %v", seed, got, want)
			}
			rand.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		}
	}
}

func TestSumEdges(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{nil, 0},
		{[]float64{math.Copysign(0, -1)}, 0},
		{[]float64{0.1, 0.2, -0.1, -0.2}, 0},
		{[]float64{1e30, 1, -1e30}, 1},
		{[]float64{-1e-20}, -1e-20},
		{[]float64{1e-300, 5e-324, -1e-300}, 0},
		{[]float64{math.NaN(), math.Inf(1), 3}, 3},
		{[]float64{1 << 53, 1}, 1 << 53}, // ties to even
		{[]float64{1 << 53, 1, 1}, 1<<53 + 2},
		{[]float64{1 << 53, 1, 1e-30}, 1<<53 + 2}, // above the tie
	} {
		var s Sum
		for _, v := range c.in {
			s.Add(v)
		}
		if got := s.Float(); got != c.want {
			t.Errorf("%v sums to %v, want %v", c.in, got, c.want)
		}
	}
}

func TestMomentsAgainstLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for n := 2; n < 200; n += 7 {
		v := make([]float64, n)
		var m Moments
		for i := range v {
			v[i] = 50 + 10*rng.NormFloat64()
			m.Add(v[i])
		}
		mean, _ := stats.Mean(v)
		std, _ := stats.StandardDeviationSample(v)
		pop, _ := stats.StandardDeviationPopulation(v)
		for _, c := range [][2]float64{
			{m.Mean(), mean}, {m.Std(), std}, {m.PopStd(), pop}, {m.Min, slices.Min(v)}, {m.Max, slices.Max(v)},
		} {
			if math.Abs(c[0]-c[1]) > 1e-12*math.Abs(c[1]) {
				t.Fatalf("n=%d: %v, want %v", n, c[0], c[1])
			}
		}
	}
}

func TestMomentsWithoutCancellation(t *testing.T) {
	var m Moments
	for _, v := range []float64{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16} {
		m.Add(v)
	}
	if got := m.Std(); math.Abs(got-math.Sqrt(30)) > 1e-12 {
		t.Errorf("deviation %v, want sqrt(30)", got)
	}
	var constant Moments
	for range 1000 {
		constant.Add(0.1)
	}
	if constant.PopStd() != 0 || constant.Std() != 0 {
		t.Errorf("a constant deviates by %v", constant.Std())
	}
	var one Moments
	if !math.IsNaN(one.Mean()) || !math.IsNaN(one.PopStd()) {
		t.Error("nothing has a mean")
	}
	one.Add(3)
	if !math.IsNaN(one.Std()) || one.PopStd() != 0 {
		t.Errorf("one value: %v %v", one.Std(), one.PopStd())
	}
}

// interpolated is quantile type 7 straight from its definition.
func interpolated(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	lo := math.Floor(h)
	if lo == h {
		return sorted[int(h)]
	}
	a, b := sorted[int(lo)], sorted[int(lo)+1]
	if h-lo == 0.5 {
		return (a + b) / 2
	}
	return a + (b-a)*(h-lo)
}

func TestQuantilesExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for n := 1; n < 3000; n = n*2 + 1 {
		var a, b Quantiles
		v := make([]float64, n)
		for i := range v {
			v[i] = math.Round(100*(50+10*rng.NormFloat64())) / 100
			if i%3 == 0 {
				v[i] = -v[i]
			}
			if i%2 == 0 {
				a.Add(v[i])
			} else {
				b.Add(v[i])
			}
		}
		a.Merge(&b)
		slices.Sort(v)
		p := []float64{0, 0.01, 0.25, 0.5, 0.95, 0.99, 1}
		for i, got := range a.At(p...) {
			if want := interpolated(v, p[i]); got != want {
				t.Errorf("n=%d: quantile %v = %v, want %v", n, p[i], got, want)
			}
		}
		if median, _ := stats.Median(v); a.At(0.5)[0] != median {
			t.Errorf("n=%d: median %v, the library says %v", n, a.At(0.5)[0], median)
		}
		if !a.Exact() || a.N() != int64(n) {
			t.Errorf("n=%d: exact %v, %d values", n, a.Exact(), a.N())
		}
	}
}

func TestQuantilesEmptyAndZero(t *testing.T) {
	var q Quantiles
	if got := q.At(0.5)[0]; !math.IsNaN(got) {
		t.Errorf("median of nothing is %v", got)
	}
	q.Add(math.Copysign(0, -1))
	q.Add(0)
	if q.used != 1 || q.At(1)[0] != 0 {
		t.Error("-0 and 0 are not the same value")
	}
}

// TestQuantilesCoarse checks the stated error, and that the coarse state does
// not depend on how the values were split and ordered.
func TestQuantilesCoarse(t *testing.T) {
	for _, limit := range []int{100, 1000, 5000} {
		v := make([]float64, 20_000)
		rng := rand.New(rand.NewPCG(uint64(limit), 2))
		for i := range v {
			v[i] = math.Exp(4 + 0.6*rng.NormFloat64())
		}
		var want []float64
		for round := range 4 {
			parts := make([]Quantiles, 1+round*3)
			for i := range parts {
				parts[i] = NewQuantiles(limit)
			}
			for i, x := range v {
				parts[i%len(parts)].Add(x)
			}
			q := parts[len(parts)-1]
			for i := range parts[:len(parts)-1] {
				q.Merge(&parts[i])
			}
			got := q.At(0.01, 0.5, 0.95, 0.99)
			if round == 0 {
				want = got
				sorted := slices.Sorted(slices.Values(v))
				for i, p := range []float64{0.01, 0.5, 0.95, 0.99} {
					truth := interpolated(sorted, p)
					if off := math.Abs(got[i]-truth) / truth; off > q.RelativeError()*1.01 {
						t.Errorf("limit %d: quantile %v is off by %v, stated %v", limit, p, off, q.RelativeError())
					}
				}
				if q.Exact() || q.RelativeError() > 0.04 {
					t.Errorf("limit %d: exact %v, stated error %v", limit, q.Exact(), q.RelativeError())
				}
			} else if !reflect.DeepEqual(got, want) {
				t.Errorf("limit %d, %d parts: %v, want %v", limit, len(parts), got, want)
			}
			rng.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		}
	}
}

func FuzzQuantileKeysKeepOrder(f *testing.F) {
	f.Add(1.0, -2.0)
	f.Add(math.MaxFloat64, -math.MaxFloat64)
	f.Fuzz(func(t *testing.T, a, b float64) {
		if math.IsNaN(a) || math.IsNaN(b) || math.IsInf(a, 0) || math.IsInf(b, 0) {
			return
		}
		ka, kb := ordered(a), ordered(b)
		if (a < b) != (ka < kb) || unordered(ka) != a {
			t.Errorf("%v -> %x, %v -> %x", a, ka, b, kb)
		}
		if ka>>dropBits[len(dropBits)-1] == 0 {
			t.Errorf("%v has the key of an empty slot", a)
		}
	})
}

func BenchmarkMomentsAdd(b *testing.B) {
	v := values(1, 4096)
	for i := range v {
		v[i] = math.Round(math.Mod(v[i], 1000)*100) / 100
	}
	var m Moments
	b.SetBytes(8 * int64(len(v)))
	for b.Loop() {
		for _, x := range v {
			m.Add(x)
		}
	}
}

func BenchmarkQuantilesAdd(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	v := make([]float64, 4096)
	for i := range v {
		v[i] = math.Round(100*(50+10*rng.NormFloat64())) / 100
	}
	var q Quantiles
	b.SetBytes(8 * int64(len(v)))
	for b.Loop() {
		for _, x := range v {
			q.Add(x)
		}
	}
}

// TestValues holds the union of any parts to the definition, for lists short
// and long, and beyond the number that is kept.
func TestValues(t *testing.T) {
	p := []float64{0, 0.01, 0.25, 0.5, 0.95, 0.99, 1}
	for _, n := range []int{1, 2, 3, 10, 999, 5000, 40_000, MaxValues + 1000} {
		for _, parts := range []int{1, 2, 7} {
			rng := rand.New(rand.NewPCG(uint64(n), uint64(parts)))
			sets := make([]*Values, parts)
			for i := range sets {
				sets[i] = &Values{}
			}
			all := make([]float64, n)
			for i := range all {
				all[i] = math.Round(100*(50+30*rng.NormFloat64())) / 100 // some below zero, many alike
				sets[rng.IntN(parts)].Add(all[i])
			}
			merged := &Values{}
			for _, s := range sets {
				merged.Merge(s)
			}
			slices.Sort(all)
			union, exactUnion := QuantilesOf(sets, p...)
			one, exactOne := QuantilesOf([]*Values{merged}, p...)
			if !exactUnion || !exactOne || merged.N() != int64(n) {
				t.Errorf("n=%d in %d parts: exact %v %v, %d values", n, parts, exactUnion, exactOne, merged.N())
			}
			for i := range p {
				if want := interpolated(all, p[i]); union[i] != want || one[i] != want {
					t.Errorf("n=%d in %d parts: quantile %v is %v and %v, want %v", n, parts, p[i], union[i], one[i], want)
				}
			}
		}
	}
	if got, _ := QuantilesOf([]*Values{{}, {}}, 0.5); !math.IsNaN(got[0]) {
		t.Errorf("median of nothing is %v", got[0])
	}
}

func first(answers []float64, _ bool) float64 { return answers[0] }

// TestValuesKindDependsOnTheSet: whether a set is listed, in a table or counted
// depends on its values, not on how it came together, and the answers are right
// for each kind and for unions of them.
func TestValuesKindDependsOnTheSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	far := 2 // the first of them is far away
	kinds := []struct {
		name string
		n    int
		make func() float64
	}{
		{"short list", 500, rng.NormFloat64},
		{"whole numbers", 20_000, func() float64 { return float64(rng.IntN(1000)) }},
		{"two decimals with a few of three", 20_000, func() float64 { return float64(rng.IntN(90_000)/10*(9+rng.IntN(2))/9) / 1000 }},
		{"no decimals", 20_000, rng.NormFloat64},
		{"decimals over a wide range", 20_000, func() float64 { return float64(rng.IntN(1000)) * 1000.01 }},
		{"one value far away", 20_001, func() float64 { far--; return float64(rng.IntN(100)) + 1e6*float64(min(1, max(0, far))) }},
		{"decimals, more than are listed", MaxValues + 5000, func() float64 { return float64(rng.IntN(5000)) / 100 }},
		{"no decimals, more than are listed", MaxValues + 5000, func() float64 { return math.Sqrt(float64(rng.IntN(5000))) }},
	}
	kind := func(v *Values) string {
		return fmt.Sprint(v.dense != nil, v.counts != nil, len(v.list) > 0)
	}
	p := []float64{0, 0.5, 0.95, 1}
	var everything []*Values
	var union []float64
	for _, k := range kinds {
		values := make([]float64, k.n)
		for i := range values {
			values[i] = k.make()
		}
		whole := &Values{}
		for _, x := range values {
			whole.Add(x)
		}
		everything, union = append(everything, whole), append(union, values...)
		sorted := slices.Sorted(slices.Values(values))
		for round := range 4 {
			rng.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
			parts := make([]Values, 1+round*2)
			for _, x := range values {
				parts[rng.IntN(len(parts))].Add(x)
			}
			merged := &Values{}
			for i := range parts {
				merged.Merge(&parts[i])
			}
			bulk := &Values{}
			bulk.AddAll(values[:round*1000/3%len(values)]) // none, then some, so that the rest is added to them
			bulk.AddAll(values[round*1000/3%len(values):])
			for _, q := range p {
				if kind(bulk) != kind(whole) || bulk.N() != whole.N() || first(QuantilesOf([]*Values{bulk}, q)) != first(QuantilesOf([]*Values{whole}, q)) {
					t.Errorf("%s: added together they are %s of %d values, one by one %s of %d", k.name, kind(bulk), bulk.N(), kind(whole), whole.N())
				}
			}
			if kind(merged) != kind(whole) || merged.N() != whole.N() {
				t.Errorf("%s: %s of %d values in %d parts, else %s of %d", k.name, kind(merged), merged.N(), len(parts), kind(whole), whole.N())
			}
			for _, q := range p {
				if got, exact := QuantilesOf([]*Values{merged}, q); got[0] != interpolated(sorted, q) || !exact {
					t.Errorf("%s: quantile %v is %v, want %v; exact %v", k.name, q, got[0], interpolated(sorted, q), exact)
				}
			}
		}
	}
	for i, want := range []string{"false false true", "true false false", "true false false", "false false true",
		"false false true", "false false true", "true false false", "false true false"} {
		if got := kind(everything[i]); got != want {
			t.Errorf("%s: table, counted, listed: %s, want %s", kinds[i].name, got, want)
		}
	}
	everything, union = everything[:7], union[:len(union)-MaxValues-5000] // counts have their own way
	slices.Sort(union)
	for _, q := range p {
		if got, exact := QuantilesOf(everything, q); got[0] != interpolated(union, q) || !exact {
			t.Errorf("union: quantile %v is %v, want %v; exact %v", q, got[0], interpolated(union, q), exact)
		}
	}
}

func FuzzSortFloats(f *testing.F) {
	f.Add(uint64(1), 2000)
	f.Fuzz(func(t *testing.T, seed uint64, n int) {
		if n < 0 || n > 5000 {
			return
		}
		v := values(seed, n)
		want := slices.Sorted(slices.Values(v))
		sortFloats(v)
		if !slices.Equal(v, want) {
			t.Errorf("seed %d, %d values: not sorted", seed, n)
		}
	})
}
