package mapping

import (
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

func FuzzReadValue(f *testing.F) {
	for _, s := range []string{"12.5", "30 ms", "<1ms", "1.234,56", "1,234", "['15.3']", "N/A", "1e999", "15 Mbps", "-0", "\xff", strings.Repeat("9", 400)} {
		f.Add([]byte(s))
	}
	var columns []Column
	for f := Traffic; f < NumFields; f++ {
		for _, unit := range append(unitChoices[f], "percent idle", "B", "B/300s") {
			for m := plainNumbers; m <= commaGrouping; m++ {
				c := column(f, unit)
				c.marks, c.CellUnits, c.list = m, m != plainNumbers, true
				c.Counter = c.unit.dim == amount
				columns = append(columns, c)
			}
		}
	}
	f.Fuzz(func(t *testing.T, cell []byte) {
		for i := range columns {
			c := &columns[i]
			v, _, ok := c.Read(cell)
			m, _ := c.Field.Metric()
			info := record.Metrics[m]
			if ok && v == v && (v < info.Min || !c.Counter && v > info.Max) {
				t.Fatalf("%q in %s gives %v", cell, c.Unit, v)
			}
		}
	})
}

func FuzzReadTime(f *testing.F) {
	for _, s := range []string{"2025-03-01T10:20:30Z", "01/02/2025 10:00", "Sat Mar  1 12:00:00 UTC 2025", "1740787200000", "50:40.0", "20250301", "12:00 AM", "45747.7", "2016-12-31T23:59:60Z"} {
		f.Add([]byte(s), []byte(s))
	}
	f.Fuzz(func(t *testing.T, sample, cell []byte) {
		for _, a := range []Answers{{}, {DateOrder: MonthFirst}, {TimeFormat: "%d.%m.%Y %H:%M:%S %z"}, {TimeFormat: "syslog:2024"}, {TimeFormat: "epoch-us"}, {TimeFormat: "ole"}} {
			p := Propose(Input{Columns: []Candidate{{Name: "date", Samples: []string{string(sample)}}, {Name: "time", Samples: []string{string(cell)}}, {Name: "latency_ms"}}, Answers: a})
			for range 2 {
				ns, _, fault := p.Time.Read([][]byte{cell, sample, nil})
				if fault != TimeOK && (ns != 0 || fault.String() == "") {
					t.Fatalf("%q: %d with fault %d", cell, ns, fault)
				}
			}
		}
	})
}

func FuzzPropose(f *testing.F) {
	for _, s := range []string{
		"timestamp,host,latency,loss\n2025-03-01T00:00:00Z,a,20,0.5", "Time,edge-01 latency,edge-01 loss\n1740787200000,1,2",
		"time,metric,value\n1740787200,core1.rtt_ms,5", "(PDH-CSV 4.0) (X)(-330),\\\\H\\Processor(_Total)\\% Processor Time\n04/28/2023 05:55:48.490,1",
		",a,b,c\na,1,2,3\nb,1,2,3\nc,1,2,3", "(,[,)\n1,2,3", "Zeit;RTT [ms]\n13.03.2025;12,5", "#Idle %,_,raw,x (RAW)\n1,2,3,4",
	} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, headless bool) {
		if len(text) > 1<<16 {
			return
		}
		for _, d := range []byte{',', ';'} {
			in := table("x\n"+"y", delimiter(d))
			if strings.TrimSpace(text) != "" {
				in = table(text, delimiter(d))
			}
			in.Headerless = headless
			p := Propose(in)
			if len(p.Columns) != len(in.Columns) {
				t.Fatalf("%d columns of %d", len(p.Columns), len(in.Columns))
			}
			if p.Problem != "" && len(p.Questions) > 0 {
				t.Fatal("a question where nothing helps")
			}
			for _, q := range p.Questions {
				if !strings.HasSuffix(q.Text, "?") || len(q.Options) == 0 || record.CleanText(q.Text) != q.Text {
					t.Fatalf("question %+v", q)
				}
			}
			for _, n := range append(p.Notes, p.Problem) {
				if record.CleanText(n) != n {
					t.Fatalf("note %q", n)
				}
			}
			for f := Time; f < NumFields; f++ {
				if i := p.Column(f); i >= 0 {
					p.Columns[i].Read([]byte("1"))
				}
			}
			p.Time.Read(make([][]byte, len(p.Columns)))
			if p.Layout.Kind == Long {
				for _, name := range strings.Fields(text) {
					p.Layout.Key([]byte(name))
				}
			}
			var b strings.Builder
			if err := WriteProfile(&b, p.Settled()); err != nil {
				t.Fatal(err)
			}
			p.CommandLine()
		}
	})
}
