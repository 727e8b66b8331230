/** @type {import('../words.js').StepWords} */
export default {
  say: 'To write: update the database first, then delete the key from the cache. The next read refills it. There are [rate=20/s] reads, and a query takes [db_latency=100ms].',
  bets: [{ ask: 'One write: how many reads will miss?', options: ['none', '1', 'about 4', 'about 20'] }],
  tasks: ['Write.', 'Find a miss it caused: stop on it, or [tap] it.'],
  acts: ['Write now', 'Find the miss'],
  see: ['[4|write misses] reads missed', '[1|write db_queries] query refilled the key'],
  why: 'This is eventual consistency. Until the refill, readers go to the database; between commit and delete, one may still get the [stale:old value]. Soon all see the new version.',
};
