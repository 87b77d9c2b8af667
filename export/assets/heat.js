// The heatmap of regions by time.
const Heat = {view: null, at: null};
const HEAT_MODES = [
  {id: 'traffic', metric: 0, text: 'mean traffic', title: 'Mean traffic', unit: 'Mbps', decimals: 1},
  {id: 'traffic-sum', metric: 0, sum: true, text: 'sum of traffic samples', title: 'Sum of traffic samples', unit: 'Mbps', decimals: 1},
  {id: 'latency', metric: 1, text: 'mean latency', title: 'Mean latency', unit: 'ms', decimals: 1},
  {id: 'loss', metric: 2, text: 'mean loss', title: 'Mean loss', unit: '%', decimals: 2},
  {id: 'cpu', metric: 3, text: 'mean CPU', title: 'Mean CPU', unit: '%', decimals: 1},
];

function heatModes() { return HEAT_MODES.filter(m => D.present[m.metric] && D.heat && D.heat.metric[m.metric]); }
function heatMode() { return heatModes().find(m => m.id === S.hm) || heatModes()[0] || HEAT_MODES[0]; }

// heatCells returns the matrix to draw: rows of {n, sum} and the time of columns.
function heatCells(mode, want) {
  const h = D.heat, grid = h.metric[mode.metric], day = S.hv === 'day';
  const cols = day ? 24 : h.cols, sum = day ? grid.dsum : grid.sum, n = day ? grid.dn : grid.n;
  let c0 = 0, c1 = cols, k = 1;
  if (!day) {
    c0 = Math.max(0, Math.floor((S.t0 - h.s) / h.w + 1e-9));
    c1 = Math.min(cols, Math.max(c0 + 1, Math.ceil((S.t1 - h.s) / h.w - 1e-9)));
    k = merging(c1 - c0, h.w, want);
  }
  const skew = day ? 0 : skewOf(h.s, h.w, k), groups = Math.ceil((cols + skew) / k);
  const from = Math.floor((c0 + skew) / k), to = Math.ceil((c1 + skew) / k);
  const out = {k, skew, groups, from, cols: to - from, rows: [], lo: Infinity, hi: -Infinity, day};
  h.rows.forEach((region, r) => {
    if (!shown(region)) return;
    const cells = [];
    for (let g = 0; g < groups; g++) {
      const cell = {n: 0, sum: 0, v: null};
      for (let c = Math.max(0, g * k - skew); c < Math.min(cols, (g + 1) * k - skew); c++) {
        if (n[r * cols + c]) { cell.n += n[r * cols + c]; cell.sum += sum[r * cols + c]; }
      }
      if (cell.n) {
        cell.v = mode.sum ? cell.sum : cell.sum / cell.n;
        out.lo = Math.min(out.lo, cell.v);
        out.hi = Math.max(out.hi, cell.v);
      }
      if (g >= from && g < to) cells.push(cell);
    }
    out.rows.push({region, cells});
  });
  return out;
}

function rampStep(v, lo, hi) {
  const n = D.ramp.length;
  return hi <= lo ? n / 2 : Math.max(0, Math.min(n - 1, Math.floor((v - lo) / (hi - lo) * n)));
}

// columnTime returns the time range of a drawn column.
function columnTime(v, c) {
  const w = D.heat.w * v.k, a = D.heat.s - v.skew * D.heat.w + (v.from + c) * w;
  return [a, a + w];
}

function partial(v, c) {
  if (v.day) return false;
  const last = v.groups - 1;
  return (D.heat.partial[0] && v.from + c === 0) || (D.heat.partial[1] && v.from + c === last);
}

