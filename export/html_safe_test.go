package export

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// tags lists every start tag of the markup as name and attribute names.
func tags(t testing.TB, page string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	page = regexp.MustCompile(`(?s)(<script[^>]*>).*?</script>`).ReplaceAllString(page, "$1</script>")
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, "<style></style>")
	attr := regexp.MustCompile(`^\s+([^\s=>/"]+)(?:="([^"<>]*)")?`)
	for i := 0; i < len(page); i++ {
		if page[i] != '<' || page[i+1] == '/' || page[i+1] == '!' {
			continue
		}
		name := regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]*`).FindString(page[i+1:])
		if name == "" {
			t.Fatalf("a bare < in the page: %.60q", page[i:])
		}
		rest := page[i+1+len(name):]
		out[name] = append(out[name], "")
		for {
			m := attr.FindStringSubmatch(rest)
			if m == nil {
				break
			}
			out[name] = append(out[name], strings.ToLower(m[1]))
			rest = rest[len(m[0]):]
		}
		if !strings.HasPrefix(strings.TrimSpace(rest), ">") && !strings.HasPrefix(strings.TrimSpace(rest), "/>") {
			t.Fatalf("a broken tag: %.120q", page[i:])
		}
	}
	return out
}

var hostile = []string{
	`</script><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'&<b>`, "a\u2028b", "\u202Eabc",
	`=HYPERLINK("x")`, strings.Repeat("n", 200), "", `<!--`, `{{.Title}}`, "\x00\x1b[31m",
}

func hostileReport(t testing.TB) *analytics.Report {
	var b strings.Builder
	for i, n := range hostile {
		n = `"` + strings.ReplaceAll(n, `"`, `""`) + `"`
		fmt.Fprintf(&b, "2024-01-01 0%d:00:00,%s,%s,1,%d,3,50\n", i%10, n, n, 100+i*10)
	}
	return csvReport(t, b.String())
}

func TestPageHoldsOnlyItsOwnMarkup(t *testing.T) {
	allowed := map[string]bool{}
	for name := range tags(t, pageOf(t, oracle(t))) {
		allowed[name] = true
	}
	r := hostileReport(t)
	r.Load.Source = `<img src=x>"'&`
	r.Verdict.Headline, r.Verdict.Facts = `<b onclick="x">`, []string{`</main><iframe>`}
	r.Load.Notes = []string{`<iframe src=x>`}
	r.Load.AddFault(record.RowFault{Reason: record.BadNumber, File: `<u>`, Line: 3, Value: `"<i>`, Detail: `</ul>`})
	page := pageOf(t, r)
	for name, attrs := range tags(t, page) {
		if !allowed[name] && name != "circle" && name != "small" {
			t.Errorf("the hostile page has a <%s>", name)
		}
		for _, a := range attrs {
			if a == "style" || a == "src" || strings.HasPrefix(a, "on") {
				t.Errorf("<%s> has the attribute %s", name, a)
			}
		}
	}
	if n := strings.Count(page, "</script"); n != 2 {
		t.Errorf("%d script ends, want 2", n)
	}
	for _, bad := range []string{"\u202e", "\u2028", "\x1b", "\x00", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestPolicyAllowsOnlyTheOwnScriptAndStyle(t *testing.T) {
	page := pageOf(t, oracle(t))
	head := "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\""
	if !strings.HasPrefix(page, head) {
		t.Fatalf("the policy does not come first: %.200q", page)
	}
	policy, _, _ := strings.Cut(page[len(head):], `"`)
	policy = html.UnescapeString(policy)
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy without %s: %s", want, policy)
		}
	}
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)[1]
	script := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindStringSubmatch(page)[1]
	if !strings.Contains(policy, "style-src "+cspHash(style)+";") || !strings.Contains(policy, "script-src "+cspHash(script)+";") {
		t.Errorf("the hashes are not those of the page: %s", policy)
	}
	if regexp.MustCompile(`unsafe-|innerHTML|outerHTML|\beval\b|new Function|insertAdjacent|document\.write|setAttribute\('style'`).MatchString(page) {
		t.Error("the page uses what the policy forbids")
	}
	if regexp.MustCompile(`https?://`).MatchString(strings.ReplaceAll(page, "http://www.w3.org/2000/svg", "")) {
		t.Error("the page names an address")
	}
}
