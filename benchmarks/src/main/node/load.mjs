// Over many fixtures and with many stories at once: `grid`, `many` and `growth`.
import { distinct, grouped, quantile, statistics, sum, text, where } from './records.mjs';
import { table, verdict } from './markdown.mjs';
import { svg } from './plot.mjs';
import { CPU, FINISH, FIRST_TEXT, POSTS, isWhole, setting } from './figures.mjs';

/** A goal of `many`: 32 stories at once. */
const GOAL_CLIENTS = 32;
const GOAL_SLACK_MS = 5;
/** A line may be so many times as expensive as the one before it and still count as equal. */
const EQUAL = 1.1;
const MOST_RESIDENT_MB = 256;

const COLUMNS = [
  { name: 'finish-lag', title: 'finish lag, ms', figure: FINISH },
  { name: 'first-text-lag', title: 'first text lag, ms', figure: FIRST_TEXT },
  { name: 'posts', title: 'posts', figure: POSTS },
  { name: 'cpu', title: 'CPU per 1,000 deltas, ms', figure: CPU },
];

/** The section `grid` and its plots by file name. */
export function grid(all) {
  const records = all.filter((record) => record.story > 0);
  const jdks = distinct(records, 'jdk');
  const posts = distinct(records, 'post_ms').sort((a, b) => a - b);
  const middle = posts[Math.floor(posts.length / 2)];
  const newest = jdks[jdks.length - 1];
  const plots = {};
  const image = (column, postMs, logarithmic) => {
    const file = `grid-${column.name}-${postMs}.svg`;
    const title = `${column.title}, posts of ${postMs} ms`;
    plots[file] = gridPlot(where(records, { jdk: newest, post_ms: postMs }), column, `${title} (JDK ${newest})`, logarithmic);
    return `\n![${title}](performance/${file})\n`;
  };
  const images = [...posts.map((postMs) => image(COLUMNS[0], postMs, true)), image(COLUMNS[1], middle, false), image(COLUMNS[2], middle, false)];
  const rounds = distinct(records, 'process').length;
  const broken = records.filter((record) => !record.whole).length;
  const markdown = setting(records)
    + `\n\n${records[0].deltas} deltas; ${rounds} ${rounds === 1 ? 'round' : 'rounds; medians, with minimum and maximum'}; ten stories at full speed come first in each process and are not counted. The plots show JDK ${newest}.\n`
    + images.join('')
    + jdks.map((jdk) => `\n### Intervals, JDK ${jdk}\n` + COLUMNS.map((column) => gridTable(where(records, { jdk }), column, rounds)).join('')).join('')
    + (broken === 0 ? '\nEvery story arrived whole.\n' : `\n**${broken} stories did not arrive whole.**\n`);
  return { markdown, plots };
}

function cell(records, column) {
  return statistics(column.figure.values(records));
}

function interval(record) {
  return record.interval === 'bursts' ? 'in bursts' : `${record.interval} ms`;
}

function gridTable(records, column, rounds) {
  const contenders = distinct(records, 'contender');
  const decimals = column.figure.decimals;
  const rows = distinct(records, 'post_ms').flatMap((post_ms) =>
    distinct(records, 'interval').map((value) => {
      const stories = where(records, { post_ms, interval: value });
      return [`${post_ms} ms`, interval(stories[0]), ...contenders.map((contender) => {
        const spread = cell(where(stories, { contender }), column);
        return rounds === 1 ? spread.median.toFixed(decimals) : text(spread, decimals);
      })];
    }));
  return `\n${column.title}:\n\n` + table(['L', 'T', ...contenders], rows, ['L', 'T', ...contenders].map(() => '--:'));
}

function gridPlot(records, column, title, logarithmic) {
  const even = records.filter((record) => record.interval !== 'bursts');
  return svg({
    title,
    x: { label: 'T: time between two deltas, ms', logarithmic: true },
    y: { label: column.title, logarithmic },
    lines: distinct(even, 'contender').map((contender) => ({
      name: contender,
      points: distinct(even, 'interval').map((value) =>
        [Number(value), cell(where(even, { contender, interval: value }), column).median]),
    })),
  });
}

/** One line of `many` or `growth`: the counted stories with as many clients, or as many deltas. */
function loadLine(records, clients, deltas) {
  const stories = where(records, { clients, deltas }).filter((record) => record.story > 0);
  const of = (column) => stories.map((story) => story[column]);
  return {
    clients,
    deltas,
    whole: isWhole(stories),
    posts: sum(of('posts')) / stories.length,
    firstTextLag: (share) => quantile(of('first_text_lag_ms'), share),
    finishLag: (share) => quantile(of('finish_lag_ms'), share),
    cpuMicros: sum(of('cpu_ms')) * 1000 / sum(of('deltas')),
    peak: stories[0].peak_megabytes,
    threads: Math.max(...of('threads')),
    deltasLate: quantile(of('deltas_late_ms'), 0.99),
    postsLate: quantile(of('posts_late_ms'), 0.99),
  };
}

