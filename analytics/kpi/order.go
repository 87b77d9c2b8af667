package kpi

import "slices"

// nth puts the value of rank k, from 0, at place k, smaller ones before it and
// larger ones after it, and returns it.
func nth(list []float64, k int) float64 {
	lo, hi := 0, len(list)-1
	for hi-lo > 32 {
		pivot := guess(list[lo:hi+1], k-lo)
		// lo..below-1 are smaller, below..i-1 equal, above+1..hi larger
		below, i, above := lo, lo, hi
		for i <= above {
			switch v := list[i]; {
			case v < pivot:
				list[i], list[below] = list[below], v
				below++
				i++
			case v > pivot:
				list[i], list[above] = list[above], v
				above--
			default:
				i++
			}
		}
		switch {
		case k < below:
			hi = below - 1
		case k > above:
			lo = above + 1
		default:
			return pivot
		}
	}
	slices.Sort(list[lo : hi+1])
	return list[k]
}

// guess returns a value of the list that is likely near rank k: the one of about
// that rank among a few from all over the list.
func guess(list []float64, k int) float64 {
	var few [31]float64
	n := len(list)
	for i := range few {
		few[i] = list[i*(n-1)/(len(few)-1)]
	}
	slices.Sort(few[:])
	return few[k*(len(few)-1)/(n-1)]
}

// quantiles returns the quantiles for probabilities 0..1, rising, as
// sketch.Quantiles.At does. It reorders the list, which must not be empty.
func quantiles(list []float64, probabilities ...float64) []float64 {
	out := make([]float64, len(probabilities))
	last, done := len(list)-1, 0 // what lies before done is not larger than the rest
	for i, p := range probabilities {
		position := p * float64(last)
		k := int(position)
		lo := nth(list[done:], k-done)
		done = k
		switch fraction := position - float64(k); fraction {
		case 0:
			out[i] = lo
		case 0.5:
			out[i] = (lo + slices.Min(list[k+1:])) / 2
		default:
			out[i] = lo + (slices.Min(list[k+1:])-lo)*fraction
		}
	}
	return out
}

func percentilesOf(list []float64) [3]float64 { return [3]float64(quantiles(list, 0.5, 0.95, 0.99)) }

func median(list []float64) float64 { return quantiles(list, 0.5)[0] }
