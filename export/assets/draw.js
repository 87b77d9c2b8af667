// The state of the page, its element helpers, and what all charts share.
const $ = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const DASH = ['', '7 3', '2 3', '9 3 2 3', '4 4', '12 4'];

// el makes an element; text goes in as text, never as markup.
function el(name, attrs, parent, text) {
  const e = document.createElement(name);
  return dress(e, attrs, parent, text);
}

function svg(name, attrs, parent, text) {
  return dress(document.createElementNS(SVG, name), attrs, parent, text);
}

function dress(e, attrs, parent, text) {
  for (const k in attrs) e.setAttribute(k, attrs[k]);
  if (text !== undefined) e.textContent = text;
  if (parent) parent.appendChild(e);
  return e;
}

// FULL is the time range of the whole input, BUCKET the finest step in it.
const BASE = D.lines[0] || null;
const BUCKET = BASE ? BASE.w : D.heat ? D.heat.w : HOUR;
const FULL = BASE ? [BASE.s, BASE.s + BASE.w * BASE.n.length]
  : D.heat ? [D.heat.s, D.heat.s + D.heat.w * D.heat.cols] : [D.first, Math.max(D.last, D.first + 1)];
const LEAST = Math.min(4 * BUCKET, FULL[1] - FULL[0]);

// Counts left out are those of the metric before.
if (D.heat) D.heat.metric.forEach((g, m, all) => {
  if (g && !g.n) Object.assign(g, {n: all[m - 1].n, dn: all[m - 1].dn});
});

// S is everything a viewer can change.
const S = {
  t0: FULL[0], t1: FULL[1],
  off: new Set(), // hidden regions by number
  p: false, x: false, fit: false,
  hm: '', hv: 'time',
  q: '', sort: 'sev', down: true, page: 0,
  dq: '', dsort: 'mean', ddown: true, dmore: 20,
  print: false,
};

function shown(region) { return !S.off.has(region); }
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
function say(text) { $('live').textContent = text; }

// place moves an overlay without a layout of the page.
function place(e, x, y, w, h) {
  e.style.transform = 'translate(' + x.toFixed(1) + 'px,' + y.toFixed(1) + 'px)';
  if (w !== undefined) e.style.width = Math.max(0, w).toFixed(1) + 'px';
  if (h !== undefined) e.style.height = Math.max(0, h).toFixed(1) + 'px';
}

// placeTip keeps a tooltip of fixed width inside its chart.
function placeTip(tip, x, width, tipWidth) {
  const right = x + 14 + tipWidth < width;
  place(tip, right ? x + 14 : Math.max(0, x - 14 - tipWidth), 8);
}

// plotX maps a time to a pixel.
function plotX(f, t) { return f.left + (f.w - f.left - f.right) * (t - f.t0) / (f.t1 - f.t0); }
function plotT(f, x) { return f.t0 + (x - f.left) / (f.w - f.left - f.right) * (f.t1 - f.t0); }
function plotY(f, v) { return f.top + (f.h - f.top - f.bottom) * (f.hi - v) / (f.hi - f.lo); }

function timeAxis(f, parent, y) {
  const {at, step} = timeTicks(f.t0, f.t1, Math.max(3, Math.floor((f.w - f.left - f.right) / (f.w < 560 ? 60 : 90))));
  for (const t of at) {
    const x = plotX(f, t);
    svg('text', {class: 'tick', x: x.toFixed(1), y, 'text-anchor': x > f.w - f.right - 14 ? 'end' : 'middle'}, parent, tickLabel(t, step));
  }
}

// setRange zooms all panels; the range stays inside the input and above LEAST.
function setRange(a, b) {
  let len = Math.max(LEAST, Math.min(b - a, FULL[1] - FULL[0]));
  const mid = (a + b) / 2;
  a = Math.max(FULL[0], Math.min(mid - len / 2, FULL[1] - len));
  b = a + len;
  if (Math.abs(a - S.t0) < 1 && Math.abs(b - S.t1) < 1) return;
  change(() => { S.t0 = a; S.t1 = b; S.page = 0; });
}

function zoomBy(factor, at) {
  const len = (S.t1 - S.t0) * factor, share = (at - S.t0) / (S.t1 - S.t0);
  setRange(at - len * share, at + len * (1 - share));
}

function panBy(share) {
  const d = (S.t1 - S.t0) * share;
  const a = Math.max(FULL[0], Math.min(S.t0 + d, FULL[1] - (S.t1 - S.t0)));
  setRange(a, a + (S.t1 - S.t0));
}

// only shows one region; asked again for the same, all of them.
function only(region) {
  change(() => {
    const alone = shown(region) && S.off.size === D.slots.length - 1;
    S.off.clear();
    if (!alone) D.slots.forEach((_, i) => { if (i !== region) S.off.add(i); });
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
