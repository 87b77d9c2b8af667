// The latency chart and its overview strip.
const Lines = {view: null, at: -1};

// linesShown picks the lines for the chosen regions: coloured ones, and the
// rest as one line unless only some of the rest are chosen.
function linesShown() {
  const rest = D.slots.map((s, i) => i).filter(i => D.slots[i] < 0);
  const allRest = rest.length > 0 && rest.every(shown);
  return D.lines.filter(l => l.r >= 0 && D.slots[l.r] >= 0 ? shown(l.r) : l.r === -1 ? allRest : !allRest && shown(l.r));
}

// pointsOf returns the points of a line in the time range, joined for a width.
function pointsOf(line, t0, t1, want) {
  const n = line.n.length;
  const i0 = Math.max(0, Math.floor((t0 - line.s) / line.w)), i1 = Math.min(n, Math.ceil((t1 - line.s) / line.w));
  const k = merging(Math.max(1, i1 - i0), line.w, want);
  const skew = skewOf(line.s, line.w, k), points = [];
  for (let g = Math.floor((i0 + skew) / k); g * k - skew < i1; g++) points.push(mergePoints(line, g * k - skew, (g + 1) * k - skew));
  return {line, k, points};
}

function middle(p) { return p.mid; }

// tracePath draws one statistic of a line; gaps stay open, single points are dots.
function tracePath(f, parent, points, key, attrs, radius) {
  let d = '';
  for (let i = 0; i < points.length; i++) {
    if (!has(points[i][key])) continue;
    let j = i;
    while (j + 1 < points.length && has(points[j + 1][key])) j++;
    for (let k = i; k <= j; k++) {
      const x = plotX(f, middle(points[k])).toFixed(1), y = plotY(f, points[k][key]).toFixed(1);
      if (i === j) svg('circle', {class: attrs.class + ' dot', cx: x, cy: y, r: radius}, parent);
      else d += (k === i ? 'M' : 'L') + x + ' ' + y;
    }
    i = j;
  }
  if (d) svg('path', Object.assign({d, fill: 'none'}, attrs), parent);
}

function drawLines(width) {
  const host = $('lines-chart');
  if (!host) return;
  const w = Math.max(240, width || host.clientWidth), narrow = w < 560;
  const f = {w, h: S.print ? 220 : narrow ? 260 : 340, left: 48, right: narrow ? 8 : 132, top: 18, bottom: 26, t0: S.t0, t1: S.t1, lo: Infinity, hi: -Infinity};
  const plot = f.w - f.left - f.right;
  const series = linesShown().map(l => pointsOf(l, S.t0, S.t1, Math.max(40, Math.min(300, Math.floor(plot / 3)))));
  const keys = ['m'].concat(S.p ? ['p'] : [], S.x ? ['x'] : []);
  for (const s of series) for (const p of s.points) for (const k of keys) {
    if (has(p[k])) { f.lo = Math.min(f.lo, p[k]); f.hi = Math.max(f.hi, p[k]); }
  }
  const old = host.querySelector('svg');
  const root = svg('svg', {viewBox: '0 0 ' + f.w + ' ' + f.h, 'font-size': 12, 'aria-hidden': 'true'});
  if (old) host.replaceChild(root, old); else host.appendChild(root);
  Lines.view = {f, series};
  hideReading();
  if (f.lo === Infinity) {
    svg('text', {x: f.w / 2, y: f.h / 2, 'text-anchor': 'middle'}, root, 'no data in this time range for these regions');
    f.lo = 0; f.hi = 1;
    noteLines(f, series);
    return;
  }
  const limit = D.limits.Latency;
  [f.lo, f.hi] = valueRange(f.lo, f.hi, S.fit ? null : limit);
  const at = ticks(f.lo, f.hi, 5);
  for (const v of at) {
    const y = plotY(f, v).toFixed(1);
    svg('line', {class: 'grid', x1: f.left, x2: f.w - f.right, y1: y, y2: y}, root);
    svg('text', {class: 'tick', x: f.left - 6, y, dy: 4, 'text-anchor': 'end'}, root, num(v, tickDecimals(at)));
  }
  svg('text', {class: 'tick', x: f.left, y: 11}, root, f.lo > 0 ? 'ms (axis starts at ' + num(f.lo, tickDecimals(at)) + ')' : 'ms');
  timeAxis(f, root, f.h - 8);
  const defs = svg('defs', {}, root), clip = svg('clipPath', {id: 'lines-clip'}, defs);
  svg('rect', {x: f.left, y: 0, width: plot, height: f.h - f.bottom + 4}, clip);
  if (limit >= f.lo && limit <= f.hi) {
    const y = plotY(f, limit).toFixed(1);
    svg('line', {class: 'limit', x1: f.left, x2: f.w - f.right, y1: y, y2: y, 'stroke-dasharray': '6 4'}, root);
    svg('text', {class: 'limit-label', x: f.left + 4, y, dy: -5}, root, 'limit ' + limit + ' ms');
  } else {
    svg('text', {class: 'limit-label', x: f.w - f.right, y: 11, 'text-anchor': 'end'}, root, 'limit ' + limit + ' ms ' + (limit > f.hi ? '↑ above' : '↓ below') + ' this range');
  }
  const area = svg('g', {'clip-path': 'url(#lines-clip)'}, root);
  for (const s of series) {
    const cls = slotClass(s.line.r), dash = slotDash(s.line.r);
    if (S.x) tracePath(f, area, s.points, 'x', {class: cls + ' thin', 'stroke-dasharray': '1 3'}, 1.4);
    if (S.p) tracePath(f, area, s.points, 'p', {class: cls + ' thin'}, 1.4);
    tracePath(f, area, s.points, 'm', Object.assign({class: cls, 'stroke-width': 1.7}, dash ? {'stroke-dasharray': dash} : {}), 2.4);
  }
  if (!narrow) endLabels(f, root, series);
  noteLines(f, series);
}