function drawHeat(width) {
  const host = $('heat-chart'), mode = heatMode();
  const any = D.heat && D.heat.metric[mode.metric] && heatModes().length;
  if (!any) return;
  const w = Math.max(240, width || host.clientWidth), narrow = w < 560;
  const left = narrow ? 84 : 128, right = 4, plot = w - left - right;
  const v = heatCells(mode, Math.max(40, Math.floor(plot / 2.5)));
  const rowHeight = v.rows.length > 24 ? 16 : 24, top = 4, bottom = top + rowHeight * Math.max(1, v.rows.length);
  const old = host.querySelector('svg');
  const root = svg('svg', {viewBox: '0 0 ' + w + ' ' + (bottom + 26), 'font-size': 12, 'aria-hidden': 'true'});
  const hatch = document.querySelector('#hatch');
  const defs = hatch ? hatch.parentNode : makeHatch();
  root.appendChild(defs);
  if (old) host.replaceChild(root, old); else host.appendChild(root);
  const cw = plot / Math.max(1, v.cols);
  Heat.view = Object.assign(v, {mode, w, left, top, rowHeight, cw});
  hideCell();
  const paths = D.ramp.map(() => '');
  let drawn = 0, empty = '';
  v.rows.forEach((row, r) => {
    const y = top + r * rowHeight;
    row.cells.forEach((cell, c) => {
      const width = (cw > 6 ? cw - 0.6 : cw).toFixed(2);
      const box = 'M' + (left + c * cw).toFixed(2) + ' ' + y + 'h' + width + 'v' + (rowHeight - 1) + 'h-' + width + 'z';
      if (!cell.n) { empty += box; return; }
      drawn++;
      paths[rampStep(cell.v, v.lo, v.hi)] += box;
    });
    const name = D.regions[row.region];
    const text = svg('text', {class: 'heat-name', x: left - 8, y: y + rowHeight / 2, dy: 4, 'text-anchor': 'end'}, root, short(name, narrow ? 10 : 17));
    svg('title', {}, text, name);
  });
  if (empty) svg('path', {class: 'no-data', d: empty, fill: 'url(#hatch)'}, root);
  paths.forEach((d, i) => { if (d) svg('path', {d, fill: D.ramp[i]}, root); });
  host.dataset.cells = drawn;
  for (let c = 0; c < v.cols; c++) {
    if (partial(v, c)) svg('rect', {class: 'limit', x: (left + c * cw).toFixed(1), y: bottom + 1, width: Math.max(3, cw).toFixed(1), height: 2, fill: 'none'}, root);
  }
  if (v.day) {
    for (let c = 0; c < 24; c += narrow ? 6 : 2) svg('text', {class: 'tick', x: (left + (c + 0.5) * cw).toFixed(1), y: bottom + 18, 'text-anchor': 'middle'}, root, two(c) + ':00');
  } else {
    const a = columnTime(v, 0)[0], b = a + D.heat.w * v.k * v.cols;
    timeAxis({w, left, right, t0: a, t1: b}, root, bottom + 18);
  }
  noteHeat(v, mode);
}

