// The incidents: which are shown, whose evidence is open, their marks in the chart.
const Incidents = Array.from($$('tbody.incident'), e => ({
  e, id: e.dataset.id, from: Number(e.dataset.from), to: Number(e.dataset.to), rank: e.rows[0].cells[0].textContent,
  regions: e.dataset.regions.split(' ').filter(Boolean).map(Number),
  headline: e.querySelector('.what').textContent, details: e.querySelector('details'),
}));

function incidentShown(i) {
  return i.to >= S.t0 && i.from <= S.t1 && (!i.regions.length || i.regions.some(r => shown(r) && timeShown(r, i.from, i.to)));
}

function drawIncidents() {
  let n = 0;
  for (const i of Incidents) {
    i.e.hidden = !incidentShown(i);
    if (!i.e.hidden) n++;
    if (i.details && i.details.open !== (i.id === S.inc) && (S.inc || !S.print)) i.details.open = i.id === S.inc;
  }
  if (!Incidents.length) return;
  write('incident-count', num(n, 0) + ' of ' + num(Incidents.length, 0));
  $('no-incident').hidden = n > 0;
  query('table.incidents').parentNode.hidden = n === 0;
}

// incidentMarks draws the shown incidents as bars above the lines, with their
// numbers where they begin.
function incidentMarks(f, root) {
  const ends = []; // x up to which a number is written
  for (const i of Incidents) {
    if (!incidentShown(i)) continue;
    const x = max(f.left, plotX(f, i.from)), width = max(4, min(f.w - f.right, plotX(f, i.to)) - x);
    const g = svg('g', {class: 'incident-mark'}, root);
    path(g, 'edge', 'M' + xy(x, 22) + 'V' + (f.h - f.bottom));
    svg('rect', {x, y: 17, width, height: 5}, g);
    if (ends.some(e => abs(e - x) < 12)) continue; // the number of the worse one stays
    ends.push(x);
    label(g, x, 14, i.rank, '', 'rank');
  }
}

// zoomTo shows the time of an incident with as much before and after it.
function zoomTo(i) {
  const around = max(i.to - i.from, 8 * BUCKET);
  change(() => {
    const [a, b] = clampRange(i.from - around, i.to + around);
    S.t0 = a; S.t1 = b; S.page = 0;
    S.off.clear();
    if (i.regions.length) REGIONS.forEach(r => { if (!i.regions.includes(r)) S.off.add(r); });
  });
  $('lines').scrollIntoView({block: 'nearest'});
}

function startIncidents() {
  for (const i of Incidents) {
    const cell = i.e.querySelector('.what');
    const b = el('button', {type: 'button', class: 'show ctl-inline', title: 'Show its time and regions in all charts'}, cell, 'Show in charts');
    el('span', {class: 'unseen'}, b, ', incident ' + i.rank);
    on(b, 'click', () => zoomTo(i));
    if (i.details) on(i.details, 'toggle', () => {
      if (S.print || i.details.open === (S.inc === i.id)) return;
      change(() => { S.inc = i.details.open ? i.id : ''; });
    });
  }
}
