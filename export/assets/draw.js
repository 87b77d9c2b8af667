// The state of the page, its element helpers, and what all charts share.
const $ = id => document.getElementById(id);
const query = s => document.querySelector(s), $$ = s => document.querySelectorAll(s);
const on = (e, type, f, options) => e.addEventListener(type, f, options);
const SVG = 'http://www.w3.org/2000/svg';
const DASH = ['', '7 3', '2 3', '9 3 2 3', '4 4', '12 4'];

const ROOT = document.documentElement, REGIONS = D.slots.map((_, i) => i);

function write(id, text) { $(id).textContent = text; }
function press(button, yes) { button.setAttribute('aria-pressed', String(yes)); }
function boxOf(e) { return e.getBoundingClientRect(); }

// focusable makes a chart take keys; what it is called stands in the page.
function focusable(host) {
  dress(host, {tabindex: 0, role: 'group', 'aria-roledescription': 'chart', 'aria-label': host.dataset.label});
}

// el makes an element; text goes in as text, never as markup.
function el(name, attrs, parent, text) {
  const e = document.createElement(name);
  return dress(e, attrs, parent, text);
}

function svg(name, attrs, parent, text) {
  return dress(document.createElementNS(SVG, name), attrs, parent, text);
}

// label writes a text into a drawing, path draws a line or shape.
function label(parent, x, y, text, anchor, cls) {
  return svg('text', {class: cls || 'tick', x, y, 'text-anchor': anchor || 'start'}, parent, text);
}

function path(parent, cls, d) { return svg('path', {class: cls, d}, parent); }

// xy writes a point of a path.
function xy(x, y) { return x.toFixed(1) + ' ' + y.toFixed(1); }

function dress(e, attrs, parent, text) {
  for (const k in attrs) e.setAttribute(k, typeof attrs[k] === 'number' ? Number(attrs[k].toFixed(2)) : attrs[k]);
  if (text !== undefined) e.textContent = text;
  if (parent) parent.appendChild(e);
  return e;
}

// FULL is the time range of the whole input, BUCKET the finest step in it.
const BASE = D.lines[0] || null;
const BUCKET = BASE ? BASE.w : D.heat ? D.heat.w : HOUR;
const FULL = BASE ? [BASE.s, BASE.s + BASE.w * BASE.n.length]
  : D.heat ? [D.heat.s, D.heat.s + D.heat.w * D.heat.cols] : [D.first, max(D.last, D.first + 1)];
const LEAST = min(4 * BUCKET, FULL[1] - FULL[0]);

// S is everything a viewer can change, START how it begins. A filter and regions
// come to it later.
const START = {
  t0: FULL[0], t1: FULL[1],
  p: false, x: false, b: false, fit: false,
  hm: 0, hk: 'mean', hv: 'time',
  inc: '', // the incident whose evidence is open
  sort: 'sev', down: true, page: 0,
  dq: '', dsort: 'mean', ddown: true, dmore: 20,
};
const S = Object.assign({off: new Set(), q: '', print: false}, START); // off: hidden regions by number

// Filter is what S.q means: its rule, whether it asks for times, and by region
// whether anything there can match.
const Filter = {rule: null, timed: false, regions: []};

function useFilter(text) {
  const r = readFilter(text);
  if (r.what) return r;
  S.q = text.trim();
  Filter.rule = r.rule;
  Filter.timed = Boolean(r.rule) && usesTime(r.rule);
  const all = D.cells.d.length === D.totalCells; // else some devices are not known here
  Filter.regions = D.regions.map((_, i) => !r.rule || (all ? D.cells.d.some((d, k) => D.cells.r[k] === i && maybe(r.rule, i, d)) : maybe(r.rule, i)));
  return r;
}

function usesTime(r) { return r.kids ? r.kids.some(usesTime) : r.field === 'time' || r.field === 'hour'; }