// endLabels names the lines at their right end, apart from each other.
function endLabels(f, root, series) {
  const labels = [];
  for (const s of series) {
    const last = s.points.filter(p => p.n && middle(p) <= f.t1).pop();
    if (last) labels.push({s, at: plotY(f, last.m), y: plotY(f, last.m)});
  }
  if (labels.length > 14) return;
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((l, i) => { if (i) l.y = Math.max(l.y, labels[i - 1].y + 15); });
  for (let i = labels.length - 1; i >= 0; i--) {
    labels[i].y = Math.min(labels[i].y, i === labels.length - 1 ? f.h - f.bottom : labels[i + 1].y - 15);
  }
  const x = f.w - f.right;
  for (const l of labels) {
    const cls = slotClass(l.s.line.r);
    svg('path', {class: cls, fill: 'none', d: 'M' + (x + 2) + ' ' + l.at.toFixed(1) + 'L' + (x + 12) + ' ' + l.y.toFixed(1)}, root);
    const text = svg('text', {class: cls, x: x + 16, y: l.y.toFixed(1), dy: 4}, root, short(l.s.line.label, 16));
    svg('title', {}, text, l.s.line.label);
  }
}

function noteLines(f, series) {
  const first = series[0];
  let text = 'No region is shown.';
  if (first) {
    const each = first.k * first.line.w;
    text = 'Each point is the mean of a bucket of ' + span(each) +
      (first.k > 1 ? ' (' + first.k + ' of ' + span(first.line.w) + '; zoom in for finer ones)' : '') +
      '. A line breaks where a bucket has no sample.';
    if (S.p) text += ' Thin: 95th percentile' + (first.k > 1 ? ', the largest of the joined buckets.' : '.');
    if (S.x) text += ' Dotted: maximum.';
  }
  const unseen = D.slots.filter((_, i) => shown(i) && !D.lines.some(l => l.r === i)).length;
  if (unseen && !series.some(s => s.line.r === -1)) text += ' ' + plural(unseen, 'chosen region') + ' without a line on this page.';
  $('lines-note').textContent = text;
  const details = $('lines-table');
  if (details.open) tabulateLines(); else details.dataset.stale = '1';
}

function tabulateLines() {
  const series = Lines.view.series, keys = [['m', 'mean']].concat(S.p ? [['p', 'p95']] : [], S.x ? [['x', 'max']] : []);
  const head = ['From (UTC)'];
  for (const s of series) for (const k of keys) head.push(s.line.label + ' ' + k[1] + ', ms');
  const rows = !series.length ? [] : series[0].points.map(p => {
    const cells = [clock(p.from)];
    for (const s of series) {
      const q = s.points.find(o => o.from <= p.from && p.from < o.to);
      for (const k of keys) cells.push(q ? num(q[k[0]], 2) : NO_DATA);
    }
    return cells;
  });
  fillTable($('lines-table'), head, rows);
  delete $('lines-table').dataset.stale;
}

// --- reading values ---

function hideReading() {
  Lines.at = -1;
  for (const e of [Lines.cross, Lines.tip]) if (e) e.hidden = true;
  Lines.rows = null;
}

