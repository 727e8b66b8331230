/** @type {import('../words.js').StepWords} */
export default {
  say: 'Networks lose messages. Here a write commits, but its delete never reaches the cache. Nobody notices. The key’s TTL is [ttl=5s].',
  bets: [{ ask: 'What ends the stale reads?', options: ['The next read', 'The TTL', 'Nothing'] }],
  tasks: ['Choose a TTL so that nothing older than two seconds is served.'],
  acts: ['Open the slider'],
  see: [
    '[187|long stale_reads] stale reads with the long TTL',
    '[4.5 s|long stale_age_ms.max] behind, the oldest',
    '[21|short stale_reads] with the short one',
    '[607 ms|short stale_age_ms.max] behind, the oldest',
  ],
  why: 'This is why every key gets a TTL, even when writes delete it: it limits how long any mistake can last. The price of a short one is more [miss:misses].',
};