function loadSetting(records) {
  const { interval: t, post_ms: l, jdk } = records[0];
  return `T = ${t} ms, L = ${l} ms; JDK ${jdk}. ${setting([records[0]])}`;
}

export function many(records) {
  const deltas = records[0].deltas;
  const lines = distinct(records, 'clients').map((clients) => loadLine(records, clients, deltas));
  const [fewest, most] = [lines[0], lines[lines.length - 1]];
  const goal = 2 * records[0].post_ms + GOAL_SLACK_MS;
  const header = ['at once', 'text whole', 'posts of a story', 'first text lag p50, ms', 'p99', 'finish lag p50, ms', 'p99',
    'CPU per 1,000 deltas, ms', 'peak resident, MB', 'threads', 'deltas late p99, ms', 'posts late p99, ms'];
  return table(header, lines.map((line) => [
    line.clients, line.whole, line.posts.toFixed(0),
    ...[0.5, 0.99].map((share) => line.firstTextLag(share).toFixed(1)),
    ...[0.5, 0.99].map((share) => line.finishLag(share).toFixed(1)),
    line.cpuMicros.toFixed(0), line.peak.toFixed(0), line.threads, line.deltasLate.toFixed(1), line.postsLate.toFixed(1),
  ]))
    + `\n${deltas} deltas of a story, ${loadSetting(records)} The model, the gateway and the clients share the processors: *deltas late* and *posts late* are the delays of the local cloud itself. One round of stories and some at full speed come first and are not counted.\n`
    + lines.filter((line) => line.clients === GOAL_CLIENTS).map((line) =>
      `\nGoal, ${GOAL_CLIENTS} at once, finish lag p99 of at most 2 L + ${GOAL_SLACK_MS} ms = ${goal} ms: ${verdict(line.whole === 'yes' && line.finishLag(0.99) <= goal)}.\n`).join('')
    + `\nCPU per 1,000 deltas from ${fewest.clients} at once to ${most.clients}: ${fewest.cpuMicros.toFixed(0)} → ${most.cpuMicros.toFixed(0)} ms; peak resident: ${fewest.peak.toFixed(0)} → ${most.peak.toFixed(0)} MB.\n`
    + `\nThreads without the runtime client's one for each story: ${fewest.threads - fewest.clients} → ${most.threads - most.clients}.\n`;
}

/** One half of the section `growth`, and its plot: longer stories, or more stories at once. */
export function growth(records, title, across) {
  const lines = [];
  for (const clients of distinct(records, 'clients')) {
    for (const deltas of distinct(where(records, { clients }), 'deltas')) lines.push(loadLine(records, clients, deltas));
  }
  const header = ['deltas of a story', 'at once', 'text whole', 'posts of a story', 'CPU of a delta, µs', 'peak resident, MB', 'finish lag p99, ms'];
  const x = (line) => (across === 'stories at once' ? line.clients : line.deltas);
  const series = [
    ['peak resident, MB', (line) => line.peak],
    ['finish lag p99, ms', (line) => line.finishLag(0.99)],
    ['CPU of a delta, µs', (line) => line.cpuMicros],
  ];
  return {
    markdown: table(header, lines.map((line) => [
      grouped(line.deltas), line.clients, line.whole, grouped(line.posts),
      line.cpuMicros.toFixed(0), line.peak.toFixed(0), line.finishLag(0.99).toFixed(1),
    ])) + `\n${growthVerdict(lines)}\n\n${loadSetting(records)}\n`,
    plot: svg({
      title,
      x: { label: across, logarithmic: true },
      y: { label: 'MB; ms; µs of CPU for a delta', logarithmic: true },
      lines: series.map(([name, value]) => ({ name, points: lines.map((line) => [x(line), value(line)]) })),
    }),
  };
}

/** How a delta's processor time and the memory change from the first line to the last. */
export function growthVerdict(lines) {
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const name = (line) => `${grouped(line.deltas)} deltas × ${line.clients}`;
  const steepest = Math.max(1, ...lines.slice(1).map((line, i) => line.cpuMicros / lines[i].cpuMicros));
  const most = Math.max(...lines.map((line) => line.peak));
  return `CPU of a delta from ${name(first)} to ${name(last)}: ${first.cpuMicros.toFixed(0)} → ${last.cpuMicros.toFixed(0)} µs; goal, no line more than ${EQUAL} times the one before it: ${steepest.toFixed(2)}, ${verdict(steepest <= EQUAL)}.`
    + ` Peak resident: ${first.peak.toFixed(0)} → ${last.peak.toFixed(0)} MB; goal, at most ${MOST_RESIDENT_MB} MB: ${verdict(most <= MOST_RESIDENT_MB)}.`;
}