function makeHatch() {
  const defs = svg('defs'), p = svg('pattern', {id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse'}, defs);
  svg('path', {class: 'hatch', d: 'M0 6L6 0M-1 1L1 -1M5 7L7 5', 'stroke-width': 1}, p);
  return defs;
}

function noteHeat(v, mode) {
  $('heat-title').textContent = mode.title + ' by region and ' + (v.day ? 'hour of day' : 'hour');
  $('heat-legend').hidden = v.lo === Infinity;
  $('heat-low').textContent = num(v.lo, mode.decimals);
  $('heat-high').textContent = num(v.hi, mode.decimals) + ' ' + mode.unit;
  const each = v.day ? 'one hour of the day (UTC) over the whole input' : span(D.heat.w * v.k);
  let text = 'Each cell is the ' + (mode.sum ? 'sum' : 'mean') + ' of the samples of one region in ' + each + '. Hatched: no data.';
  if (mode.sum) text += ' The sum grows with the number of samples; compare it only between equally sampled regions.';
  if (!v.day) {
    if (D.heat.w > HOUR) text += ' The input spans more hours than a page can show, so hours are joined to columns of ' + span(D.heat.w) + '.';
    const p = D.heat.partial;
    if (p[0] || p[1]) text += ' Underlined: the ' + (p[0] && p[1] ? 'first and the last hour are' : p[0] ? 'first hour is' : 'last hour is') + ' only partly covered.';
  }
  if (D.heat.rows.length < D.slots.length) text += ' ' + D.heat.rows.length + ' of ' + num(D.slots.length, 0) + ' regions: those with most bottlenecks.';
  $('heat-note').textContent = text;
  const details = $('heat-table');
  if (details.open) tabulateHeat(); else details.dataset.stale = '1';
}

function tabulateHeat() {
  const v = Heat.view;
  if (!v) return;
  const head = [v.day ? 'Hour of day (UTC)' : 'From (UTC)'].concat(v.rows.map(r => D.regions[r.region] + ', ' + v.mode.unit));
  const rows = [];
  for (let c = 0; c < v.cols; c++) {
    rows.push([v.day ? two(c) + ':00' : clock(columnTime(v, c)[0])].concat(v.rows.map(r => num(r.cells[c].v, v.mode.decimals))));
  }
  fillTable($('heat-table'), head, rows);
  delete $('heat-table').dataset.stale;
}

function hideCell() {
  Heat.at = null;
  for (const e of [Heat.mark, Heat.tip]) if (e) e.hidden = true;
}

function readCell(r, c, speak) {
  const v = Heat.view;
  if (!v || r < 0 || c < 0 || r >= v.rows.length || c >= v.cols) return;
  if (Heat.at && Heat.at.r === r && Heat.at.c === c) return;
  Heat.at = {r, c};
  const cell = v.rows[r].cells[c], t = v.day ? null : columnTime(v, c);
  const value = cell.n ? (v.mode.sum ? 'sum ' : 'mean ') + num(cell.v, v.mode.decimals + 1) + ' ' + v.mode.unit : NO_DATA;
  const lines = [value, plural(cell.n, 'sample')];
  if (partial(v, c)) lines.push('partly covered hour');
  Heat.tip.textContent = '';
  el('b', {}, Heat.tip, short(D.regions[v.rows[r].region], 40));
  el('div', {}, Heat.tip, t ? between(t[0], t[1]) + ' UTC' : two(c) + ':00 to ' + two(c + 1) + ':00 UTC, all days');
  for (const l of lines) el('div', {}, Heat.tip, l);
  Heat.tip.hidden = Heat.mark.hidden = false;
  const x = v.left + c * v.cw, y = v.top + r * v.rowHeight;
  place(Heat.mark, x, y, Math.max(3, v.cw), v.rowHeight - 1);
  const width = v.w < 560 ? 190 : 220, right = x + v.cw + 10 + width < v.w;
  place(Heat.tip, right ? x + v.cw + 10 : Math.max(0, x - 10 - width), Math.max(0, Math.min(y, v.top + v.rowHeight * v.rows.length - 56)));
  if (speak) say([D.regions[v.rows[r].region], t ? between(t[0], t[1]) : two(c) + ':00', value].concat(lines.slice(1)).join(', '));
}

function startHeat() {
  const host = $('heat-chart'), select = $('heat-metric');
  if (!heatModes().length) {
    for (const c of $('heat').querySelectorAll('.ctl, details')) c.hidden = true;
    return;
  }
  if ($('heat-empty')) $('heat-empty').hidden = true;
  for (const m of heatModes()) el('option', {value: m.id}, select, m.text);
  if (!S.hm) S.hm = heatModes()[0].id;
  select.addEventListener('change', () => change(() => { S.hm = select.value; }));
  $('heat-view').addEventListener('change', () => change(() => { S.hv = $('heat-view').value; }));
  dress(host, {tabindex: 0, role: 'group', 'aria-roledescription': 'chart',
    'aria-label': 'Heatmap of regions by time. Arrow keys read the cells, enter zooms to a cell.'});
  Heat.mark = el('div', {class: 'cell'}, host);
  Heat.tip = el('div', {class: 'tip small'}, host);
  Heat.mark.hidden = Heat.tip.hidden = true;
  const hit = e => {
    const box = host.getBoundingClientRect(), v = Heat.view;
    return {r: Math.floor((e.clientY - box.top - v.top) / v.rowHeight), c: Math.floor((e.clientX - box.left - v.left) / v.cw)};
  };
  host.addEventListener('pointermove', e => {
    const {r, c} = hit(e), v = Heat.view;
    if (r < 0 || c < 0 || r >= v.rows.length || c >= v.cols) hideCell(); else readCell(r, c);
  });
  host.addEventListener('pointerleave', hideCell);
  host.addEventListener('click', e => {
    const {r, c} = hit(e), v = Heat.view;
    if (r < 0 || r >= v.rows.length) return;
    if (c < 0) only(v.rows[r].region);
    else if (!v.day && c < v.cols) setRange(...columnTime(v, c));
  });
  host.addEventListener('keydown', e => {
    const v = Heat.view, at = Heat.at || {r: 0, c: 0};
    const d = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    if (d && !Heat.at) readCell(0, 0, true);
    else if (d) readCell(Math.max(0, Math.min(v.rows.length - 1, at.r + d[0])), Math.max(0, Math.min(v.cols - 1, at.c + d[1])), true);
    else if (e.key === 'Enter' && Heat.at && !v.day) setRange(...columnTime(v, at.c));
    else if (e.key === 'Escape') hideCell();
    else if (e.key === '0') setRange(FULL[0], FULL[1]);
    else return;
    e.preventDefault();
  });
  $('heat-how').hidden = false;
  $('heat-table').addEventListener('toggle', () => { if ($('heat-table').open) tabulateHeat(); });
}
