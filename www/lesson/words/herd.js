/** @type {import('../words.js').StepWords} */
export default {
  say: 'While the first query runs, everyone who arrives [miss:misses] too. A herd is about [1 + λL|sign]: one, plus arrivals per second times seconds per query. Here: [rate=60/s] times [db_latency=600ms].',
  bets: [
    { ask: 'Twice the readers: the herd is …', options: ['the same', 'twice as big'] },
    { ask: 'Eight times the TTL: the herd is …', options: ['smaller', 'the same', 'bigger'] },
    { ask: 'Only ten connections: the queries are …', options: ['fewer', 'as many'] },
  ],
  tasks: ['Double the readers.', 'Make the TTL eight times as long.', 'Leave ten connections.'],
  acts: ['Double the rate', 'Stretch the TTL', 'Shrink the pool'],
  see: [
    '[34|herd db_queries] queries',
    '[80|rate db_queries] with twice the readers',
    '[34|ttl db_queries] with the long TTL',
    '[34|pool db_queries] with ten connections; the slowest read takes [1.9 s|pool latency_ms.max], not [602 ms|herd latency_ms.max]',
  ],
  why: 'Read rate and query time make the herd. A longer TTL makes it rarer, not smaller. A small pool turns queries into [wait:waiting].',
};
