// The heatmap of regions by time: drawing, reading, controls.
const Heat = {view: null, at: null};

function drawHeat(width) {
  const host = $('heat-chart'), mode = heatMode();
  if (!mode) return;
  const w = max(240, width || host.clientWidth), narrow = w < 560;
  const left = narrow ? 84 : 128, right = 4, plot = w - left - right;
  const v = heatCells(mode, max(40, floor(plot / 2.5)));
  const rowH = v.rows.length > 24 ? 16 : 24, top = 4, bottom = top + rowH * max(1, v.rows.length);
  const old = host.querySelector('svg');
  const root = svg('svg', {viewBox: '0 0 ' + w + ' ' + (bottom + 26), 'font-size': 12, 'aria-hidden': 'true'});
  hatches(root);
  if (old) host.replaceChild(root, old); else host.appendChild(root);
  const cw = plot / max(1, v.cols);
  Heat.view = Object.assign(v, {mode, w, left, top, rowH, cw});
  hideCell();
  const paths = D.ramp.map(() => '');
  let drawn = 0, empty = '', few = '';
  v.rows.forEach((row, r) => {
    const y = top + r * rowH;
    row.cells.forEach((cell, c) => {
      const width = (cw > 6 ? cw - 0.6 : cw).toFixed(2);
      const box = 'M' + (left + c * cw).toFixed(2) + ' ' + y + 'h' + width + 'v' + (rowH - 1) + 'h-' + width + 'z';
      if (cell.v === null) { empty += box; return; }
      drawn++;
      paths[rampStep(cell.v, v.lo, v.hi)] += box;
      if (cell.n < v.few) few += box;
    });
    const name = D.regions[row.region];
    const text = label(root, left - 8, y + rowH / 2 + 4, short(name, narrow ? 10 : 17), 'end', 'heat-name');
    svg('title', {}, text, name);
  });
  if (empty) svg('path', {class: 'no-data', d: empty, fill: 'url(#hatch)'}, root);
  paths.forEach((d, i) => { if (d) svg('path', {d, fill: D.ramp[i]}, root); });
  if (few) svg('path', {class: 'few', d: few, fill: 'url(#few)'}, root);
  host.dataset.cells = drawn;
  for (let c = 0; c < v.cols; c++) {
    if (partial(v, c)) svg('rect', {class: 'limit', x: left + c * cw, y: bottom + 1, width: max(3, cw), height: 2, fill: 'none'}, root);
  }
  if (v.fold) {
    const week = v.cols > 24, step = week ? 24 : narrow ? 6 : 2;
    for (let c = 0; c < v.cols; c += step) {
      label(root, left + (c + (week ? 12 : 0.5)) * cw, bottom + 18, week ? WEEKDAYS[c / 24] : two(c) + ':00', 'middle');
      if (week && c) path(root, 'day', 'M' + xy(left + c * cw, top) + 'V' + (bottom + 4));
    }
  } else {
    const a = columnTime(v, 0)[0], b = a + D.heat.w * v.k * v.cols;
    timeAxis({w, left, right, t0: a, t1: b}, root, bottom + 18);
  }
  noteHeat(v, mode, few !== '');
}

