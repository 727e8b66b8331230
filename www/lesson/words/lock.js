/** @type {import('../words.js').StepWords} */
export default {
  say: 'First cure: the first [miss:miss] takes a lock and queries; the others [wait:wait] for its value. One query instead of a herd. But now everyone depends on one reader. Its lock lasts [lock_ttl=3s].',
  bets: [
    { ask: 'Its holder dies. When do the others go on?', options: ['At once', 'When the lock’s TTL ends', 'Never'] },
  ],
  tasks: ['Kill the holder while it queries.', 'Shorten [lock_ttl] until there is more than one query.'],
  acts: ['Kill the holder', 'Open the slider'],
  see: [
    '[1|lock db_queries] query',
    '[309 ms|lock wait_ms.mean] waited on average',
    '[3.6 s|dead wait_ms.max] when the holder died, the longest',
    '[3|short db_queries] queries with a lock that is too short',
  ],
  why: 'A lock needs a TTL, or a dead holder blocks all. Shorter than the query, it breaks. And a token: only its owner may release it.',
};
