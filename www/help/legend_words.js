/** Texts of the legend. Replace this file for another language. */

/** @typedef {import('../kit/mark.js').Role} Role */

/** @type {{ title: string, rows: { mark?: Role, sign?: string, drawn?: string, what: string }[] }[]} */
export const legendWords = [
  {
    title: 'Marks',
    rows: [
      { mark: 'hit', what: 'A hit: the cache answers.' },
      { mark: 'miss', what: 'A miss, and every query to the database.' },
      { mark: 'wait', what: 'A reader that waits for a query of another, or for a connection.' },
      { mark: 'stale', what: 'An old value is served, or a value is refreshed early.' },
      { drawn: 'asking', what: 'A request on its way: nothing is known of it yet.' },
      { drawn: 'readers', what: 'Readers. They stand for all of them, however many there are.' },
    ],
  },
  {
    title: 'Names',
    rows: [
      { sign: 'R12', what: 'A read. They are counted from R0 on.' },
      { sign: 'W3', what: 'A write, counted in the same way.' },
      { sign: 'B1', what: 'A background refresh: a query that no reader waits for.' },
      { sign: 'I0', what: 'A poke, where it acts itself: a write that you ordered.' },
      { sign: 'key 0', what: 'The most popular key. The ring is what is left of its TTL.' },
    ],
  },
  {
    title: 'In the cache',
    rows: [
      { sign: 'expired', what: 'The TTL of the key is over, and nobody has stored a value since.' },
      { sign: 'deleted', what: 'A write has deleted it.' },
      { sign: 'flushed', what: 'The whole cache was emptied.' },
      { sign: 'evicted', what: 'It had to make room for another key.' },
      { sign: 'never stored', what: 'No value has come into the cache yet.' },
    ],
  },
  {
    title: 'Over the stage',
    rows: [
      { sign: 'queries', what: 'Queries that reads have asked for. Asked for = queued + in flight + done + given up.' },
      { sign: 'queued', what: 'In the line for a connection.' },
      { sign: 'in flight', what: 'The database works on it. The updates of writes are counted apart.' },
      { sign: 'slowest read', what: 'The longest response time so far: from a read’s start to its end, or until now.' },
      { sign: 'waiting', what: 'Lock wait: the part of it in which a reader waits for the query of another.' },
      { sign: 'oldest served', what: 'How long the oldest value served had been out of date.' },
      { drawn: 'gauge', what: 'How far a number has come in this run.' },
      { drawn: 'floor', what: 'Left tick, the floor: no strategy could do with less.' },
      { drawn: 'ceiling', what: 'Right tick, the ceiling: the same traffic without a cache.' },
    ],
  },
  {
    title: 'Over time',
    rows: [
      { drawn: 'ticks', what: 'Hits, each at its time.' },
      { drawn: 'bars', what: 'Requests that take longer, from start to end, in the colour of what they do.' },
      { drawn: 'limit', what: 'How many connections there are.' },
      { drawn: 'poke', what: 'A poke: something done to the run.' },
      { sign: '1 s takes 2 s', what: 'The speed: you watch one second of the run for two of yours.' },
      { sign: 'run 6c7c-f59d', what: 'The run’s fingerprint: the same on every machine that runs this line.' },
      { sign: 'seed 7', what: 'Which traffic: another seed has other readers at other times.' },
    ],
  },
];
