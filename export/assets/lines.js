// The latency chart and its overview strip.
const Lines = {view: null, at: -1};

// linesShown picks the lines for the chosen regions: coloured ones, and the
// rest as one line unless only some of the rest are chosen.
function linesShown() {
  const rest = REGIONS.filter(i => D.slots[i] < 0);
  const allRest = rest.length > 0 && rest.every(shown);
  return D.lines.filter(l => l.r >= 0 && D.slots[l.r] >= 0 ? shown(l.r) : l.r === -1 ? allRest : !allRest && shown(l.r));
}

// pointsOf returns the points of a line in the time range, joined for a width.
function pointsOf(line, t0, t1, want) {
  const n = line.n.length;
  const i0 = max(0, floor((t0 - line.s) / line.w)), i1 = min(n, ceil((t1 - line.s) / line.w));
  const k = merging(max(1, i1 - i0), line.w, want);
  const skew = skewOf(line.s, line.w, k), points = [];
  for (let g = floor((i0 + skew) / k); g * k - skew < i1; g++) points.push(mergePoints(line, g * k - skew, (g + 1) * k - skew));
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
      const x = plotX(f, middle(points[k])), y = plotY(f, points[k][key]);
      if (i === j) svg('circle', {class: attrs.class + ' dot', cx: x, cy: y, r: radius}, parent);
      else d += (k === i ? 'M' : 'L') + xy(x, y);
    }
    i = j;
  }
  if (d) svg('path', Object.assign({d, fill: 'none'}, attrs), parent);
}

const LANE = 11; // height of a lane of loss marks

function drawLines(width) {
  const host = $('lines-chart');
  if (!host) return;
  const w = max(240, width || host.clientWidth), narrow = w < 560;
  const f = {w, left: 48, right: narrow ? 8 : 132, top: 26, t0: S.t0, t1: S.t1, lo: Infinity, hi: -Infinity};
  const plot = f.w - f.left - f.right;
  const series = linesShown().map(l => pointsOf(l, S.t0, S.t1, max(40, min(300, floor(plot / 3)))));
  const lossy = series.some(s => s.points.some(p => p.k > D.limits.Loss));
  const lanes = lossy ? series.length * LANE + 8 : 0;
  f.bottom = 26 + lanes;
  f.h = (S.print ? 190 : narrow ? 240 : 314) + lanes;
  const keys = ['m'].concat(S.p ? ['p'] : [], S.x ? ['x'] : [], S.b ? [LOW, HIGH] : []);
  for (const s of series) for (const p of s.points) for (const k of keys) {
    if (has(p[k])) { f.lo = min(f.lo, p[k]); f.hi = max(f.hi, p[k]); }
  }
  const old = host.querySelector('svg');
  const root = svg('svg', {viewBox: '0 0 ' + f.w + ' ' + f.h, 'font-size': 12, 'aria-hidden': 'true'});
  if (old) host.replaceChild(root, old); else host.appendChild(root);
  Lines.view = {f, series};
  hideReading();
  if (f.lo === Infinity) {
    label(root, f.w / 2, f.h / 2, 'no data for this time and these regions', 'middle');
    f.lo = 0; f.hi = 1;
    noteLines(f, series, false);
    return;
  }
  const limit = D.limits.Latency;
  [f.lo, f.hi] = valueRange(f.lo, f.hi, S.fit ? null : limit);
  const at = ticks(f.lo, f.hi, 5);
  for (const v of at) {
    const y = plotY(f, v);
    path(root, 'grid', 'M' + xy(f.left, y) + 'H' + (f.w - f.right));
    label(root, f.left - 6, y + 4, num(v, tickDecimals(at)), 'end');
  }
  label(root, f.left - 6, 14, 'ms', 'end');
  timeAxis(f, root, f.h - 8);
  const defs = svg('defs', {}, root), clip = svg('clipPath', {id: 'lines-clip'}, defs);
  svg('rect', {x: f.left, y: 0, width: plot, height: f.h}, clip);
  if (limit >= f.lo && limit <= f.hi) {
    const y = plotY(f, limit);
    path(root, 'limit', 'M' + xy(f.left, y) + 'H' + (f.w - f.right));
    label(root, f.left + 4, y - 5, 'limit ' + limit + ' ms', '', 'limit-label');
  } else if (!narrow) {
    label(root, f.w - f.right + 6, limit > f.hi ? f.top - 2 : f.h - f.bottom + 4, 'limit ' + limit + ' ms ' + (limit > f.hi ? '↑' : '↓'), '', 'limit-label');
  }
  const area = svg('g', {'clip-path': 'url(#lines-clip)'}, root);
  Lines.band = svg('path', {class: 'band-hover'}, area);
  for (const s of series) {
    const cls = slotClass(s.line.r), dash = slotDash(s.line.r);
    if (S.b) path(area, cls + ' band', bandPath(f, s.points));
    if (S.x) tracePath(f, area, s.points, 'x', {class: cls + ' thin', 'stroke-dasharray': '1 3'}, 1.4);
    if (S.p) tracePath(f, area, s.points, 'p', {class: cls + ' thin'}, 1.4);
    tracePath(f, area, s.points, 'm', Object.assign({class: cls, 'stroke-width': 1.7}, dash ? {'stroke-dasharray': dash} : {}), 2.4);
  }
  if (lossy) lossLanes(f, root, area, series, narrow);
  incidentMarks(f, root);
  if (!narrow) endLabels(f, root, series);
  noteLines(f, series, lossy);
}

