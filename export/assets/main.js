// Chips, time range, theme, undo, links, printing and start.

// --- state as a link ---

// viewOf writes what differs from the start as key:value pairs.
function viewOf() {
  const out = [], put = (k, v) => out.push(k + ':' + encodeURIComponent(v));
  if (!whole()) put('t', Math.round(S.t0) + '..' + Math.round(S.t1));
  if (S.off.size) {
    // Regions go by name, so that a link also fits the page of the next export.
    const on = D.slots.map((_, i) => i).filter(shown);
    const hide = S.off.size <= on.length;
    for (const i of hide ? S.off : on) put(hide ? 'hide' : 'only', D.regions[i]);
  }
  if (S.p) put('p95', 1);
  if (S.x) put('max', 1);
  if (S.fit) put('fit', 1);
  if (heatModes().length && S.hm !== heatModes()[0].id) put('heat', S.hm);
  if (S.hv !== 'time') put('by', S.hv);
  if (S.q) put('q', S.q);
  if (S.sort !== 'sev' || !S.down) put('sort', (S.down ? '-' : '') + S.sort);
  if (S.dq) put('dq', S.dq);
  if (S.dsort !== 'mean' || !S.ddown) put('dsort', (S.ddown ? '-' : '') + S.dsort);
  return out.join(';');
}

// setView is the inverse; what it does not understand it leaves alone.
function setView(text) {
  Object.assign(S, {t0: FULL[0], t1: FULL[1], p: false, x: false, fit: false, hv: 'time', q: '', sort: 'sev', down: true, page: 0,
    dq: '', dsort: 'mean', ddown: true, hm: heatModes().length ? heatModes()[0].id : ''});
  S.off.clear();
  const onlyNames = new Set();
  for (const pair of text.split(';')) {
    const at = pair.indexOf(':'), key = pair.slice(0, at);
    let v = '';
    try { v = decodeURIComponent(pair.slice(at + 1)); } catch (e) { continue; }
    if (key === 't') {
      const [a, b] = v.split('..').map(Number);
      if (b > a && a < FULL[1] && b > FULL[0]) {
        S.t0 = Math.max(FULL[0], a);
        S.t1 = Math.min(FULL[1], Math.max(b, S.t0 + LEAST));
        S.t0 = Math.min(S.t0, S.t1 - LEAST);
      }
    } else if (key === 'hide') D.slots.forEach((_, i) => { if (D.regions[i] === v) S.off.add(i); });
    else if (key === 'only') onlyNames.add(v);
    else if (key === 'p95') S.p = true;
    else if (key === 'max') S.x = true;
    else if (key === 'fit') S.fit = true;
    else if (key === 'heat' && heatModes().some(m => m.id === v)) S.hm = v;
    else if (key === 'by' && v === 'day') S.hv = v;
    else if (key === 'q') S.q = v;
    else if (key === 'dq') S.dq = v;
    else if (key === 'sort' && Object.prototype.hasOwnProperty.call(ROW, v.replace(/^-/, ''))) { S.sort = v.replace(/^-/, ''); S.down = v[0] === '-'; }
    else if (key === 'dsort' && Object.prototype.hasOwnProperty.call(CELL, v.replace(/^-/, ''))) { S.dsort = v.replace(/^-/, ''); S.ddown = v[0] === '-'; }
  }
  if (onlyNames.size) D.slots.forEach((_, i) => { if (!onlyNames.has(D.regions[i])) S.off.add(i); });
  if (S.off.size >= D.slots.length) S.off.clear();
}

// --- change, undo ---

const History = {stack: [], last: '', kind: ''};

// change runs an edit of S and redraws. Edits of one drag or of one typing are
// undone in one step: those give their kind.
function change(edit, kind) {
  if (!kind || kind !== History.kind) History.stack.push(viewOf());
  if (History.stack.length > 100) History.stack.shift();
  History.kind = kind || '';
  edit();
  if (S.off.size >= D.slots.length) S.off.clear(); // the last chip off turns all on
  redraw();
}

// changed ends a drag.
function changed() { History.kind = ''; }

function undo() {
  let view;
  do view = History.stack.pop(); while (view !== undefined && view === viewOf());
  if (view === undefined) { redraw(); return; }
  History.kind = '';
  setView(view);
  redraw();
}

function redraw() {
  const view = viewOf();
  if (view !== History.last) {
    History.last = view;
    try { history.replaceState(null, '', view ? '#view=' + view : location.pathname + location.search); } catch (e) { /* a host may forbid it */ }
  }
  drawAll();
}

function drawAll(width) {
  drawChips();
  $('range').textContent = (whole() ? 'Whole input: ' : 'Shown: ') + between(S.t0, S.t1) + ' UTC (' + span(Math.round(S.t1 - S.t0)) + ')';
  $('reset').disabled = whole();
  $('undo').disabled = History.stack.length === 0;
  for (const b of document.querySelectorAll('[data-stat]')) b.setAttribute('aria-pressed', String(S[b.dataset.stat]));
  $('fit') && $('fit').setAttribute('aria-pressed', String(S.fit));
  for (const [id, v] of [['heat-metric', S.hm], ['heat-view', S.hv], ['filter', S.q], ['device-search', S.dq]]) {
    const e = $(id);
    if (e && e.value !== v) e.value = v;
  }
  drawLines(width);
  drawOverview();
  drawHeat(width);
  drawDevices();
  drawRegions();
  drawTable();
}

