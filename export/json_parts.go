package export

import (
	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
)

type jsonTime struct {
	First   string  `json:"first"`
	Last    string  `json:"last"`
	Seconds float64 `json:"seconds"`
}

type jsonView struct {
	Rows      string   `json:"rows"`
	From      moment   `json:"from"`
	To        moment   `json:"to"`
	Where     string   `json:"where"`
	Rules     []string `json:"rules"`
	Objective string   `json:"objective"`
	Capacity  float64  `json:"capacity_mbps"`
}

func newJSONView(v *analytics.View) jsonView {
	j := jsonView{Rows: v.Rows(), From: moment(v.From), To: moment(v.To), Rules: []string{}, Capacity: v.Capacity}
	if v.Where != nil {
		j.Where = v.Where.String()
	}
	for i := range v.Rules {
		j.Rules = append(j.Rules, v.Rules[i].Text)
	}
	if v.Objective != nil {
		j.Objective = v.Objective.Text
	}
	return j
}

type jsonLimits struct {
	Latency float64 `json:"latency_ms"`
	Loss    float64 `json:"packet_loss_pct"`
	CPU     float64 `json:"cpu_utilization_pct"`
	Z       float64 `json:"z"`
}

type jsonLoad struct {
	Files   []jsonFile    `json:"files"`
	Rows    *rowsJSON     `json:"rows"`
	Missing []missingJSON `json:"missing"`
	Notes   []string      `json:"notes"`
}

type jsonFile struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
	Rows  int64  `json:"rows"`
}

func newJSONLoad(l *record.LoadReport) jsonLoad {
	j := jsonLoad{Files: []jsonFile{}, Rows: newRowsJSON(l), Missing: newMissingJSON(l), Notes: append([]string{}, l.Notes...)}
	for _, f := range l.Files {
		j.Files = append(j.Files, jsonFile(f))
	}
	return j
}

type jsonVerdict struct {
	Level    string   `json:"level"`
	Headline string   `json:"headline"`
	Facts    []string `json:"facts"`
}

type jsonTile struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Value  number `json:"value"`
	Unit   string `json:"unit"`
	N      int64  `json:"samples"`
	Level  string `json:"level"`
	Now    number `json:"now"`
	Usual  number `json:"usual"`
	Method string `json:"method"`
}

func newJSONTile(t *kpi.Tile) jsonTile {
	return jsonTile{t.Key, t.Title, number(t.Value), t.Unit, t.N, t.Level.String(), number(t.Now), number(t.Usual), t.Method}
}

// jsonWhere names a device or a region.
type jsonWhere struct {
	Device     string `json:"device,omitempty"`
	DeviceText string `json:"device_text,omitempty"`
	Region     string `json:"region,omitempty"`
	RegionText string `json:"region_text,omitempty"`
}

func newJSONWhere(device, region record.Name) jsonWhere {
	j := jsonWhere{Device: device.Raw, Region: region.Raw}
	if device.Raw != "" && device.Text != device.Raw {
		j.DeviceText = device.Text
	}
	if region.Raw != "" && region.Text != region.Raw {
		j.RegionText = region.Text
	}
	return j
}

type jsonGroup struct {
	jsonWhere
	Rows        int64                  `json:"rows"`
	First       moment                 `json:"first"`
	Last        moment                 `json:"last"`
	Uptime      number                 `json:"uptime_score"`
	Performance number                 `json:"performance_score"`
	Bottlenecks int64                  `json:"bottlenecks"`
	MaxSeverity number                 `json:"max_severity"`
	Metrics     map[string]jsonSummary `json:"metrics"`
	Quality     *jsonQuality           `json:"quality"`
}

type jsonSummary struct {
	N     int64  `json:"n"`
	Sum   number `json:"sum"`
	Mean  number `json:"mean"`
	Std   number `json:"std"`
	Min   number `json:"min"`
	Max   number `json:"max"`
	P50   number `json:"p50"`
	P95   number `json:"p95"`
	P99   number `json:"p99"`
	Exact bool   `json:"exact"`
}

type jsonQuality struct {
	Good         int64        `json:"good"`
	Bad          int64        `json:"bad"`
	None         int64        `json:"no_data"`
	Availability number       `json:"availability"`
	AtLeast      number       `json:"availability_at_least"`
	Coverage     number       `json:"coverage"`
	Jitter       number       `json:"jitter_ms"`
	JitterN      int64        `json:"jitter_pairs"`
	Traffic95    number       `json:"traffic_p95_mbps"`
	Slots        int64        `json:"traffic_slots"`
	Slot         float64      `json:"traffic_slot_seconds"`
	LossRun      int          `json:"longest_loss_run"`
	Capacity     jsonCapacity `json:"capacity"`
}

type jsonCapacity struct {
	Days       int    `json:"days"`
	PerDay     number `json:"mbps_per_day"`
	Busy       number `json:"busy_hour_mbps"`
	Limit      number `json:"limit_mbps"`
	DaysLeft   number `json:"days_left"`
	Confidence string `json:"confidence"`
}

