/** @type {import('../words.js').StepWords} */
export default {
  say: 'Why not write the new value into the cache, and save the [miss:miss]? Here two writers do so, [write_policy=update], almost together. The first to commit is the last to reach the cache. The TTL is [ttl=6s].',
  bets: [
    {
      ask: 'The cache now holds the older value. For how long?',
      options: ['Until the next read', 'Until its TTL ends', 'For ever'],
    },
  ],
  tasks: ['Play until a read has been stale for a second.', 'Set [write_policy] to invalidate.'],
  acts: ['Play', 'Choose the policy'],
  see: [
    '[118|update stale_reads] stale reads when writers set the value',
    '[6.3 s|update stale_age_ms.max] behind, the oldest',
    '[1|invalidate stale_reads] stale when they delete it',
  ],
  why: 'Two sets can arrive in the wrong order; then the [stale:old] value stays until its TTL. Two deletes have no order to get wrong.',
};
