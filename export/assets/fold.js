// The cells of the heatmap: which metric, what of it, over which columns.
const HEAT = [
  {title: 'traffic', unit: 'Mbps', decimals: 1}, {title: 'latency', unit: 'ms', decimals: 1},
  {title: 'loss', unit: '%', decimals: 2}, {title: 'CPU', unit: '%', decimals: 1},
];
const FAR = 5; // deviations from the usual at the ends of the scale

// Counts left out are those of the metric before; what comes as means becomes sums.
if (D.heat) D.heat.metric.forEach((g, m, all) => {
  if (!g) return;
  if (!g.n) Object.assign(g, {n: all[m - 1].n, fn: all[m - 1].fn});
  if (m) { // all but traffic come as means
    g.sum = g.sum.map((v, i) => v * g.n[i]);
    g.fsum = g.fsum.map((v, i) => v * g.fn[i]);
  }
});

function heatMetrics() { return HEAT.map((_, m) => m).filter(m => D.heat && D.heat.metric[m] && D.present[m]); }

// heatMode is what is drawn: of what was asked for, what there is.
function heatMode() {
  const all = heatMetrics(), m = all.includes(S.hm) ? S.hm : all[0];
  if (m === undefined) return null;
  let kind = S.hk;
  if ((kind === 'sum' && m !== 0) || (kind === 'versus' && !D.heat.metric[m].vs)) kind = 'mean';
  let by = kind === 'versus' ? 'time' : S.hv;
  if (by === 'week' && D.heat.w > HOUR && D.heat.fold !== 168) by = 'day';
  return Object.assign({m, kind, by}, HEAT[m], kind === 'versus' ? {unit: 'deviations', decimals: 1} : {});
}

// folded returns sums and counts by row and column of the day or week.
function folded(grid, by) {
  const h = D.heat, cols = by === 'week' ? 168 : 24, size = h.rows.length * cols;
  const sum = new Array(size).fill(0), n = new Array(size).fill(0);
  const add = (at, s, k) => { if (k) { sum[at] += s; n[at] += k; } };
  if (h.w === HOUR) {
    for (let i = 0; i < grid.n.length; i++) {
      const t = h.s + (i % h.cols) * HOUR, hour = hourOf(t), day = ((floor(t / DAY) + 3) % 7 + 7) % 7;
      if (timeShown(h.rows[floor(i / h.cols)], t, t + HOUR)) add(floor(i / h.cols) * cols + (by === 'week' ? day * 24 : 0) + hour, grid.sum[i], grid.n[i]);
    }
  } else {
    for (let i = 0; i < grid.fn.length; i++) add(floor(i / h.fold) * cols + (i % h.fold) % cols, grid.fsum[i], grid.fn[i]);
  }
  return {cols, sum, n};
}

// heatCells returns the matrix to draw: rows of {n, v} and the time of columns.
function heatCells(mode, want) {
  const h = D.heat, grid = h.metric[mode.m], fold = mode.by !== 'time';
  const {cols, sum, n} = fold ? folded(grid, mode.by) : {cols: h.cols, sum: grid.sum, n: grid.n};
  let c0 = 0, c1 = cols, k = 1;
  if (!fold) {
    c0 = max(0, floor((S.t0 - h.s) / h.w + 1e-9));
    c1 = min(cols, max(c0 + 1, ceil((S.t1 - h.s) / h.w - 1e-9)));
    k = merging(c1 - c0, h.w, want);
  }
  const skew = fold ? 0 : skewOf(h.s, h.w, k), groups = ceil((cols + skew) / k);
  const from = floor((c0 + skew) / k), to = ceil((c1 + skew) / k);
  const out = {k, skew, groups, from, cols: to - from, rows: [], lo: Infinity, hi: -Infinity, fold, few: 0};
  const counts = [];
  h.rows.forEach((region, r) => {
    if (!shown(region)) return;
    const cells = [];
    for (let g = 0; g < groups; g++) {
      const cell = {n: 0, sum: 0, v: null, z: null};
      for (let c = max(0, g * k - skew); c < min(cols, (g + 1) * k - skew); c++) {
        const at = r * cols + c;
        if (!n[at] || (!fold && !timeShown(region, h.s + c * h.w, h.s + (c + 1) * h.w))) continue;
        cell.n += n[at];
        cell.sum += sum[at];
        const z = !fold && grid.vs ? grid.vs[at] : null;
        if (has(z) && (cell.z === null || abs(z) > abs(cell.z))) cell.z = z;
      }
      if (cell.n) cell.v = mode.kind === 'versus' ? cell.z : mode.kind === 'sum' ? cell.sum : cell.sum / cell.n;
      if (cell.v !== null) {
        out.lo = min(out.lo, cell.v);
        out.hi = max(out.hi, cell.v);
      }
      if (g < from || g >= to) continue;
      cells.push(cell);
      if (cell.n) counts.push(cell.n);
    }
    out.rows.push({region, cells});
  });
  // A mean of far fewer samples than is usual for a cell says less.
  counts.sort((a, b) => a - b);
  out.few = counts.length ? counts[counts.length >> 1] / 3 : 0;
  if (mode.kind === 'versus') [out.lo, out.hi] = out.lo === Infinity ? [out.lo, out.hi] : [-FAR, FAR];
  return out;
}

function rampStep(v, lo, hi) {
  const n = D.ramp.length;
  return hi <= lo ? n / 2 : max(0, min(n - 1, floor((v - lo) / (hi - lo) * n)));
}

// columnTime returns the time range of a drawn column.
function columnTime(v, c) {
  const w = D.heat.w * v.k, a = D.heat.s - v.skew * D.heat.w + (v.from + c) * w;
  return [a, a + w];
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

// columnName says which time a column stands for.
function columnName(v, c, whole) {
  if (!v.fold) return whole ? between(...columnTime(v, c)) : clock(columnTime(v, c)[0]);
  const name = (v.cols > 24 ? WEEKDAYS[floor(c / 24)] + ' ' : '') + two(c % 24) + ':00';
  return whole ? name + ' to ' + two(c % 24 + 1) + ':00' : name;
}

function partial(v, c) {
  if (v.fold) return false;
  return (D.heat.partial[0] && v.from + c === 0) || (D.heat.partial[1] && v.from + c === v.groups - 1);
}

// cellText is the value of a cell in words.
function cellText(mode, cell) {
  if (cell.v === null) return cell.n && mode.kind === 'versus' ? 'too little history' : NO_DATA;
  if (mode.kind === 'versus') return signed(cell.v, 1) + ' deviations from the usual (mean ' + num(cell.sum / cell.n, HEAT[mode.m].decimals + 1) + ' ' + HEAT[mode.m].unit + ')';
  return mode.kind + ' ' + num(cell.v, mode.decimals + 1) + ' ' + mode.unit;
}

function signed(v, decimals) { return (v > 0 ? '+' : '') + num(v, decimals).replace('-', '−'); }
