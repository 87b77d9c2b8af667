//go:build unix

package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestThemes switches between light and dark and computes the contrast of all text
// in both.
func TestThemes(t *testing.T) {
	url := writePage(t, planted(t))
	b := launch(t)
	paper := `getComputedStyle(document.body).backgroundColor`
	tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme("dark") })
	dark := tb.text(paper)
	tb.click("#theme") // system -> light
	light := tb.text(paper)
	if dark == light {
		t.Errorf("dark and light are both %s", dark)
	}
	tb.load(url)
	if got := tb.text(paper); got != light {
		t.Errorf("after a reload %s, want the chosen light", got)
	}
	tb.eval(`localStorage.clear()`, nil)
	for _, scheme := range []string{"light", "dark"} {
		tb.theme(scheme)
		tb.load(url)
		tb.filter("speed > 3")
		tb.eval(`for (const d of document.querySelectorAll('details')) d.open = true; document.querySelector('.chip').click()`, nil)
		tb.contrast()
	}
	tb = b.open(t, url, 1360, 900, func(tb *tab) {
		tb.do("Page.addScriptToEvaluateOnNewDocument", obj{"source": `Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})`})
	})
	tb.click("#theme")
	if tb.text("document.documentElement.dataset.theme") != "light" {
		t.Error("no theme without storage")
	}
}

// accessChecks are rules of WCAG 2 A and AA and of good practice that a machine can
// decide. Each is a function in the page that lists what breaks it.
var accessChecks = map[string]string{
	"the page has a language and a title":  `document.documentElement.lang && document.title.trim() ? [] : ['html']`,
	"one main landmark, header and footer": `['main', 'header', 'footer'].filter(n => document.querySelectorAll('body > ' + n).length !== 1)`,
	"one first heading, no level left out": `(() => { let last = 0, bad = []; for (const h of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
		if (!h.checkVisibility()) continue; const level = Number(h.tagName[1]); if (level > last + 1) bad.push(h.textContent); last = level; }
		return bad.concat(document.querySelectorAll('h1').length === 1 ? [] : ['h1']); })()`,
	"ids are unique": `[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)`,
	"references lead somewhere": `[...document.querySelectorAll('[aria-labelledby],[aria-describedby]')].flatMap(e => [e.getAttribute('aria-labelledby'), e.getAttribute('aria-describedby')])
		.filter(Boolean).flatMap(s => s.split(' ')).filter(id => !document.getElementById(id))`,
	"landmarks and regions have names of their own": `[...document.querySelectorAll('main section, [role=region], [role=group]')].filter(e => e.checkVisibility()).map(e => e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby'))?.textContent || '').filter(n => !n.trim())`,
	"aria attributes and roles exist": `[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => a.name.startsWith('aria-') && !['aria-label', 'aria-labelledby', 'aria-describedby', 'aria-hidden', 'aria-pressed', 'aria-sort', 'aria-live', 'aria-invalid', 'aria-roledescription'].includes(a.name)
		|| a.name === 'role' && !['img', 'group', 'region', 'search', 'status', 'application'].includes(a.value)).map(a => a.name + '=' + a.value))`,
	"aria values are those that exist":            `[...document.querySelectorAll('[aria-sort],[aria-hidden],[aria-live],[aria-invalid]')].filter(e => [['aria-sort', /^(ascending|descending|none)$/], ['aria-hidden', /^true$/], ['aria-live', /^polite$/], ['aria-invalid', /^(true|false)$/]].some(([n, r]) => e.hasAttribute(n) && !r.test(e.getAttribute(n)))).map(e => e.outerHTML.slice(0, 90))`,
	"sorted headers are column headers":           `[...document.querySelectorAll('[aria-sort]')].filter(e => e.tagName !== 'TH' || e.scope !== 'col').map(e => e.outerHTML)`,
	"buttons and links have names":                `[...document.querySelectorAll('button, a[href], summary')].filter(e => !(e.getAttribute('aria-label') || e.textContent).trim()).map(e => e.outerHTML)`,
	"no control within another":                   `[...document.querySelectorAll('button, a[href], summary')].filter(e => e.querySelector('button, a[href], input, select')).map(e => e.outerHTML.slice(0, 90))`,
	"items stand in lists":                        `[...document.querySelectorAll('li')].filter(e => !['UL', 'OL'].includes(e.parentNode.tagName)).concat([...document.querySelectorAll('dt, dd')].filter(e => e.parentNode.tagName !== 'DL')).map(e => e.outerHTML.slice(0, 90))`,
	"what overflows can be scrolled by keys":      `[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0).map(e => e.outerHTML.slice(0, 90))`,
	"the skip link leads somewhere":               `document.querySelector('a.skip') && document.querySelector(document.querySelector('a.skip').getAttribute('href')) ? [] : ['skip']`,
	"states are true or false":                    `[...document.querySelectorAll('[aria-pressed]')].filter(e => !/^(true|false)$/.test(e.getAttribute('aria-pressed'))).map(e => e.outerHTML)`,
	"no order of focus of its own":                `[...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(e => e.outerHTML)`,
	"labels of fields":                            `[...document.querySelectorAll('input, select')].filter(e => !e.getAttribute('aria-label') && !e.labels.length).map(e => e.outerHTML)`,
	"column headers have a scope":                 `[...document.querySelectorAll('main th')].filter(e => !e.closest('.tip') && !['col', 'row'].includes(e.scope)).map(e => e.outerHTML)`,
	"tables have headers":                         `[...document.querySelectorAll('main table')].filter(e => !e.querySelector('th')).map(e => e.className)`,
	"what scrolls takes the focus and has a name": `[...document.querySelectorAll('.scroll')].filter(e => e.tabIndex !== 0 || !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))).map(e => e.className)`,
	"drawings are named or left out":              `[...document.querySelectorAll('svg')].filter(e => e.checkVisibility() && !e.parentNode.closest('svg') && e.getAttribute('aria-hidden') !== 'true' && !e.getAttribute('aria-label')).map(e => e.outerHTML.slice(0, 90))`,
	"nothing hidden takes the focus":              `[...document.querySelectorAll('[aria-hidden=true]')].filter(e => e.querySelector('button, a, input, select, [tabindex]')).map(e => e.outerHTML.slice(0, 90))`,
	"lists hold items only":                       `[...document.querySelectorAll('ul, ol')].filter(e => [...e.children].some(c => c.tagName !== 'LI')).map(e => e.outerHTML.slice(0, 90))`,
	"buttons are large enough":                    `[...document.querySelectorAll('button')].filter(e => e.checkVisibility() && !e.closest('th') && (e.offsetHeight < 24 || e.offsetWidth < 24)).map(e => e.outerHTML.slice(0, 90))`,
	"the page can be magnified":                   `/user-scalable|maximum-scale/.test(document.querySelector('meta[name=viewport]').content) ? ['viewport'] : []`,
}

