// Reads the records that the benchmarks write, and summarizes them.
import { readFileSync } from 'node:fs';

const TEXT_COLUMNS = new Set(['machine', 'jdk', 'contender', 'versions', 'jvm_flags', 'interval', 'benchmark']);

/** Reads a CSV file with a header. An empty number is NaN; no value contains a comma. */
export function readRecords(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  return lines.map((values) =>
    Object.fromEntries(header.map((column, i) => [column, parse(column, values[i])])));
}

function parse(column, value) {
  if (TEXT_COLUMNS.has(column)) return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return value === '' ? NaN : Number(value);
}

/** The different values of a column, in the order of their first record. */
export function distinct(records, column) {
  return [...new Set(records.map((record) => record[column]))];
}

/** Records whose columns have these values. */
export function where(records, values) {
  return records.filter((record) => Object.entries(values).every(([column, value]) => record[column] === value));
}

/** Median, minimum and maximum; the median of an even count is the mean of the two in the middle. */
export function statistics(values) {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** The smallest value that a share of the values does not exceed; NaN if there is none. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** For example 24.5 (23.9–30.1); empty if nothing was measured. */
export function text({ median, min, max }, decimals) {
  return Number.isNaN(median) ? '' : `${median.toFixed(decimals)} (${min.toFixed(decimals)}–${max.toFixed(decimals)})`;
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** For example 12,345. */
export function grouped(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