// read shows the values of the bucket i of the first line, in every line.
function read(i, speak) {
  const {f, series} = Lines.view;
  if (!series.length || i < 0 || i >= series[0].points.length) return;
  if (i === Lines.at) return;
  Lines.at = i;
  const p = series[0].points[i];
  if (!Lines.rows) {
    Lines.tip.textContent = '';
    Lines.title = el('b', {}, Lines.tip);
    const table = el('table', {}, Lines.tip), head = el('tr', {}, table);
    for (const h of ['ms', 'mean', 'p95', 'max', 'n']) el('th', {}, head, h);
    Lines.rows = series.map(s => {
      const tr = el('tr', {}, table);
      el('td', {}, tr, s.line.label);
      return [0, 1, 2, 3].map(() => el('td', {}, tr));
    });
  }
  Lines.title.textContent = between(p.from, p.to) + ' UTC';
  const spoken = [];
  series.forEach((s, k) => {
    const q = s === series[0] ? p : s.points.find(o => o.from <= p.from && p.from < o.to);
    const texts = q && q.n ? [num(q.m, 2), num(q.p, 2), num(q.x, 2), num(q.n, 0)] : [NO_DATA, '', '', '0'];
    texts.forEach((t, j) => { Lines.rows[k][j].textContent = t; });
    spoken.push(s.line.label + ' ' + texts[0] + (q && q.n ? ' milliseconds' : ''));
  });
  const x = Math.max(f.left, Math.min(plotX(f, middle(p)), f.w - f.right));
  Lines.cross.hidden = Lines.tip.hidden = false;
  place(Lines.cross, x, f.top, 1, f.h - f.top - f.bottom);
  placeTip(Lines.tip, x, f.w, f.w < 560 ? 262 : 330);
  if (speak) say(Lines.title.textContent + ': ' + spoken.join(', '));
}

function readAt(x) {
  const {f, series} = Lines.view;
  if (!series.length) return;
  const t = plotT(f, x), points = series[0].points;
  const i = Math.floor((t - points[0].from) / (series[0].k * series[0].line.w));
  read(Math.max(0, Math.min(points.length - 1, i)));
}

function startLines() {
  const host = $('lines-chart');
  if (!host) return;
  dress(host, {tabindex: 0, role: 'group', 'aria-roledescription': 'chart',
    'aria-label': 'Mean latency by region over time. Left and right read the values, shift with them pans, plus and minus zoom, 0 shows the whole range.'});
  Lines.cross = el('div', {class: 'cross'}, host);
  Lines.sel = el('div', {class: 'sel'}, host);
  Lines.tip = el('div', {class: 'tip'}, host);
  Lines.cross.hidden = Lines.sel.hidden = Lines.tip.hidden = true;
  const xOf = e => e.clientX - host.getBoundingClientRect().left;
  let drag = null;
  host.addEventListener('pointerdown', e => {
    if (e.button !== 0) return;
    if (e.pointerType === 'touch') { readAt(xOf(e)); return; }
    drag = {x: xOf(e), pan: e.shiftKey, t0: S.t0, t1: S.t1};
    host.setPointerCapture(e.pointerId);
  });
  host.addEventListener('pointermove', e => {
    const x = xOf(e), f = Lines.view.f;
    if (!drag) { readAt(x); return; }
    if (drag.pan) {
      const d = (drag.x - x) / (f.w - f.left - f.right) * (drag.t1 - drag.t0);
      const a = Math.max(FULL[0], Math.min(drag.t0 + d, FULL[1] - (drag.t1 - drag.t0)));
      change(() => { S.t0 = a; S.t1 = a + drag.t1 - drag.t0; }, 'drag');
      return;
    }
    hideReading();
    const a = Math.max(f.left, Math.min(drag.x, x)), b = Math.min(f.w - f.right, Math.max(drag.x, x));
    Lines.sel.hidden = b - a < 4;
    place(Lines.sel, a, f.top, b - a, f.h - f.top - f.bottom);
  });
  const end = e => {
    if (!drag) return;
    const d = drag, x = xOf(e), f = Lines.view.f;
    drag = null;
    Lines.sel.hidden = true;
    if (d.pan || e.type === 'pointercancel' || Math.abs(x - d.x) < 5) { changed(); return; }
    setRange(plotT(f, Math.min(d.x, x)), plotT(f, Math.max(d.x, x)));
  };
  host.addEventListener('pointerup', end);
  host.addEventListener('pointercancel', end);
  host.addEventListener('pointerleave', () => { if (!drag) hideReading(); });
  host.addEventListener('wheel', e => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    zoomBy(e.deltaY > 0 ? 1.25 : 0.8, plotT(Lines.view.f, xOf(e)));
  }, {passive: false});
  host.addEventListener('keydown', e => {
    const points = Lines.view.series.length ? Lines.view.series[0].points.length : 0;
    const step = {ArrowLeft: -1, ArrowRight: 1}[e.key];
    if (step && e.shiftKey) panBy(step * 0.2);
    else if (step) read(Math.max(0, Math.min(points - 1, Lines.at < 0 ? (step > 0 ? 0 : points - 1) : Lines.at + step)), true);
    else if (e.key === 'Home') read(0, true);
    else if (e.key === 'End') read(points - 1, true);
    else if (e.key === '+' || e.key === '=') zoomBy(0.6, readingTime());
    else if (e.key === '-') zoomBy(1 / 0.6, readingTime());
    else if (e.key === '0') setRange(FULL[0], FULL[1]);
    else if (e.key === 'Escape') hideReading();
    else return;
    e.preventDefault();
  });
  $('lines-table').addEventListener('toggle', () => { if ($('lines-table').open) tabulateLines(); });
  $('lines-how').hidden = false;
  startOverview();
}

