// The micro-benchmarks: `jmh`, from JMH's own JSON, one file as Lambda runs Java (C1) and one as a server does (C2).
import { readFileSync } from 'node:fs';
import { statistics } from './records.mjs';
import { table } from './markdown.mjs';

/** The relay's goal for a delta: 64 B beside its characters, which are 4.1 on average. */
const RELAY_GOAL = { nanos: 150, bytes: 64 + 4.1 };
const COLUMNS = ['benchmark', 'jdk', 'c1_ns', 'c1_min_ns', 'c1_max_ns', 'c1_bytes', 'c2_ns', 'c2_min_ns', 'c2_max_ns', 'c2_bytes'];

/** The records of a run. */
export function jmhRecords(c1File, c2File) {
  const [c1, c2] = [c1File, c2File].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  return c1.map((result) => {
    const other = c2.find((candidate) => candidate.benchmark === result.benchmark);
    return Object.fromEntries(COLUMNS.map((column, i) => [column, [label(result.benchmark), result.jdkVersion, ...cost(result), ...cost(other)][i]]));
  });
}

function cost(result) {
  const { median, min, max } = statistics(result.primaryMetric.rawData.flat());
  const bytes = Object.entries(result.secondaryMetrics).find(([name]) => name.endsWith('gc.alloc.rate.norm'))[1].score;
  return [median, min, max, bytes].map((value) => Number(value.toFixed(1)));
}

/** For example `relay: post for each delta` of RelayBenchmark.postForEachDelta. */
export function label(benchmark) {
  const [type, method] = benchmark.split('.').slice(-2);
  const words = (name) => name.replace(/([a-z])([A-Z0-9])|([0-9])([A-Z])/g, '$1$3 $2$4').toLowerCase();
  return `${words(type.replace('Benchmark', ''))}: ${words(method)}`;
}

export function jmhCsv(records) {
  return [COLUMNS, ...records.map(Object.values)].map((values) => values.join(',')).join('\n') + '\n';
}

export function relayVerdict(nanos, bytes) {
  return nanos <= RELAY_GOAL.nanos && bytes <= RELAY_GOAL.bytes ? 'met' : 'MISSED';
}

export function time(nanos, min, max) {
  return `${nanos.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`;
}

export function jmh(records) {
  const rows = records.map((record) => {
    const relay = record.benchmark.startsWith('relay');
    return [
      record.benchmark,
      ...['c1', 'c2'].flatMap((compiler) => [
        time(record[`${compiler}_ns`], record[`${compiler}_min_ns`], record[`${compiler}_max_ns`]),
        record[`${compiler}_bytes`].toFixed(0)]),
      relay ? `${RELAY_GOAL.nanos} ns, ${RELAY_GOAL.bytes} B` : '',
      relay ? ['c1', 'c2'].map((compiler) => `${compiler.toUpperCase()} ${relayVerdict(record[`${compiler}_ns`], record[`${compiler}_bytes`])}`).join(', ') : '',
    ];
  });
  return table(['', 'ns, C1', 'B, C1', 'ns, C2', 'B, C2', 'goal', 'met'], rows)
    + `\nJDK ${records[0].jdk}. ` + 'Times are medians of all iterations, with minimum and maximum. Bytes are allocated; those of a delta\'s own characters are part of the goal.\n';
}