// hatches makes the fills of cells without data and with few samples.
function hatches(root) {
  const defs = svg('defs', {}, root);
  const p = svg('pattern', {id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse'}, defs);
  svg('path', {class: 'hatch', d: 'M0 6L6 0M-1 1L1 -1M5 7L7 5', 'stroke-width': 1}, p);
  const q = svg('pattern', {id: 'few', width: 6, height: 6, patternUnits: 'userSpaceOnUse'}, defs);
  svg('path', {class: 'few-line', d: 'M0 0L6 6M-1 5L1 7M5 -1L7 1', 'stroke-width': 1.6}, q);
}

function noteHeat(v, mode, few) {
  const name = mode.title[0].toUpperCase() + mode.title.slice(1), by = {time: 'hour', day: 'hour of day', week: 'hour of week'}[mode.by];
  write('heat-title', {mean: 'Mean ' + mode.title, sum: 'Sum of ' + mode.title + ' samples', versus: name + ' versus usual'}[mode.kind] + ' by region and ' + by);
  $('heat-legend').hidden = v.lo === Infinity;
  const versus = mode.kind === 'versus';
  write('heat-low', versus ? '−' + FAR + ' (lower)' : num(v.lo, mode.decimals));
  write('heat-high', versus ? '+' + FAR + ' (higher)' : num(v.hi, mode.decimals) + ' ' + mode.unit);
  for (const e of $$('.few-key')) e.toggleAttribute('hidden', !few);
  const each = v.fold ? 'one ' + by + ' (UTC) over the whole input' : span(D.heat.w * v.k);
  let text = 'Each cell is ' + (versus ? 'how far the mean of one region in an hour is from its usual at that hour, in robust deviations' +
    (D.heat.w * v.k > HOUR ? '; of ' + each + ' the farthest hour' : '') : 'the ' + mode.kind + ' of the samples of one region in ' + each) + '. Hatched: ' +
    (versus ? 'no data or too little history.' : 'no data.');
  if (few) text += ' Striped: fewer than a third of the samples a cell usually has.';
  if (mode.kind === 'sum') text += ' The sum grows with the number of samples; compare it only between equally sampled regions.';
  if (!v.fold) {
    if (D.heat.w > HOUR) text += ' The input spans more hours than a page can show, so hours are joined to columns of ' + span(D.heat.w) + '.';
    const p = D.heat.partial;
    if (p[0] || p[1]) text += ' Underlined: the ' + (p[0] && p[1] ? 'first and the last hour are' : p[0] ? 'first hour is' : 'last hour is') + ' only partly covered.';
  }
  if (D.heat.rows.length < D.slots.length) text += ' ' + D.heat.rows.length + ' of ' + num(D.slots.length, 0) + ' regions: those with most bottlenecks.';
  write('heat-note', text);
  const details = $('heat-table');
  if (details.open) tabulateHeat(); else details.dataset.stale = '1';
}

function tabulateHeat() {
  const v = Heat.view;
  if (!v) return;
  const head = [v.fold ? 'Hour (UTC)' : 'From (UTC)'].concat(v.rows.map(r => D.regions[r.region] + ', ' + v.mode.unit));
  const rows = [];
  for (let c = 0; c < v.cols; c++) {
    rows.push([columnName(v, c)].concat(v.rows.map(({cells: {[c]: cell}}) =>
      num(cell.v, v.mode.decimals) + (cell.n && cell.n < v.few ? ' (' + plural(cell.n, 'sample') + ')' : ''))));
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
  const cell = v.rows[r].cells[c], name = D.regions[v.rows[r].region], time = columnName(v, c, true) + ' UTC';
  const lines = [cellText(v.mode, cell), plural(cell.n, 'sample') + (cell.n && cell.n < v.few ? ', few' : '')];
  if (partial(v, c)) lines.push('partly covered hour');
  Heat.tip.textContent = '';
  el('b', {}, Heat.tip, short(name, 40));
  for (const l of [time].concat(lines)) el('div', {}, Heat.tip, l);
  Heat.tip.hidden = Heat.mark.hidden = false;
  const x = v.left + c * v.cw, y = v.top + r * v.rowH;
  place(Heat.mark, x, y, max(3, v.cw), v.rowH - 1);
  const width = v.w < 560 ? 190 : 220, right = x + v.cw + 10 + width < v.w;
  place(Heat.tip, right ? x + v.cw + 10 : max(0, x - 10 - width), max(0, min(y, v.top + v.rowH * v.rows.length - 56)));
  if (speak) say([name, time].concat(lines).join(', '));
}

function startHeat() {
  const host = $('heat-chart'), select = $('heat-metric');
  if (!heatMode()) {
    for (const c of $('heat').querySelectorAll('.ctl, details')) c.hidden = true;
    return;
  }
  if ($('heat-empty')) $('heat-empty').hidden = true;
  for (const m of heatMetrics()) el('option', {value: m}, select, HEAT[m].title);
  on(select, 'change', () => change(() => { S.hm = Number(select.value); }));
  for (const b of $$('[data-heat]')) on(b, 'click', () => change(() => { S.hk = b.dataset.heat; }));
  on($('heat-view'), 'change', () => change(() => { S.hv = $('heat-view').value; }));
  focusable(host);
  Heat.mark = el('div', {class: 'cell'}, host);
  Heat.tip = el('div', {class: 'tip small'}, host);
  Heat.mark.hidden = Heat.tip.hidden = true;
  const hit = e => {
    const box = boxOf(host), v = Heat.view;
    return {r: floor((e.clientY - box.top - v.top) / v.rowH), c: floor((e.clientX - box.left - v.left) / v.cw)};
  };
  on(host, 'pointermove', e => {
    const {r, c} = hit(e), v = Heat.view;
    if (r < 0 || c < 0 || r >= v.rows.length || c >= v.cols) hideCell(); else readCell(r, c);
  });
  on(host, 'pointerleave', hideCell);
  on(host, 'click', e => {
    const {r, c} = hit(e), v = Heat.view;
    if (r < 0 || r >= v.rows.length) return;
    if (c < 0) only(v.rows[r].region);
    else if (!v.fold && c < v.cols) setRange(...columnTime(v, c));
  });
  on(host, 'keydown', e => {
    const v = Heat.view, at = Heat.at || {r: 0, c: 0};
    const d = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    if (d && !Heat.at) readCell(0, 0, true);
    else if (d) readCell(max(0, min(v.rows.length - 1, at.r + d[0])), max(0, min(v.cols - 1, at.c + d[1])), true);
    else if (e.key === 'Enter' && Heat.at && !v.fold) setRange(...columnTime(v, at.c));
    else if (e.key === 'Escape') hideCell();
    else if (e.key === '0') setRange(FULL[0], FULL[1]);
    else return;
    e.preventDefault();
  });
  $('heat-how').hidden = false;
  on($('heat-table'), 'toggle', () => { if ($('heat-table').open) tabulateHeat(); });
}

// drawHeatControls shows what is chosen and takes away what there is not.
function drawHeatControls() {
  const mode = heatMode();
  if (!mode) return;
  $('heat-metric').value = mode.m;
  $('heat-view').value = mode.by;
  $('heat-view').disabled = mode.kind === 'versus';
  $('heat-view').querySelector('[value=week]').disabled = D.heat.w > HOUR && D.heat.fold !== 168;
  for (const b of $$('[data-heat]')) {
    press(b, b.dataset.heat === mode.kind);
    b.disabled = (b.dataset.heat === 'sum' && mode.m !== 0) || (b.dataset.heat === 'versus' && !D.heat.metric[mode.m].vs);
  }
}