// --- chips ---

function swatch(cls, dash, parent) {
  const s = svg('svg', {width: 22, height: 10, 'aria-hidden': 'true'}, parent);
  svg('path', Object.assign({class: cls, d: 'M1 5H21', 'stroke-width': 2.4, fill: 'none'}, dash ? {'stroke-dasharray': dash} : {}), s);
}

const Chips = [];

function startChips() {
  const host = $('chips'), rest = D.slots.map((_, i) => i).filter(i => D.slots[i] < 0);
  const add = (regions, label, cls, dash) => {
    const b = el('button', {type: 'button', class: 'chip', title: label}, host);
    swatch(cls, dash, b);
    el('span', {}, b, label);
    b.addEventListener('click', () => change(() => {
      const on = regions.some(shown);
      for (const r of regions) { if (on) S.off.add(r); else S.off.delete(r); }
      S.page = 0;
    }));
    b.addEventListener('dblclick', () => { if (regions.length === 1) only(regions[0]); });
    Chips.push({b, regions});
  };
  D.slots.forEach((slot, i) => { if (slot >= 0) add([i], D.regions[i], slotClass(i), slotDash(i)); });
  if (rest.length) add(rest, num(rest.length, 0) + (rest.length === 1 ? ' other' : ' others'), 'cx', '1 3');
  if (D.slots.length > 1) {
    const select = el('select', {'aria-label': 'Show one region only', id: 'only'}, host);
    el('option', {value: ''}, select, 'all regions');
    D.slots.forEach((_, i) => el('option', {value: i}, select, 'only ' + short(D.regions[i], 40)));
    select.addEventListener('change', () => {
      const v = select.value;
      change(() => {
        S.off.clear();
        if (v !== '') D.slots.forEach((_, i) => { if (i !== Number(v)) S.off.add(i); });
        S.page = 0;
      });
    });
  }
}

function drawChips() {
  for (const c of Chips) c.b.setAttribute('aria-pressed', String(c.regions.some(shown)));
  if ($('only')) {
    const on = D.slots.map((_, i) => i).filter(shown);
    $('only').value = on.length === 1 && D.slots.length > 1 ? String(on[0]) : '';
  }
}

// --- theme ---

const THEMES = ['system', 'light', 'dark'];
let theme = 'system';

function setTheme(name, keep) {
  theme = THEMES.includes(name) ? name : 'system';
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $('theme').textContent = 'Theme: ' + theme;
  if (keep) try { localStorage.setItem('network-analytics-theme', theme); } catch (e) { /* no storage: this visit only */ }
}

// --- start ---

function startPrinting() {
  const before = () => { if (!S.print) { S.print = true; drawAll(720); } };
  const after = () => { if (S.print) { S.print = false; drawAll(); } };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  $('print').addEventListener('click', () => print());
}

function start() {
  document.documentElement.classList.add('js');
  for (const e of document.querySelectorAll('.tools, .strip, .ctl')) e.hidden = false;
  let kept = 'system';
  try { kept = localStorage.getItem('network-analytics-theme') || 'system'; } catch (e) { /* no storage */ }
  setTheme(kept);
  $('theme').addEventListener('click', () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % 3], true));
  startChips();
  startLines();
  startHeat();
  startDevices();
  startTable();
  startPrinting();
  $('undo').addEventListener('click', undo);
  $('reset').addEventListener('click', () => setRange(FULL[0], FULL[1]));
  for (const b of document.querySelectorAll('[data-stat]')) b.addEventListener('click', () => change(() => { S[b.dataset.stat] = !S[b.dataset.stat]; }));
  if ($('fit')) $('fit').addEventListener('click', () => change(() => { S.fit = !S.fit; }));
  for (const b of document.querySelectorAll('[data-zoom]')) {
    b.addEventListener('click', () => {
      const z = b.dataset.zoom;
      if (z === 'in') zoomBy(0.5, readingTime()); else if (z === 'out') zoomBy(2, readingTime()); else panBy(z === 'left' ? -0.3 : 0.3);
    });
  }
  const fromLink = () => {
    const m = /^#view=(.*)$/.exec(location.hash);
    if (m) setView(m[1]);
    return Boolean(m);
  };
  fromLink();
  addEventListener('hashchange', () => { if (fromLink()) redraw(); });
  let waiting = 0;
  addEventListener('resize', () => {
    if (waiting || S.print) return;
    waiting = requestAnimationFrame(() => { waiting = 0; drawLines(); drawOverview(); drawHeat(); });
  });
  redraw();
  document.documentElement.dataset.ready = '1';
}

start();
