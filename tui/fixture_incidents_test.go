package tui

import (
	"math"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

func fixtureTime(d, h, m int) int64 {
	return day.Add(time.Duration(d)*24*time.Hour + time.Duration(h)*time.Hour + time.Duration(m)*time.Minute).UnixNano()
}

// withIncidents is a report with findings made by hand.
func withIncidents(r *analytics.Report) *analytics.Report {
	out := *r
	nan := math.NaN()
	member := func(device, region string, from, to int64, m record.Metric, v, usual, z float64) incident.Member {
		return incident.Member{Device: record.MakeName(device), Region: record.MakeName(region), Start: from, End: to, Metric: m, Value: v, Usual: usual, Z: z}
	}
	around := func(from, to int64, level, peak, limit float64) incident.Around {
		var a incident.Around
		const step = int64(10 * time.Minute)
		pad := max(int64(3*time.Hour), (to-from)/2)
		for t := from - pad; t <= min(to+pad, fixtureTime(2, 23, 50)); t += step {
			phase := float64(t%int64(24*time.Hour)) / float64(24*time.Hour)
			use := level * (1 - 0.3*math.Cos(2*math.Pi*phase))
			v := use * (1 + 0.06*math.Sin(float64(t/step)*1.7))
			if t >= from && t <= to {
				v += peak - level
			}
			a.Time, a.Value = append(a.Time, t), append(a.Value, v)
			a.Usual, a.Limit = append(a.Usual, use), append(a.Limit, use+limit-level)
		}
		return a
	}
	evidence := func(m record.Metric, device, region string, at, from, to int64, v, level, spread, limit float64) incident.Evidence {
		return incident.Evidence{Metric: m, Device: record.MakeName(device), Region: record.MakeName(region), At: at, Value: v, Usual: level, Spread: spread,
			Z: (v - level) / spread, Limit: limit, Rule: m.String() + " 6 spreads above its usual, in 3 of 4 samples",
			Samples: 420, Days: 3, Method: "median of the time of day over 3 days", Bad: 23, PeerRank: 1, Peers: 4,
			Around: around(from, to, level, v, limit)}
	}
	loss := fixtureTime(2, 20, 10)
	end := fixtureTime(2, 23, 50)
	i1, i2, i3, i4 := fixtureTime(1, 3, 0), fixtureTime(1, 14, 0), fixtureTime(2, 9, 0), fixtureTime(2, 12, 0)
	out.Findings = incident.Findings{
		Judged: 12, TooLittle: 1, Total: 5, Open: 2, Worst: incident.Critical, SpikeCount: 2, AlwaysBad: 1,
		Note: "Judged by the median of the time of day of each device over 3 days.",
		Incidents: []incident.Incident{
			{ID: "I-5", Rank: 1, Kind: usual.Unusual, Scope: incident.OneRegion, Cause: incident.PacketLoss,
				Why:     "Loss rose on all of the devices at once while their traffic and CPU stayed as usual, so that no device is full: the path they share loses packets.",
				Region:  record.MakeName("ap-south"),
				Devices: []incident.Member{member("edge-03", "ap-south", loss, end, record.Loss, 6.1, 0.35, 57.5), member("edge-01", "ap-south", loss+600e9, end, record.Loss, 5.2, 0.35, 48.5), member("core-01", "ap-south", loss+1200e9, end, record.Latency, 131, 64.2, 9.4)},
				Hit:     3, Of: 4, Regions: 1, Start: loss, End: end, Raised: loss + 1200e9, Open: true, LastGood: loss - 600e9,
				Severity: 2.05, Rule: 2.05, Level: incident.Critical, ImpactGB: 31.4, ImpactMinutes: 640, Rows: 66, Flagged: 61,
				Headline: "loss 6.1 % (usual 0.35) on 3 of 4 devices in ap-south since 2024-03-03 20:10, edge-03 first",
				Evidence: []incident.Evidence{
					evidence(record.Loss, "edge-03", "ap-south", fixtureTime(2, 22, 30), loss, end, 6.1, 0.35, 0.1, 1.2),
					evidence(record.Latency, "core-01", "ap-south", fixtureTime(2, 23, 10), loss+1200e9, end, 131, 64.2, 7.1, 106.8)}},
			{ID: "I-1", Rank: 2, Kind: usual.Gap, Scope: incident.OneRegion, Cause: incident.Outage,
				Why: "No sample of any device of eu-central, while all other regions went on.", Region: record.MakeName("eu-central"),
				Devices: []incident.Member{member("core-01", "eu-central", i1, i1+5*3600e9, record.Latency, nan, nan, nan), member("edge-01", "eu-central", i1, i1+5*3600e9, record.Latency, nan, nan, nan)},
				Hit:     4, Of: 4, Regions: 1, Start: i1, End: i1 + 5*3600e9, Raised: i1 + 1800e9, LastGood: i1 - 600e9,
				Severity: 1.2, Level: incident.High, ImpactGB: nan, ImpactMinutes: 1200, Headline: "no data of 4 of 4 devices in eu-central from 2024-03-02 03:00 for 5 h",
				Evidence: []incident.Evidence{{Metric: record.Latency, Device: record.MakeName("core-01"), Region: record.MakeName("eu-central"), At: i1,
					Value: nan, Usual: nan, Spread: nan, Z: nan, Limit: nan, Rule: "no sample for more than 3 times the usual distance of 10 min", Bad: 30}}},
			{ID: "I-2", Rank: 3, Kind: usual.Unusual, Scope: incident.OneDevice, Cause: incident.Saturation,
				Why: "CPU reached 94 % and latency followed.", Region: record.MakeName("us-east"),
				Devices: []incident.Member{member("edge-02", "us-east", i2, i2+3000e9, record.Latency, 199, 57, 20)},
				Hit:     1, Of: 4, Regions: 1, Start: i2, End: i2 + 3000e9, Raised: i2 + 1200e9, LastGood: i2 - 600e9, Flaps: 3,
				Severity: 0.66, Rule: 0.66, Level: incident.Medium, ImpactGB: 2.2, ImpactMinutes: 60, Rows: 6, Flagged: 6,
				Headline: "latency 199 ms (usual 57) on edge-02 in us-east from 2024-03-02 14:00 for 50 min",
				Evidence: []incident.Evidence{evidence(record.Latency, "edge-02", "us-east", i2+2400e9, i2, i2+3000e9, 199, 57, 7.1, 99.6),
					evidence(record.CPU, "edge-02", "us-east", i2+600e9, i2, i2+3000e9, 94, 61, 4, 85)}},
			{ID: "I-4", Rank: 4, Kind: usual.Shift, Scope: incident.OneDevice, Cause: incident.PathShift, Why: "Latency changed its level at once and stayed, traffic did not.",
				Region: record.MakeName("eu-central"), Devices: []incident.Member{member("core-01", "eu-central", i4, end, record.Latency, 81, 66, 5)},
				Hit: 1, Of: 4, Regions: 1, Start: i4, End: end, Raised: i4 + 7200e9, Open: true, LastGood: i4 - 600e9,
				Severity: 0.3, Level: incident.Medium, ImpactGB: 5.1, ImpactMinutes: 710, Rows: 71, Headline: "latency 81 ms (usual 66) lasting on core-01 in eu-central since 2024-03-03 12:00",
				Evidence: []incident.Evidence{evidence(record.Latency, "core-01", "eu-central", i4+7200e9, i4, end, 81, 66, 3, 78)}},
			{ID: "I-3", Rank: 5, Kind: usual.Unusual, Scope: incident.Fleet, Cause: incident.Unknown, Why: "Nothing else changed.",
				Devices: []incident.Member{member("edge-03", "us-east", i3, i3+3000e9, record.Loss, 3.5, 0.35, 31), member("edge-03", "eu-central", i3, i3+3000e9, record.Loss, 4.5, 0.35, 41)},
				Hit:     3, Of: 12, Regions: 3, Start: i3, End: i3 + 3000e9, Raised: i3 + 1200e9, LastGood: i3 - 600e9,
				Severity: 0.2, Rule: 1.75, Level: incident.Low, ImpactGB: 0.4, ImpactMinutes: 150, Rows: 18, Flagged: 18, Headline: "loss 5.5 % (usual 0.35) on 3 of 12 devices in 3 regions from 2024-03-03 09:00 for 50 min",
				Evidence: []incident.Evidence{evidence(record.Loss, "edge-03", "eu-central", i3, i3, i3+3000e9, 4.5, 0.35, 0.1, 1)}},
		},
		Spikes:  []incident.Spike{{Device: record.MakeName("edge-01"), Region: record.MakeName("us-east"), Metric: record.Latency, At: fixtureTime(0, 5, 20), Value: 170, Usual: 41, Z: 18.2}},
		Chronic: []incident.Chronic{{Device: record.MakeName("core-01"), Region: record.MakeName("ap-south"), Metric: record.Latency, Median: 140, Limit: 120, Samples: 432}},
	}
	return &out
}

func tileOf(now, usual float64) kpi.Tile { return kpi.Tile{Now: now, Usual: usual} }

// withHostileIncidents gives the incidents made by hand other names and texts.
func withHostileIncidents(r *analytics.Report, names []string) *analytics.Report {
	out := withIncidents(r)
	name := func(k int) record.Name { return record.MakeName(names[k%len(names)]) }
	for k := range out.Findings.Incidents {
		i := &out.Findings.Incidents[k]
		i.Headline, i.Why, i.Region, i.Prefix = "\x1b[2Jhead\nline "+names[4], names[k]+names[0], name(k+6), names[k]
		for n := range i.Devices {
			i.Devices[n].Device, i.Devices[n].Region = name(n), name(n+6)
		}
		for n := range i.Evidence {
			e := &i.Evidence[n]
			e.Device, e.Region, e.Rule, e.Method = name(n+k), name(n+k+6), names[0]+"\r\n", names[1]
		}
	}
	out.Findings.Note = names[0]
	out.Findings.Spikes[0].Device, out.Findings.Chronic[0].Device = name(4), name(8)
	return out
}
