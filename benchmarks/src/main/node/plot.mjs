// Draws lines over one axis as SVG: the same picture for the same points, byte for byte.
const WIDTH = 720;
const HEIGHT = 420;
const AREA = { left: 70, right: 20, top: 40, bottom: 90 };
const COLORS = ['#1b6ca8', '#d1495b', '#2e8b57', '#e09f3e', '#6a4c93'];

/**
 * @param plot title, x and y ({label, logarithmic}), lines: [{name, points: [[x, y]]}]
 * @returns the SVG document
 */
export function svg({ title, x, y, lines }) {
  const across = scale(x, lines.flatMap((line) => line.points.map((point) => point[0])), AREA.left, WIDTH - AREA.right);
  const up = scale(y, lines.flatMap((line) => line.points.map((point) => point[1])), HEIGHT - AREA.bottom, AREA.top);
  const bottom = HEIGHT - AREA.bottom;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    label(title, WIDTH / 2, 22, 'middle', ' font-size="16"'),
    ...across.ticks.flatMap((tick) => [
      grid(across.at(tick), AREA.top, across.at(tick), bottom),
      label(number(tick), across.at(tick), bottom + 16, 'middle')]),
    ...up.ticks.flatMap((tick) => [
      grid(AREA.left, up.at(tick), WIDTH - AREA.right, up.at(tick)),
      label(number(tick), AREA.left - 6, up.at(tick) + 4, 'end')]),
    label(x.label, (AREA.left + WIDTH - AREA.right) / 2, bottom + 36, 'middle'),
    label(y.label, 16, (AREA.top + bottom) / 2, 'middle', ` transform="rotate(-90 16 ${(AREA.top + bottom) / 2})"`),
    ...lines.flatMap((line, i) => drawn(line, COLORS[i % COLORS.length], across, up, legendAt(i, lines.length))),
    '</svg>',
  ];
  return parts.join('\n') + '\n';
}

function drawn(line, color, across, up, legend) {
  const points = line.points.map(([px, py]) => [across.at(px).toFixed(1), up.at(py).toFixed(1)]);
  return [
    `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ...points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${color}"/>`),
    `<rect x="${legend.x}" y="${legend.y - 9}" width="10" height="10" fill="${color}"/>`,
    label(line.name, legend.x + 15, legend.y, 'start'),
  ];
}

function legendAt(i, count) {
  const perRow = Math.min(count, 5);
  return { x: AREA.left + i % perRow * ((WIDTH - AREA.left) / perRow), y: HEIGHT - 24 + 16 * Math.floor(i / perRow) };
}

function scale({ logarithmic }, values, from, to) {
  const project = logarithmic ? Math.log2 : (value) => value;
  const low = logarithmic ? Math.min(...values) : Math.min(0, ...values);
  const high = Math.max(...values) > low ? Math.max(...values) : low + 1;
  const at = (value) => from + (project(value) - project(low)) / (project(high) - project(low)) * (to - from);
  return { at, ticks: logarithmic ? doublings(low, high) : roundSteps(low, high) };
}

/** Powers of two between the ends, at most eight of them. */
function doublings(low, high) {
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))];
  const step = Math.max(1, Math.ceil((last - first + 1) / 8));
  const ticks = [];
  for (let power = first; power <= last; power += step) ticks.push(2 ** power);
  return ticks;
}

function roundSteps(low, high) {
  const rough = (high - low) / 6;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(i * step);
  return ticks;
}

function number(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function grid(x1, y1, x2, y2) {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#d3d3d3"/>`;
}

function label(text, x, y, anchor, more = '') {
  const escaped = String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escaped}</text>`;
}
