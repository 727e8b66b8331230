/** @type {import('../words.js').StepWords} */
export default {
  say: 'Many readers ask for one hot key, [rate=60/s]. The cache [hit:hits] every time; the database rests. A query would take [db_latency=600ms]. Below, the same readers meet a second cache, with a lock. Then the key expires.',
  bets: [
    {
      ask: 'Without the lock, how many queries does one expiry cost?',
      options: ['1', 'about 6', 'about 35', 'about 100'],
    },
  ],
  tasks: ['Expire the key and watch for a second.'],
  acts: ['Expire now'],
  see: ['[34|alone db_queries] queries without the lock', '[1|lock db_queries] with it'],
  why: 'Every [miss:miss] starts a query, because nobody knows of the query already under way. This is a cache stampede, or thundering herd. With the lock, one queries; the others [wait:wait].',
};