func TestAccess(t *testing.T) {
	tb := launch(t).ready(t, writePage(t, planted(t)), 1360, 900)
	tb.eval(`for (const d of document.querySelectorAll('details')) d.open = true`, nil)
	tb.settle()
	for name, rule := range accessChecks {
		var broken []string
		tb.eval(rule, &broken)
		if len(broken) > 0 {
			t.Errorf("%s: %q", name, broken)
		}
	}

	// What the browser tells a screen reader.
	tb.do("Accessibility.enable", obj{})
	var tree struct {
		Nodes []struct {
			Ignored    bool
			Role, Name struct{ Value any }
		}
	}
	check(t, tb.b.call(tb.session, "Accessibility.getFullAXTree", obj{}, &tree))
	seen := map[string]int{}
	for _, n := range tree.Nodes {
		role, name := fmt.Sprint(n.Role.Value), strings.TrimSpace(fmt.Sprint(n.Name.Value))
		if n.Ignored {
			continue
		}
		seen[role]++
		if slices.Contains([]string{"button", "link", "searchbox", "combobox", "textbox", "option", "image", "img", "region", "heading", "columnheader", "DisclosureTriangle"}, role) && (name == "" || name == "<nil>") {
			t.Errorf("a %s has no name", role)
		}
	}
	for role, least := range map[string]int{"button": 20, "searchbox": 2, "combobox": 3, "columnheader": 20, "table": 3, "heading": 8, "main": 1, "status": 1} {
		if seen[role] < least {
			t.Errorf("%d of role %s, want at least %d: %v", seen[role], role, least, seen)
		}
	}
}

// TestKeyboard walks through all controls by tab and uses the charts by keys.
func TestKeyboard(t *testing.T) {
	tb := launch(t).ready(t, writePage(t, planted(t)), 1360, 900)
	tb.eval(`window.stops = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(e => e.checkVisibility() && !e.disabled); document.body.focus()`, nil)
	all := int(tb.number("stops.length"))
	at := func() int { return int(tb.number("stops.indexOf(document.activeElement)")) }
	for i := range all {
		tb.key("Tab", 0)
		if got := at(); got != i {
			t.Fatalf("stop %d of %d is %d: %s, want %s", i, all, got, tb.text("document.activeElement.outerHTML.slice(0, 100)"), tb.text(fmt.Sprintf("stops[%d].outerHTML.slice(0, 100)", i)))
		}
		if i > 0 && tb.text(`(s => s.outlineStyle + s.outlineWidth)(getComputedStyle(document.activeElement))`) == "none0px" {
			t.Errorf("the focus is not seen on %s", tb.text("document.activeElement.outerHTML.slice(0, 100)"))
		}
	}
	for i := all - 2; i >= all-5; i-- { // and back: no trap
		tb.key("Tab", 8)
		if got := at(); got != i {
			t.Errorf("back at stop %d, want %d", got, i)
		}
	}
	live := func() string { return tb.text(`document.querySelector('#live').textContent`) }
	tb.eval(`document.querySelector('#lines-chart').focus()`, nil)
	tb.key("Home", 0)
	first := live()
	tb.key("ArrowRight", 0)
	if live() == first || !strings.Contains(first, "milliseconds") {
		t.Errorf("the chart says %q, then %q", first, live())
	}
	tb.key("+", 0)
	zoomed := tb.text("range.textContent")
	tb.key("ArrowRight", 8)
	if tb.text("range.textContent") == zoomed || !strings.HasPrefix(zoomed, "Shown: ") {
		t.Errorf("zoom and pan by keys: %q", zoomed)
	}
	tb.key("0", 0)
	if s := tb.text("range.textContent"); !strings.HasPrefix(s, "Whole input") {
		t.Errorf("after 0: %q", s)
	}
	tb.eval(`document.querySelector('#heat-chart').focus()`, nil)
	tb.settle()
	tb.key("ArrowRight", 0) // the first cell
	tb.key("ArrowDown", 0)
	if s := live(); !strings.Contains(s, "eu-central") || !strings.Contains(s, "sample") {
		t.Errorf("the heatmap says %q, the focus is on %s", s, tb.text("document.activeElement.id"))
	}
	tb.key("Enter", 0)
	if s := tb.text("range.textContent"); !strings.HasPrefix(s, "Shown: 2023-01-01 ") {
		t.Errorf("after enter: %q", s)
	}
}
