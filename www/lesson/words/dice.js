/** @type {import('../words.js').StepWords} */
export default {
  say: 'Second cure: XFetch, with no lock. Each reader rolls dice and may refresh early. The nearer the expiry and the slower the query, the likelier. A larger [beta=1] means earlier.',
  bets: [{ ask: 'How many refreshes does one expiry cost, on average?', options: ['exactly 1', '2 to 3', 'about 37'] }],
  tasks: ['Move [beta] to two.', 'Expire the key by hand.'],
  acts: ['Open the slider', 'Expire now'],
  see: [
    '[2.68 ± 0.06|dice theory.db_queries_per_episode.measured over 100] per expiry',
    '[1.73 ± 0.02|beta theory.db_queries_per_episode.measured over 100] with beta two',
    '[36.6 ± 0.9|hand misses over 100] when expired by hand',
  ],
  why: 'While one refreshes, others roll low too: a few queries, but no [miss:miss], no [wait:waiting]. A key deleted by hand gives no warning: the herd is back.',
};
