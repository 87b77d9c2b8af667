package export

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"
	"sync"

	"network-analytics/analytics"
)

// MaxPageBytes is how large a page may get. Whatever the input, the page's data
// is thinned until it fits: a page must survive a mail gateway.
const MaxPageBytes = 600_000

// A page of few rows is smaller still.
const (
	smallInput     = 12_000 // rows
	smallPageBytes = 250_000
)

//go:embed assets
var assets embed.FS

// scripts are the parts of the page's one script, in order. They share one
// function scope.
var scripts = []string{
	"core.js", "filter.js", "match.js", "draw.js", "lines.js", "read.js", "overview.js", "fold.js", "heat.js", "incidents.js", "tables.js", "view.js", "main.js",
}

// The fixed parts of a page, made when the first page is: most runs of the
// program write none.
var (
	pageCSS      = sync.OnceValue(func() string { return squeezeCSS(asset("dash.css")) })
	pageJS       = sync.OnceValue(joinScripts)
	pageCSP      = sync.OnceValue(func() string { return contentPolicy(pageJS(), pageCSS()) })
	pageTemplate = sync.OnceValue(func() *template.Template {
		return template.Must(template.New("page.html").Parse(asset("page.html")))
	})
)

func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // an embedded file cannot be missing
	}
	return string(b)
}

func joinScripts() string {
	var b strings.Builder
	b.WriteString("(function () {\n'use strict';\n")
	for _, name := range scripts {
		b.WriteString(asset(name))
	}
	b.WriteString("})();")
	return squeezeJS(b.String())
}

// contentPolicy forbids everything but the page's own script and style: even if
// a name from the data slipped through all escaping, it could not run or load
// anything.
func contentPolicy(js, css string) string {
	return "default-src 'none'; script-src " + cspHash(js) + "; style-src " + cspHash(css) +
		"; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
}

func cspHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// HTML writes the report as one self-contained page that needs no network. The
// page is complete without its script, which adds zoom, sorting, filters and
// themes. Equal reports give equal bytes. Times are UTC. The page does not tell
// which version of the program wrote it.
func HTML(w io.Writer, r *analytics.Report) error { return htmlPage(w, r, About{}) }

// htmlPage writes the page of HTML with the version of the program.
func htmlPage(w io.Writer, r *analytics.Report, about About) error {
	var page []byte
	for _, d := range details {
		p, err := newPage(r, about, d)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := pageTemplate().Execute(&b, p); err != nil {
			return err
		}
		if page = b.Bytes(); len(page) <= pageLimit(r.Load.Rows) {
			break
		}
	}
	_, err := w.Write(page)
	return err
}

// detail bounds what a page carries.
type detail struct {
	points      int // buckets of all lines together
	cells       int // heatmap cells
	bottlenecks int // rows of the table
	devices     int // rows of the device list
	regions     int // regions with rows and lines of their own
	incidents   int // rows of the list of incidents
	evidence    int // of them with evidence
}

// details are tried in order until the page is small enough. For most inputs the
// first is, unless names are very long or regions very many.
var details = []detail{
	{points: 5000, cells: 4000, bottlenecks: 5000, devices: 1500, regions: 60, incidents: 60, evidence: 20},
	{points: 5000, cells: 4000, bottlenecks: 5000, devices: 1500, regions: 60, incidents: 40, evidence: 8},
	{points: 5000, cells: 4000, bottlenecks: 5000, devices: 1500, regions: 60, incidents: 25, evidence: 4},
	{points: 3000, cells: 2000, bottlenecks: 4000, devices: 800, regions: 40, incidents: 25, evidence: 8},
	{points: 1500, cells: 1000, bottlenecks: 2000, devices: 300, regions: 24, incidents: 20, evidence: 4},
	{points: 600, cells: 500, bottlenecks: 500, devices: 100, regions: 12, incidents: 10, evidence: 2},
}

// pageLimit returns how many bytes the page of so many rows should have.
func pageLimit(rows int64) int {
	if rows <= smallInput {
		return smallPageBytes
	}
	return MaxPageBytes
}
