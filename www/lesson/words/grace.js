/** @type {import('../words.js').StepWords} */
export default {
  say: 'Third cure: background refresh. After the TTL the value stays for a grace of [grace=2s]. Readers get it [stale:at once], a little old, while one worker refreshes it.',
  bets: [
    {
      ask: 'Make the grace shorter than the query. What happens?',
      options: ['Nothing', 'The herd is back', 'Values get older'],
    },
  ],
  tasks: ['Shrink [grace] to 200 ms.'],
  acts: ['Open the slider'],
  see: [
    '[2|long db_queries] queries; nobody waited',
    '[609 ms|long stale_age_ms.max] past its TTL, the oldest value',
    '[64|short db_queries] queries with the short grace',
  ],
  why: 'The price is age: a second time window in which old values are fine. If it ends before the query does, readers [miss:miss] together again.',
};