// chosen regions are those whose chip is on; shown ones may also match the filter.
function chosen(region) { return !S.off.has(region); }
function shown(region) { return chosen(region) && (!Filter.rule || Filter.regions[region]); }
function timeShown(region, a, b) { return !Filter.timed || maybe(Filter.rule, region, undefined, a, b); }
const LOW = 'i', HIGH = D.percentiles ? 'p' : 'x'; // ends of the band
function whole() { return S.t0 <= FULL[0] && S.t1 >= FULL[1]; }

function slotClass(region) {
  const slot = region >= 0 ? D.slots[region] : -1;
  return slot >= 0 ? 'c' + slot : 'cx';
}

function slotDash(region) {
  const slot = region >= 0 ? D.slots[region] : -1;
  return slot >= 0 ? DASH[slot] : '1 3';
}

// say puts a reading into the live region, where screen readers pick it up.
function say(text) { write('live', text); }

// place moves an overlay without a layout of the page.
function place(e, x, y, w, h) {
  e.style.transform = 'translate(' + x.toFixed(1) + 'px,' + y.toFixed(1) + 'px)';
  if (w !== undefined) e.style.width = max(0, w).toFixed(1) + 'px';
  if (h !== undefined) e.style.height = max(0, h).toFixed(1) + 'px';
}

// placeTip keeps a tooltip of fixed width inside its chart.
function placeTip(tip, x, width, tipWidth) {
  const right = x + 14 + tipWidth < width;
  place(tip, right ? x + 14 : max(0, x - 14 - tipWidth), 8);
}

// plotX maps a time to a pixel.
function plotX(f, t) { return f.left + (f.w - f.left - f.right) * (t - f.t0) / (f.t1 - f.t0); }
function plotT(f, x) { return f.t0 + (x - f.left) / (f.w - f.left - f.right) * (f.t1 - f.t0); }
function plotY(f, v) { return f.top + (f.h - f.top - f.bottom) * (f.hi - v) / (f.hi - f.lo); }

function timeAxis(f, parent, y) {
  const {at, step} = timeTicks(f.t0, f.t1, max(3, floor((f.w - f.left - f.right) / (f.w < 560 ? 60 : 90))));
  for (const t of at) {
    const x = plotX(f, t);
    label(parent, x, y, tickLabel(t, step), x > f.w - f.right - 14 ? 'end' : 'middle');
  }
}

// clampRange keeps a range inside the input and above LEAST.
function clampRange(a, b) {
  const len = max(LEAST, min(b - a, FULL[1] - FULL[0])), mid = (a + b) / 2;
  a = max(FULL[0], min(mid - len / 2, FULL[1] - len));
  return [a, a + len];
}

// setRange zooms all panels.
function setRange(a, b) {
  [a, b] = clampRange(a, b);
  if (abs(a - S.t0) < 1 && abs(b - S.t1) < 1) return;
  change(() => { S.t0 = a; S.t1 = b; S.page = 0; });
}

function zoomBy(factor, at) {
  const len = (S.t1 - S.t0) * factor, share = (at - S.t0) / (S.t1 - S.t0);
  setRange(at - len * share, at + len * (1 - share));
}

function panBy(share) {
  const d = (S.t1 - S.t0) * share;
  const a = max(FULL[0], min(S.t0 + d, FULL[1] - (S.t1 - S.t0)));
  setRange(a, a + (S.t1 - S.t0));
}

// only shows one region; asked again for the same, all of them.
function only(region) {
  change(() => {
    const alone = chosen(region) && S.off.size === D.slots.length - 1;
    S.off.clear();
    if (!alone) REGIONS.forEach(i => { if (i !== region) S.off.add(i); });
    S.page = 0;
  });
}

// fillTable replaces the content of a table inside a details element.
function fillTable(details, head, rows) {
  const table = details.querySelector('table');
  table.tHead.textContent = '';
  const tr = el('tr', {}, table.tHead);
  for (const h of head) el('th', {scope: 'col'}, tr, h);
  const body = table.tBodies[0];
  body.textContent = '';
  for (const cells of rows) {
    const row = el('tr', {}, body);
    for (const c of cells) el('td', {}, row, c);
  }
}
