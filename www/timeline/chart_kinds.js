/**
 * The charts: for each the values of its windows, a sentence about the run, and the columns of its table. All values
 * come from the core's windows.
 */

import { at, peak } from '../run/steps.js';
import { extreme, windowAt, windowLength } from '../run/windows.js';
import { clock, span } from '../line/time.js';
import { percent, whole } from '../kit/words.js';
import { chartWords } from './chart_words.js';
import { timelineWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../playback/focus.js').Chart} Chart */
/**
 * @typedef {{ role: string, of: (run: Run) => ArrayLike<number>, full?: number }} Layer layers are drawn on top of each
 * other; `full` is the end of the scale
 */
/**
 * @typedef {object} Kind
 * @property {Layer[]} layers empty for a chart with its own view
 * @property {(value: number) => string} say a value of the last layer
 * @property {(run: Run, window: number) => string} now the text next to its name
 * @property {(title: string, run: Run, at_ns: number) => string} sentence
 * @property {[name: string, of: (run: Run, window: number) => string][]} columns
 */

/** @param {Run} run @param {number} i */
const since = ({ windows: { bounds_ns } }, i) => clock(bounds_ns[i]);

/** @param {(run: Run, window: number) => string} tell @returns {(run: Run, window: number) => string} */
const ofReads = (tell) => (run, i) => (run.windows.reads[i] ? tell(run, i) : chartWords.noReads);

/** The values at the cursor as a sentence. @param {Run} run @param {number} at_ns @param {Kind['now']} now */
function spoken(run, at_ns, now) {
  const here = windowAt(run, at_ns);
  return run.windows.reads[here] ? now(run, here) : chartWords.noReadsNow;
}

/** @type {Record<Chart, Kind>} */
export const CHART_KINDS = {
  load: {
    layers: [],
    say: whole,
    now: ({ windows: { db_in_flight_max, db_queued_max } }, i) =>
      timelineWords.loadNow(db_in_flight_max[i], db_queued_max[i]),
    sentence(title, { steps: { db_in_flight, db_queued }, report }, at_ns) {
      const [busiest, longest] = [peak(db_in_flight), peak(db_queued)];
      return chartWords.load(
        title,
        report.queries.asked,
        report.updates.asked,
        busiest.value,
        clock(busiest.at_ns),
        longest.value,
        timelineWords.loadNow(at(db_in_flight, at_ns), at(db_queued, at_ns)),
      );
    },
    columns: [
      [chartWords.begun, ({ windows }, i) => whole(windows.db_queries[i])],
      [chartWords.inFlight, ({ windows }, i) => whole(windows.db_in_flight_max[i])],
      [chartWords.queued, ({ windows }, i) => whole(windows.db_queued_max[i])],
    ],
  },
  hit_ratio: {
    layers: [{ role: 'hit', of: ({ windows }) => windows.hit_ratio, full: 1 }],
    say: percent,
    now: ofReads(({ windows }, i) => percent(windows.hit_ratio[i])),
    sentence(title, run, at_ns) {
      const least = extreme(run, run.windows.hit_ratio, -1);
      if (least < 0) return chartWords.nothing(title);
      const { reads, hit_ratio } = run.report;
      const low = percent(run.windows.hit_ratio[least]);
      return chartWords.hits(
        title,
        percent(hit_ratio),
        reads,
        low,
        span(windowLength(run)),
        since(run, least),
        spoken(run, at_ns, this.now),
      );
    },
    columns: [
      [chartWords.reads, ({ windows }, i) => whole(windows.reads[i])],
      [chartWords.hitsOf, ({ windows }, i) => whole(windows.hits[i])],
      [timelineWords.charts.hit_ratio, ofReads(({ windows }, i) => percent(windows.hit_ratio[i]))],
    ],
  },
  latency: {
    layers: [
      { role: 'wait slowest', of: ({ windows }) => windows.latency_p99_ms },
      { role: 'wait', of: ({ windows }) => windows.latency_p50_ms },
    ],
    say: span,
    now: ofReads(({ windows }, i) => chartWords.p99(span(windows.latency_p99_ms[i]))),
    sentence(title, run, at_ns) {
      const slowest = extreme(run, run.windows.latency_p99_ms, 1);
      if (slowest < 0) return chartWords.nothing(title);
      const { p50, p99 } = run.report.latency_ms;
      const most = span(run.windows.latency_p99_ms[slowest]);
      const here = windowAt(run, at_ns);
      const now = run.windows.reads[here]
        ? chartWords.both(span(run.windows.latency_p50_ms[here]), span(run.windows.latency_p99_ms[here]))
        : chartWords.noReadsNow;
      return chartWords.latency(title, span(p50), span(p99), most, span(windowLength(run)), since(run, slowest), now);
    },
    columns: [
      [chartWords.reads, ({ windows }, i) => whole(windows.reads[i])],
      ['p50', ofReads(({ windows }, i) => span(windows.latency_p50_ms[i]))],
      ['p99', ofReads(({ windows }, i) => span(windows.latency_p99_ms[i]))],
    ],
  },
  stale_age: {
    layers: [{ role: 'stale', of: ({ windows }) => windows.stale_age_max_ms }],
    say: span,
    now: ofReads(({ windows }, i) => span(windows.stale_age_max_ms[i])),
    sentence(title, run, at_ns) {
      const oldest = extreme(run, run.windows.stale_age_max_ms, 1);
      if (oldest < 0) return chartWords.nothing(title);
      const most = run.windows.stale_age_max_ms[oldest];
      if (most === 0) return chartWords.neverStale(title);
      const { stale_hits, stale_reads } = run.report;
      return chartWords.stale(
        title,
        span(most),
        span(windowLength(run)),
        since(run, oldest),
        stale_hits,
        stale_reads,
        spoken(run, at_ns, this.now),
      );
    },
    columns: [
      [chartWords.reads, ({ windows }, i) => whole(windows.reads[i])],
      [chartWords.staleOf, ({ windows }, i) => whole(windows.stale[i])],
      [timelineWords.charts.stale_age, ofReads(({ windows }, i) => span(windows.stale_age_max_ms[i]))],
    ],
  },
};
