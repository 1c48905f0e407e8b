// Contenders side by side: `compare`, `http`, `prime` and `start`.
import { distinct, text, where } from './records.mjs';
import { table, verdict } from './markdown.mjs';
import { ofAMillion, parts } from './price.mjs';
import * as figures from './figures.mjs';
import { count, isWhole, median, pace, setting, spread } from './figures.mjs';

const { READY, FIRST_STORY, FIRST_TEXT, FINISH, POSTS, CPU, START_CPU, RESIDENT, PEAK, INVOCATION, DOLLARS } = figures;
const ALL = [READY, FIRST_STORY, FIRST_TEXT, FINISH, POSTS, CPU, START_CPU, RESIDENT, PEAK, INVOCATION, DOLLARS];
const OURS = ['Story Streamer v1', 'Story Streamer v2'];
const PER_DELTA = ['one post per delta', 'LangChain4j', 'Spring AI'];

/** The tables of the page. */
export function compare(records) {
  const tables = byJdk(records, (ofJdk) => [
    figureTable('', ALL, ofJdk),
    shares(`${OURS[0]} as a share of`, ofJdk, PER_DELTA, (other) => [OURS[0], other]),
    goals(ofJdk),
    prices(ofJdk),
  ]);
  return `${setting(records)}\n\n${sizes(records)} Command: \`${command(records)}\`.\n\n${tables}`;
}

/** The tables of a run with contenders of its own: ratios are to the first contender. */
export function sideBySide(records) {
  const [base, ...others] = distinct(records, 'contender');
  return `${setting(records)}\n\n${sizes(records)}\n\n` + byJdk(records, (ofJdk) => [
    figureTable('', ALL, ofJdk),
    others.length === 0 ? '' : shares(`as a multiple of ${base}`, ofJdk, others, (other) => [other, base]),
  ]);
}

function byJdk(records, tables) {
  return distinct(records, 'jdk')
    .map((jdk) => `### JDK ${jdk}\n\n` + tables(where(records, { jdk })).filter(Boolean).join('\n'))
    .join('\n');
}

/** A column for each contender. */
function figureTable(corner, list, records) {
  const contenders = distinct(records, 'contender');
  return table([corner, ...contenders], [
    ['text whole', ...contenders.map((contender) => isWhole(where(records, { contender })))],
    ...list.filter((figure) => figure.values(records).length > 0).map((figure) =>
      [figure.title, ...contenders.map((contender) => text(spread(figure, records, contender), figure.decimals))]),
  ]);
}

function shares(corner, records, columns, pair) {
  return table([corner, ...columns], ALL.filter((figure) => figure.values(records).length > 0).map((figure) =>
    [figure.title, ...columns.map((column) => {
      const [one, other] = pair(column);
      return (median(figure, records, one) / median(figure, records, other)).toFixed(3);
    })]));
}

/** What the project requires of itself: the median of a figure is at most a bound. */
export function allGoals(postMs) {
  const least = (figure, share) => (records) => share * Math.min(...PER_DELTA.map((other) => median(figure, records, other)));
  const langChain4j = (figure, share) => (records) => share * median(figure, records, 'LangChain4j');
  return [
    ['finish lag at most 2 L', FINISH, () => 2 * postMs],
    ['finish lag at most 1/200 of the quickest with a post for each delta', FINISH, least(FINISH, 1 / 200)],
    ['first text, warm, at most L + 2.5 ms', FIRST_TEXT, () => postMs + 2.5],
    ['first text, first story, at most 2 L', FIRST_STORY, () => 2 * postMs],
    ['posts at most 0.28 of the fewest with a post for each delta', POSTS, least(POSTS, 0.28)],
    ["CPU per 1,000 deltas at most 0.35 of LangChain4j's", CPU, langChain4j(CPU, 0.35)],
    ['CPU per 1,000 deltas at most 630 ms', CPU, () => 630],
    ["start to ready at most 0.75 of LangChain4j's", READY, langChain4j(READY, 0.75)],
    ["peak resident at most 0.6 of LangChain4j's", PEAK, langChain4j(PEAK, 0.6)],
    ['USD at most 0.3 of the cheapest with a post for each delta', DOLLARS, least(DOLLARS, 0.3)],
  ];
}

function goals(records) {
  return table(['goal', ...OURS], allGoals(records[0].post_ms).map(([name, figure, bound]) =>
    [name, ...OURS.map((contender) => against(median(figure, records, contender), bound(records)))]));
}

function against(value, most) {
  return `${value.toFixed(1)} of ${most.toFixed(1)}: ${verdict(value <= most)}`;
}

/** The parts of the price of the warm story whose price is in the middle. */
function prices(records) {
  const contenders = distinct(records, 'contender');
  const typical = contenders.map((contender) => {
    const stories = where(records, { contender }).filter((record) => record.story > 0);
    return stories.sort((one, other) => ofAMillion(one) - ofAMillion(other))[Math.floor(stories.length / 2)];
  });
  return table(['USD per million stories', ...contenders], [
    ...Object.keys(parts(typical[0])).map((part) => [part, ...typical.map((story) => parts(story)[part].toFixed(2))]),
    ['**all**', ...typical.map((story) => ofAMillion(story).toFixed(2))],
  ]);
}

function runSize(records) {
  const one = where(records, { contender: records[0].contender, jdk: records[0].jdk });
  const processes = distinct(one, 'process').length;
  const warm = distinct(one.filter((record) => record.story > 0), 'story');
  return { processes, stories: warm.length, warmUps: warm.length === 0 ? 0 : Math.min(...warm) - 1 };
}