// newJSONGroup returns a group; q may be nil.
func newJSONGroup(g *kpi.Group, q *kpi.Quality) jsonGroup {
	j := jsonGroup{
		jsonWhere: newJSONWhere(g.Device, g.Region), Rows: g.Rows, First: moment(g.First), Last: moment(g.Last),
		Uptime: number(g.Uptime), Performance: number(g.Performance),
		Bottlenecks: g.Bottlenecks, MaxSeverity: number(g.MaxSeverity), Metrics: map[string]jsonSummary{},
	}
	for m := range record.NumMetrics {
		s := g.Metric[m]
		if q != nil && m != record.Latency {
			p := q.Percentile[m]
			s.P50, s.P95, s.P99, s.Exact = p[0], p[1], p[2], q.Exact[m]
		}
		j.Metrics[m.Info().Column] = jsonSummary{s.N, number(s.Sum), number(s.Mean), number(s.Std), number(s.Min), number(s.Max),
			number(s.P50), number(s.P95), number(s.P99), s.Exact && s.P50 == s.P50}
	}
	if q != nil {
		c := &q.Capacity
		j.Quality = &jsonQuality{q.Good, q.Bad, q.None, number(q.Availability), number(q.AtLeast()), number(q.Coverage), number(q.Jitter), q.JitterN,
			number(q.Traffic95), q.Slots, seconds(q.Slot), q.LossRun,
			jsonCapacity{c.Days, number(c.PerDay), number(c.Busy), orUnknown(c.Limit), number(c.DaysLeft), c.Confidence}}
	}
	return j
}

// orUnknown makes null of 0, where that means that nothing was stated.
func orUnknown(v float64) number {
	if v == 0 {
		v = record.Missing
	}
	return number(v)
}

type jsonIncident struct {
	ID       string `json:"id"`
	Rank     int    `json:"rank"`
	Level    string `json:"level"`
	Severity number `json:"severity"`
	Kind     string `json:"kind"`
	Scope    string `json:"scope"`
	Cause    string `json:"cause"`
	Why      string `json:"why"`
	Headline string `json:"headline"`
	jsonWhere
	Prefix   string         `json:"prefix,omitempty"`
	Hit      int            `json:"devices_hit"`
	Of       int            `json:"devices_of"`
	Start    moment         `json:"start"`
	End      moment         `json:"end"`
	Open     bool           `json:"open"`
	Seconds  float64        `json:"seconds"`
	Raised   moment         `json:"raised"`
	LastGood moment         `json:"last_good"`
	Flaps    int            `json:"came_back"`
	GB       number         `json:"impact_gb"`
	Minutes  number         `json:"impact_device_minutes"`
	Samples  int64          `json:"samples"`
	Flagged  int64          `json:"flagged"`
	Rule     number         `json:"rule_severity"`
	Devices  []jsonMember   `json:"devices"`
	Evidence []jsonEvidence `json:"evidence"`
}

type jsonMember struct {
	jsonWhere
	Start moment `json:"start"`
	End   moment `json:"end"`
}

type jsonEvidence struct {
	Metric string `json:"metric"`
	jsonWhere
	At       moment      `json:"at"`
	Value    number      `json:"value"`
	Usual    number      `json:"usual"`
	Spread   number      `json:"spread"`
	Z        number      `json:"z"`
	Limit    number      `json:"limit"`
	Rule     string      `json:"rule"`
	Samples  int         `json:"samples"`
	Days     int         `json:"days"`
	Method   string      `json:"method"`
	Bad      int         `json:"bad"`
	PeerRank int         `json:"peer_rank"`
	Peers    int         `json:"peers"`
	Around   *jsonSeries `json:"around"`
}

type jsonSeries struct {
	Time  []int64   `json:"time_ms"`
	Value []number  `json:"value"`
	Usual []rounded `json:"usual"`
	Limit []rounded `json:"limit"`
}