// bandPath spans the smallest to the largest value, one shape per run of points.
function bandPath(f, points) {
  let d = '';
  for (let i = 0; i < points.length; i++) {
    if (!has(points[i][LOW])) continue;
    let j = i;
    while (j + 1 < points.length && has(points[j + 1][LOW])) j++;
    const at = (k, key, dx) => xy(plotX(f, middle(points[k])) + dx, plotY(f, points[k][key]));
    const wide = i === j ? 2 : 0; // a single point is a bar
    d += 'M' + at(i, HIGH, -wide);
    for (let k = i; k <= j; k++) d += 'L' + at(k, HIGH, wide);
    for (let k = j; k >= i; k--) d += 'L' + at(k, LOW, wide);
    d += 'L' + at(i, LOW, -wide) + 'z';
    i = j;
  }
  return d;
}

// lossLanes marks, per line, the points with a loss above the limit.
function lossLanes(f, root, area, series, narrow) {
  const limit = D.limits.Loss, top = f.h - 22 - series.length * LANE;
  label(root, f.left - 6, top + 8, 'loss', 'end', 'tick small');
  if (series.length > 1) label(root, f.left - 6, top + 8 + LANE, '> ' + limit + ' %', 'end', 'tick small');
  series.forEach((s, i) => {
    const y = top + (i + 1) * LANE - 0.5, cls = slotClass(s.line.r);
    let d = '';
    for (const p of s.points) {
      if (!(p.k > limit)) continue;
      const x = plotX(f, max(p.from, f.t0)), h = limit > 0 ? min(LANE - 2, 3 + 2 * log2(p.k / limit)) : LANE - 2;
      const width = max(1.5, plotX(f, p.to) - x - 0.6);
      d += 'M' + xy(x, y) + 'L' + xy(x + width, y) + 'L' + xy(x + width, y - h) + 'L' + xy(x, y - h) + 'z';
    }
    path(root, 'grid', 'M' + xy(f.left, y) + 'H' + (f.w - f.right));
    if (d) path(area, cls + ' mark', d);
    if (!narrow) label(root, f.w - f.right + 6, y, short(s.line.label, 18), '', cls + ' small');
  });
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
  labels.forEach((l, i) => { if (i) l.y = max(l.y, labels[i - 1].y + 15); });
  for (let i = labels.length - 1; i >= 0; i--) {
    labels[i].y = min(labels[i].y, i === labels.length - 1 ? f.h - f.bottom : labels[i + 1].y - 15);
  }
  const x = f.w - f.right;
  for (const l of labels) {
    const cls = slotClass(l.s.line.r);
    svg('path', {class: cls, fill: 'none', d: 'M' + xy(x + 2, l.at) + 'L' + xy(x + 12, l.y)}, root);
    const text = label(root, x + 16, l.y + 4, short(l.s.line.label, 16), '', cls);
    svg('title', {}, text, l.s.line.label);
  }
}

function noteLines(f, series, lossy) {
  const first = series[0];
  let text = 'No region is shown.';
  if (first) {
    const each = first.k * first.line.w;
    text = 'Each point is the mean of a bucket of ' + span(each) +
      (first.k > 1 ? ' (' + first.k + ' of ' + span(first.line.w) + '; zoom in for finer ones)' : '') +
      '. A line breaks where a bucket has no sample.';
    if (S.p) text += ' Thin: 95th percentile' + (first.k > 1 ? ', the largest of the joined buckets.' : '.');
    if (S.x) text += ' Dotted: maximum.';
    if (S.b) text += D.percentiles ? ' Band: 5th to 95th percentile' + (first.k > 1 ? ', the widest of the joined buckets.' : '.') : ' Band: smallest to largest value.';
    if (lossy) text += ' Marks below: the largest loss of a bucket is above ' + D.limits.Loss + ' %, the higher the more.';
    if (f.lo > 0) text += ' The axis starts at ' + num(f.lo, tickDecimals(ticks(f.lo, f.hi, 5))) + ' ms.';
  }
  const unseen = D.slots.filter((_, i) => shown(i) && !D.lines.some(l => l.r === i)).length;
  if (unseen && !series.some(s => s.line.r === -1)) text += ' ' + plural(unseen, 'chosen region') + ' without a line on this page.';
  write('lines-note', text);
  const details = $('lines-table');
  if (details.open) tabulateLines(); else details.dataset.stale = '1';
}

function tabulateLines() {
  const series = Lines.view.series, keys = [['m', 'mean']].concat(S.p ? [['p', 'p95']] : [], S.x || (S.b && HIGH === 'x') ? [['x', 'max']] : [], S.b && !S.p && HIGH === 'p' ? [['p', 'p95']] : [], S.b ? [[LOW, D.percentiles ? 'p5' : 'min']] : []);
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
