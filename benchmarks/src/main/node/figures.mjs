// The figures that the tables have, each computed from the records of one contender.
import { distinct, statistics, where } from './records.mjs';
import { ofAMillion } from './price.mjs';

const first = (records) => records.filter((record) => record.story === 0);
const warm = (records) => records.filter((record) => record.story > 0);

/** Figures of a process stand in each of its records: those of its first story are enough. */
const ofProcess = (title, decimals, column) => ({
  title, decimals, values: (records) => first(records).map((record) => record[column]),
});
const ofFirst = (title, decimals, column) => ofProcess(title, decimals, column);
const ofWarm = (title, decimals, value) => ({
  title, decimals, values: (records) => warm(records).map(value),
});

export const READY = ofProcess('start to ready, ms', 0, 'ready_ms');
export const CONNECTED = ofProcess('start to connected, ms', 0, 'connected_ms');
export const CONNECTED_CPU = ofProcess('CPU until then, ms', 0, 'connected_cpu_ms');
export const OPENING_FIRST = ofFirst('opening frame, first story, ms', 0, 'opening_ms');
export const FIRST_STORY = ofFirst('first text lag, first story, ms', 1, 'first_text_lag_ms');
export const FIRST_TEXT = ofWarm('first text lag, warm, ms', 1, (story) => story.first_text_lag_ms);
export const FINISH = ofWarm('finish lag, warm, ms', 1, (story) => story.finish_lag_ms);
export const POSTS = ofWarm('posts, warm', 0, (story) => story.posts);
export const CPU = ofWarm('CPU per 1,000 deltas, warm, ms', 0, (story) => story.cpu_ms * 1000 / story.deltas);
export const START_CPU = ofProcess('CPU of the start and the first story, ms', 0, 'first_story_cpu_ms');
export const RESIDENT = ofProcess('resident after the last story, MB', 0, 'resident_megabytes');
export const PEAK = ofProcess('peak resident, MB', 0, 'peak_megabytes');
export const INVOCATION = ofWarm('invocation, warm, s', 2, (story) => story.invocation_ms / 1000);
export const DOLLARS = ofWarm('USD per million stories, warm', 0, ofAMillion);

/** Median, minimum and maximum of a figure for a contender. */
export function spread(figure, records, contender) {
  return statistics(figure.values(where(records, { contender })));
}

export function median(figure, records, contender) {
  return spread(figure, records, contender).median;
}

export function isWhole(records) {
  return records.every((record) => record.whole) ? 'yes' : '**NO**';
}

/** Where and with what was measured. */
export function setting(records) {
  const versions = distinct(records, 'contender')
    .map((contender) => [contender, where(records, { contender })[0].versions])
    .filter(([, names]) => names !== '')
    .map(([contender, names]) => `${contender}: ${names.split('; ').map((name) => '`' + name + '`').join(', ')}`);
  return `Measured on ${records[0].machine}, with \`${records[0].jvm_flags}\`. ${versions.join('. ')}. `
    + 'Plain HTTP, with a session token of 1,024 characters in every signed request.';
}

/** For example `500 deltas 6 ms apart, posts of 20 ms`. */
export function pace(record) {
  return `${record.deltas} deltas ${record.interval} ms apart, posts of ${record.post_ms} ms`;
}

export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}
