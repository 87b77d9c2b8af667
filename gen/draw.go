package gen

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// blockRecords is the number of records that share one random generator. It is
// part of the sample's definition: another number gives other records.
const blockRecords = 4096

// numDevices and the region list are the topology of the sample.
const numDevices = 20

var regions = [...]string{"us-east", "us-west", "eu-central", "ap-south"}

// spikeShare is how many records are spikes.
const spikeShare = 0.02

// Parts of a unit that values are kept in.
const (
	hundredths  = 100  // traffic, latency, cpu
	thousandths = 1000 // loss
)

// block is a run of neighbouring records in columns of whole numbers.
type block struct {
	first   int64 // index of the first record in the sample
	n       int   // records in use
	device  [blockRecords]uint8
	region  [blockRecords]uint8
	traffic [blockRecords]int32 // hundredths of Mbps
	latency [blockRecords]int32 // hundredths of ms
	loss    [blockRecords]int32 // thousandths of percent
	cpu     [blockRecords]int32 // hundredths of percent
}

// fill draws block number of a sample with the given seed and length.
func (b *block) fill(seed, number uint64, records int64) {
	b.first = int64(number) * blockRecords
	b.n = int(min(blockRecords, records-b.first))
	// The multiplication spreads neighbouring block numbers over all 64 bits.
	d := dice{source: rand.NewPCG(seed, number*0x9E3779B97F4A7C15)}
	for i := range b.n {
		b.device[i] = uint8(d.below(numDevices))
		b.region[i] = uint8(d.below(uint64(len(regions))))
		traffic := d.gamma4(20)
		latency := max(1, d.normal(50, 10))
		loss := max(0, d.normal(0.5, 0.2))
		cpu := min(100, max(0, d.normal(55, 15)))
		if d.uniform() <= spikeShare {
			latency = float64(latency * d.between(1.8, 2.4))
			loss += d.between(1.5, 3)
			cpu = min(100, cpu+d.between(15, 25))
		}
		b.traffic[i] = scaled(traffic, hundredths)
		b.latency[i] = scaled(latency, hundredths)
		b.loss[i] = scaled(loss, thousandths)
		b.cpu[i] = scaled(cpu, hundredths)
	}
}

// scaled returns v, which is not negative, in whole parts of a unit, rounded to
// the nearest.
func scaled(v, parts float64) int32 { return int32(float64(v*parts) + 0.5) }

// dice draws numbers. The float64(...) around each product is what keeps
// arm64, ppc64, riscv64 and s390x from fusing it with the sum that follows.
type dice struct {
	source   *rand.PCG
	spare    float64 // second number of the last pair of normals
	hasSpare bool
}

// below returns a whole number of 0..n-1.
func (d *dice) below(n uint64) uint64 {
	hi, _ := bits.Mul64(d.source.Uint64(), n)
	return hi
}

// uniform returns a multiple of 2^-53 above 0 and up to 1.
func (d *dice) uniform() float64 {
	return float64(float64(d.source.Uint64()>>11+1) * 0x1p-53)
}

// between returns a number of lo..hi.
func (d *dice) between(lo, hi float64) float64 {
	return lo + float64(d.uniform()*(hi-lo))
}

// normal returns a number of the normal distribution, by Marsaglia's polar
// method: a point drawn evenly from the unit disc gives two independent numbers.
func (d *dice) normal(mean, std float64) float64 {
	if d.hasSpare {
		d.hasSpare = false
		return mean + float64(d.spare*std)
	}
	for {
		x := float64(2*d.uniform()) - 1
		y := float64(2*d.uniform()) - 1
		r := float64(x*x) + float64(y*y)
		if r >= 1 || r == 0 {
			continue
		}
		stretch := math.Sqrt(float64(-2*ln(r)) / r)
		d.spare, d.hasSpare = float64(y*stretch), true
		return mean + float64(float64(x*stretch)*std)
	}
}

// gamma4 returns a number of the gamma distribution of shape 4: the sum of four
// exponential waiting times, so the logarithm of a product of four.
func (d *dice) gamma4(scale float64) float64 {
	p := float64(d.uniform() * d.uniform())
	q := float64(d.uniform() * d.uniform())
	return float64(-scale * ln(float64(p*q)))
}

// ln returns the natural logarithm of x for normal x > 0, within 4e-16 relative
// of the true value (absolute near 1). math.Log is not used: its
// assembly versions differ between processors in the last bit.
//
// With x = 2^e * m, m in [sqrt(1/2), sqrt(2)), and s = (m-1)/(m+1):
// ln x = e ln 2 + 2 (s + s^3/3 + s^5/5 + ...), where |s| < 0.172.
func ln(x float64) float64 {
	b := math.Float64bits(x)
	e := int64(b>>52) - 1023
	m := math.Float64frombits(b&(1<<52-1) | 1023<<52)
	if m >= math.Sqrt2 {
		m = float64(m * 0.5)
		e++
	}
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	// Horner's rule from the smallest term; the next one would be below 1e-18.
	t := 1.0 / 21
	t = float64(t*z) + 1.0/19
	t = float64(t*z) + 1.0/17
	t = float64(t*z) + 1.0/15
	t = float64(t*z) + 1.0/13
	t = float64(t*z) + 1.0/11
	t = float64(t*z) + 1.0/9
	t = float64(t*z) + 1.0/7
	t = float64(t*z) + 1.0/5
	t = float64(t*z) + 1.0/3
	t = float64(t*z) + 1
	return float64(float64(e)*math.Ln2) + float64(float64(2*s)*t)
}