func newJSONIncident(in *incident.Incident, around bool) jsonIncident {
	j := jsonIncident{
		ID: in.ID, Rank: in.Rank, Level: in.Level.String(), Severity: number(in.Severity), Kind: in.Kind.String(), Scope: in.Scope.String(),
		Cause: in.Cause.String(), Why: in.Why, Headline: in.Headline, jsonWhere: newJSONWhere(record.Name{}, in.Region), Prefix: in.Prefix,
		Hit: in.Hit, Of: in.Of, Start: moment(in.Start), End: moment(in.End), Open: in.Open, Seconds: seconds(in.End - in.Start),
		Raised: moment(in.Raised), LastGood: moment(in.LastGood), Flaps: in.Flaps, GB: number(in.ImpactGB), Minutes: number(in.ImpactMinutes),
		Samples: in.Rows, Flagged: in.Flagged, Rule: number(in.Rule), Devices: []jsonMember{}, Evidence: []jsonEvidence{},
	}
	for _, d := range in.Devices[:min(jsonMembers, len(in.Devices))] {
		j.Devices = append(j.Devices, jsonMember{newJSONWhere(d.Device, d.Region), moment(d.Start), moment(d.End)})
	}
	for i := range in.Evidence {
		e := &in.Evidence[i]
		evidence := jsonEvidence{
			Metric: metricOf(in, e), jsonWhere: newJSONWhere(e.Device, e.Region), At: moment(e.At), Value: number(e.Value),
			Usual: number(e.Usual), Spread: number(e.Spread), Z: number(e.Z), Limit: number(e.Limit), Rule: e.Rule,
			Samples: e.Samples, Days: e.Days, Method: e.Method, Bad: e.Bad, PeerRank: e.PeerRank, Peers: e.Peers,
		}
		if a := &e.Around; around && len(a.Time) > 0 {
			s := &jsonSeries{Time: []int64{}, Value: numbers[number](a.Value), Usual: numbers[rounded](a.Usual), Limit: numbers[rounded](a.Limit)}
			for _, t := range a.Time {
				s.Time = append(s.Time, t/1e6)
			}
			evidence.Around = s
		}
		j.Evidence = append(j.Evidence, evidence)
	}
	return j
}

type jsonSpike struct {
	Metric string `json:"metric"`
	jsonWhere
	At    moment `json:"at"`
	Value number `json:"value"`
	Usual number `json:"usual"`
	Z     number `json:"z"`
}

func newJSONSpike(s *incident.Spike) jsonSpike {
	return jsonSpike{s.Metric.Info().Column, newJSONWhere(s.Device, s.Region), moment(s.At), number(s.Value), number(s.Usual), number(s.Z)}
}

type jsonChronic struct {
	Metric string `json:"metric"`
	jsonWhere
	Median  number `json:"median"`
	Limit   number `json:"limit"`
	Samples int64  `json:"samples"`
}

func newJSONChronic(c *incident.Chronic) jsonChronic {
	return jsonChronic{c.Metric.Info().Column, newJSONWhere(c.Device, c.Region), number(c.Median), number(c.Limit), c.Samples}
}

type jsonObjective struct {
	Text   string  `json:"text"`
	Target float64 `json:"target"`
	Slot   float64 `json:"slot_seconds"`
	Period float64 `json:"period_seconds"`
}

type jsonBudget struct {
	jsonWhere
	Good     int64      `json:"good"`
	Bad      int64      `json:"bad"`
	None     int64      `json:"no_data"`
	Attained number     `json:"attained"`
	Coverage number     `json:"coverage"`
	Allowed  number     `json:"bad_allowed"`
	Left     number     `json:"budget_left"`
	Minutes  number     `json:"minutes_left"`
	Hours    number     `json:"hours_left"`
	Burn     []jsonBurn `json:"burn"`
}

type jsonBurn struct {
	Window float64 `json:"window_seconds"`
	Rate   number  `json:"rate"`
	Slots  int64   `json:"slots"`
}

func newJSONBudget(b *slo.Budget) jsonBudget {
	j := jsonBudget{newJSONWhere(b.Device, b.Region), b.Good, b.Bad, b.None, number(b.Attained), number(b.Coverage),
		number(b.Allowed), number(b.Left), number(b.LeftMinutes), number(b.HoursLeft), []jsonBurn{}}
	for _, burn := range b.Burn {
		j.Burn = append(j.Burn, jsonBurn{seconds(burn.Window), number(burn.Rate), burn.Slots})
	}
	return j
}

type jsonBottleneck struct {
	Time string `json:"time"`
	jsonWhere
	Traffic     number   `json:"traffic_mbps"`
	Latency     number   `json:"latency_ms"`
	Loss        number   `json:"packet_loss_pct"`
	CPU         number   `json:"cpu_utilization_pct"`
	ZLatency    number   `json:"z_latency"`
	ZLoss       number   `json:"z_loss"`
	Rules       []string `json:"rules"`
	Severity    number   `json:"severity"`
	Description string   `json:"description"`
}

// ruleNames are the names of detect.Why, by bit.
var ruleNames = [...]string{"latency limit", "loss limit", "cpu limit", "latency z", "loss z"}

func newJSONBottleneck(r *analytics.Report, b *detect.Bottleneck) jsonBottleneck {
	v := &b.Value
	j := jsonBottleneck{
		rfc3339(b.Time), newJSONWhere(r.Device(b.Device), r.Region(b.Region)),
		number(v[record.Traffic]), number(v[record.Latency]), number(v[record.Loss]), number(v[record.CPU]),
		number(b.ZLatency), number(b.ZLoss), rulesOf(b), number(b.Severity), r.Describe(b),
	}
	return j
}

// rulesOf names the rules that a row breaks.
func rulesOf(b *detect.Bottleneck) []string {
	rules := []string{}
	for i, name := range ruleNames {
		if b.Why>>i&1 != 0 {
			rules = append(rules, name)
		}
	}
	return rules
}
