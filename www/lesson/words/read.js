/** @type {import('../words.js').StepWords} */
export default {
  say: 'This is cache-aside, or lazy loading, the usual way to use Redis. The application looks in the cache first. On a [miss:miss] it queries the database, stores the value with a TTL and returns it. This cache starts empty.',
  bets: [{ ask: 'On a miss, who asks the database?', options: ['The cache', 'The application', 'The reader'] }],
  tasks: ['Step to the end of the first read.', '[Tap] the part that asks the database.'],
  acts: ['Step', 'Show me'],
  see: [
    '[602 ms|rare latency_ms.max] for the first read',
    '[1 ms|rare latency_ms.p50] for the next ones',
    '[1|rare db_queries] query in all',
  ],
  why: 'The application stands in the middle; cache and database never talk to each other. Data gets in only when somebody asks for it: the first reader pays, later ones [hit:hit].',
};
