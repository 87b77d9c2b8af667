//go:build unix

package browsertest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"network-analytics/export"
)

// The numbers on the page are those of the JSON and of bottlenecks.csv: all three
// are read back and compared.
func TestPageJSONAndCSVAgree(t *testing.T) {
	r := sample(t, "oracle")
	var jsonText, csvText bytes.Buffer
	check(t, export.JSON(&jsonText, r, export.About{}))
	check(t, export.BottlenecksCSV(&csvText, r, export.CSVOptions{}))
	var report struct {
		RunID   string `json:"run_id"`
		Verdict struct{ Headline string }
		Tiles   []struct {
			Key   string
			Value *float64
		}
		Bottlenecks struct {
			Total int
			Items []struct {
				Severity float64
			}
		}
	}
	check(t, json.Unmarshal(jsonText.Bytes(), &report))
	rows, err := csv.NewReader(&csvText).ReadAll()
	check(t, err)

	tb := launch(t).ready(t, writePage(t, r), 1360, 900)
	if got := tb.text(`document.querySelector('.verdict h2').textContent`); got != report.Verdict.Headline {
		t.Errorf("verdict %q, in the JSON %q", got, report.Verdict.Headline)
	}
	if got := tb.text(`document.querySelector('.source').textContent`); !strings.Contains(got, "run "+report.RunID) {
		t.Errorf("%q does not name the run %s", got, report.RunID)
	}
	for _, tile := range report.Tiles {
		got := tb.text(`document.querySelector('[data-key="` + tile.Key + `"] .value').textContent`)
		if tile.Value == nil {
			if !strings.Contains(got, "no data") {
				t.Errorf("%s is %q, null in the JSON", tile.Key, got)
			}
			continue
		}
		number := regexp.MustCompile(`-?[\d,]+(\.\d+)?`).FindString(got)
		_, decimals, _ := strings.Cut(number, ".")
		half := 0.5
		for range decimals {
			half /= 10
		}
		var page float64
		if json.Unmarshal([]byte(strings.ReplaceAll(number, ",", "")), &page) != nil || page-*tile.Value > half*1.001 || *tile.Value-page > half*1.001 {
			t.Errorf("%s is %q, %v in the JSON", tile.Key, got, *tile.Value)
		}
	}
	if n := tb.number(`parseInt(document.querySelector('#table-count').textContent)`); int(n) != len(rows)-1 || int(n) != report.Bottlenecks.Total {
		t.Errorf("%v rows on the page, %d in the CSV, %d in the JSON", n, len(rows)-1, report.Bottlenecks.Total)
	}
	shown, err := csv.NewReader(strings.NewReader(tb.download())).ReadAll()
	check(t, err)
	var fromPage, fromCSV []string
	line := func(device, region, severity string) string {
		v, err := strconv.ParseFloat(severity, 64)
		check(t, err)
		return fmt.Sprint(device, " ", region, " ", v)
	}
	for _, row := range shown[1:] {
		fromPage = append(fromPage, line(row[2], row[1], row[3]))
	}
	for _, row := range rows[1:] {
		fromCSV = append(fromCSV, line(row[0], row[1], row[3]))
	}
	slices.Sort(fromPage)
	slices.Sort(fromCSV)
	if !slices.Equal(fromPage, fromCSV) {
		t.Errorf("%d rows of the page's download are not those of bottlenecks.csv", len(fromPage))
	}
	var severities []float64
	tb.eval(`[...document.querySelectorAll('table.rows tbody tr')].map(tr => Number(tr.cells[3].textContent))`, &severities)
	for i, got := range severities {
		if want := report.Bottlenecks.Items[i].Severity; got != want {
			t.Errorf("row %d has the severity %v, %v in the JSON", i, got, want)
		}
	}
}