function readingTime() {
  return Lines.at >= 0 ? middle(Lines.view.series[0].points[Lines.at]) : (S.t0 + S.t1) / 2;
}

// --- overview ---

function overviewFrame() {
  return {w: Math.max(240, $('overview').clientWidth), h: 46, left: 48, right: $('overview').clientWidth < 560 ? 8 : 132, top: 4, bottom: 4, t0: FULL[0], t1: FULL[1]};
}

function drawOverview() {
  const host = $('overview'), o = D.overall;
  if (!host || !o) return;
  host.hidden = false;
  const f = overviewFrame();
  host.textContent = '';
  const root = svg('svg', {viewBox: '0 0 ' + f.w + ' 46', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, host);
  const most = Math.max(1, ...D.flagged);
  D.flagged.forEach((n, i) => {
    if (!n) return;
    const x = plotX(f, o.s + i * o.w), h = Math.max(1.5, n / most * 34);
    svg('rect', {class: 'flag', x: x.toFixed(1), y: (42 - h).toFixed(1), width: Math.max(1, plotX(f, o.s + (i + 1) * o.w) - x - 0.5).toFixed(1), height: h.toFixed(1)}, root);
  });
  const points = o.m.map((m, i) => ({mid: o.s + (i + 0.5) * o.w, m}));
  const means = o.m.filter(has);
  [f.lo, f.hi] = means.length ? valueRange(Math.min(...means), Math.max(...means), null) : [0, 1];
  tracePath(f, root, points, 'm', {class: 'base'}, 1.5);
  const a = plotX(f, S.t0), b = plotX(f, S.t1);
  svg('rect', {class: 'shade', x: f.left, y: 0, width: Math.max(0, a - f.left).toFixed(1), height: 46}, root);
  svg('rect', {class: 'shade', x: b.toFixed(1), y: 0, width: Math.max(0, f.w - f.right - b).toFixed(1), height: 46}, root);
  svg('rect', {class: 'window', x: a.toFixed(1), y: 1, width: Math.max(2, b - a).toFixed(1), height: 44, rx: 3}, root);
  svg('title', {}, root, 'Whole input: mean latency (line) and bottlenecks (bars). Drag to choose a time range, drag the window to move it.');
}

function startOverview() {
  const host = $('overview');
  let drag = null;
  const at = e => plotT(overviewFrame(), e.clientX - host.getBoundingClientRect().left);
  host.addEventListener('pointerdown', e => {
    const t = at(e);
    drag = {t, x: e.clientX, move: !whole() && t >= S.t0 && t <= S.t1, t0: S.t0, t1: S.t1};
    host.setPointerCapture(e.pointerId);
  });
  host.addEventListener('pointermove', e => {
    if (!drag || !drag.move) return;
    const a = Math.max(FULL[0], Math.min(drag.t0 + at(e) - drag.t, FULL[1] - (drag.t1 - drag.t0)));
    change(() => { S.t0 = a; S.t1 = a + drag.t1 - drag.t0; }, 'drag');
  });
  host.addEventListener('pointerup', e => {
    if (!drag) return;
    const d = drag, t = at(e);
    drag = null;
    if (d.move) { changed(); return; }
    if (Math.abs(e.clientX - d.x) < 5) {
      const half = (S.t1 - S.t0) / 2;
      if (!whole()) setRange(t - half, t + half);
    } else setRange(Math.min(t, d.t), Math.max(t, d.t));
  });
  host.addEventListener('pointercancel', () => { drag = null; });
}