function sizes(records) {
  const { processes, stories, warmUps } = runSize(records);
  return `${pace(records[0])}; ${count(processes, 'process')} of each contender on each JDK, in turns. `
    + `After the first story of a process come ${warmUps} at full speed, which are not counted, and ${stories} warm ones. `
    + 'Medians, with minimum and maximum.';
}

function command(records) {
  const { processes, stories, warmUps } = runSize(records);
  return `DELTAS=${records[0].deltas} WARM_UPS=${warmUps} STORIES=${stories} benchmarks/run compare ${processes}`;
}

export function http(records) {
  return figureTable('Bedrock and posts over', [READY, FIRST_STORY, FIRST_TEXT, FINISH, POSTS, CPU, START_CPU, PEAK], records)
    + `\nJDK ${records[0].jdk}. ${setting([records[0]])}\n\n${sizes(records)}\n`;
}

/** A row for each way to start a process, and one for the warm stories of all. */
export function prime(records) {
  const warm = median({ values: FIRST_TEXT.values }, records.map((record) => ({ ...record, contender: 'all' })), 'all');
  const rows = distinct(records, 'contender').map((contender) => [
    contender,
    text(spread(READY, records, contender), 0),
    text(spread(figures.OPENING_FIRST, records, contender), 0),
    text(spread(FIRST_STORY, records, contender), 1),
    `${(median(FIRST_STORY, records, contender) / warm).toFixed(2)} x`,
  ]);
  const header = ['', READY.title, figures.OPENING_FIRST.title, FIRST_STORY.title, 'relative to warm'];
  return table(header, [...rows, ['warm', '', '', warm.toFixed(1), '1 x']]) + `\nJDK ${records[0].jdk}. ${sizes(records)}\n`;
}

const STARTS = [READY, figures.CONNECTED, figures.CONNECTED_CPU, FIRST_STORY, PEAK];
const ZIP = 'the zip';
const PRIMED = 'the zip primed at start';
const CLASS_PATH = 'one class path';
const CACHED = 'one class path with class cache';
/** Their first story is to be as quick as any. */
const PREPARED = [PRIMED, CACHED, 'the same with 64 MB of heap'];

/** The sections `start` and `saves`. */
export function start(records) {
  const packages = distinct(records, 'contender').map((contender) => where(records, { contender })[0])
    .filter((record) => [ZIP, 'LangChain4j with compressed jars'].includes(record.contender))
    .map((record) => `- ${record.contender}: ${record.package_megabytes.toFixed(1)} MB, ${record.package_classes} classes\n`);
  const most = records[0].post_ms + 5;
  const rows = eachStart(records, (jdk, contender, ofJdk) => [
    `JDK ${jdk}`, contender,
    ...STARTS.map((figure) => text(spread(figure, ofJdk, contender), figure.decimals)),
    PREPARED.includes(contender) ? verdict(median(FIRST_STORY, ofJdk, contender) <= most) : '',
  ]);
  const header = ['', '', ...STARTS.map((figure) => figure.title), 'of L + 5 ms'];
  const align = ['---', '---', ...STARTS.map(() => '--:'), '---'];
  const told = where(records, { contender: ZIP });
  return {
    start: packages.join('') + '\n' + table(header, rows, align)
      + `\n${count(distinct(records, 'process').length, 'process')} of each kind, in turns. ${pace(told[0])}. Medians, with minimum and maximum. ${setting([told[0]])}\n`
      + distinct(records, 'jdk').map((jdk) => startGoals(jdk, where(records, { jdk }))).join(''),
    saves: saves(records),
  };
}

function eachStart(records, row) {
  return distinct(records, 'jdk').flatMap((jdk) => {
    const ofJdk = where(records, { jdk });
    return distinct(ofJdk, 'contender').map((contender) => row(jdk, contender, ofJdk));
  });
}

function startGoals(jdk, records) {
  const theirs = median(READY, records, 'LangChain4j');
  return startGoal(jdk, ZIP, median(READY, records, ZIP), 0.75, theirs)
    + (parseInt(jdk, 10) < 25 ? '' : startGoal(jdk, CACHED, median(READY, records, CACHED), 0.35, theirs));
}

/** A start relative to LangChain4j's, whose jars are stored too. */
export function startGoal(jdk, name, ours, share, theirs) {
  return `\nJDK ${jdk}, ${name}, start to ready at most ${share.toFixed(2)} of LangChain4j's with stored jars: `
    + `${ours.toFixed(0)} of ${theirs.toFixed(0)} ms, ${(ours / theirs).toFixed(2)}: ${verdict(ours <= share * theirs)}.\n`;
}

function saves(records) {
  const steps = [['class cache, relative to one class path without', CLASS_PATH, CACHED], ['priming at start, relative to the zip', ZIP, PRIMED]];
  const list = [READY, figures.CONNECTED_CPU, FIRST_STORY, PEAK];
  const rows = distinct(records, 'jdk').flatMap((jdk) => steps.map(([step, without, done]) => [
    step, `JDK ${jdk}`, ...list.map((figure) => [without, done]
      .map((contender) => median(figure, where(records, { jdk }), contender).toFixed(figure.decimals)).join(' → '))]));
  return table(['step', '', ...list.map((figure) => figure.title)], rows);
}
