/**
 * The gallery's topics in the lesson's order, each problem before its cure, with their presets and the step of the
 * lesson for each (0: none). A preset without a topic fails tests/shipped/gallery.test.js.
 */

/** @type {{ id: string, presets: Record<string, number> }[]} */
export const TOPICS = [
  { id: 'reads', presets: { absent_ids: 3, negative_cache: 3, cold_start: 8, warm_up: 8 } },
  {
    id: 'writes',
    presets: { write_and_delete: 4, delete_first: 4, racing_updates: 5, stale_set: 6, lease: 6, lost_delete: 7 },
  },
  { id: 'stampede', presets: { stampede: 1, small_pool: 9, avalanche: 9, jitter: 9 } },
  {
    id: 'lock',
    presets: {
      hot_key: 10,
      crashed_holder: 10,
      lock_too_short: 10,
      no_recheck: 10,
      released_by_another: 10,
      getdel: 10,
      single_flight: 10,
    },
  },
  { id: 'xfetch', presets: { cold_key: 11, early_refresh: 11 } },
  { id: 'grace', presets: { stale_while_refresh: 12 } },
  {
    id: 'choose',
    presets: {
      read_heavy: 13,
      slightly_stale: 13,
      unpredictable: 13,
      write_heavy: 13,
      strong_consistency: 13,
      timeline: 13,
    },
  },
  { id: 'overload', presets: { metastable: 0, healed: 0 } },
];

/**
 * The presets of the core by topic, each with its step. Presets without a topic come last.
 * @template {{ name: string }} P @param {P[]} presets
 */
export function byTopic(presets) {
  const known = new Set(TOPICS.flatMap((topic) => Object.keys(topic.presets)));
  const found = TOPICS.map(({ id, presets: steps }) => ({
    id,
    cards: Object.entries(steps).flatMap(([name, step]) => {
      const preset = presets.find((one) => one.name === name);
      return preset ? [{ preset, step }] : [];
    }),
  }));
  const others = presets.filter(({ name }) => !known.has(name)).map((preset) => ({ preset, step: 0 }));
  return [...found, { id: 'others', cards: others }].filter(({ cards }) => cards.length > 0);
}
