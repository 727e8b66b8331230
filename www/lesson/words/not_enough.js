/** @type {import('../words.js').StepWords} */
export default {
  say: 'Deleting has a race of its own. A slow reader queries the old row; a write commits and deletes; then the reader stores what it read. There is about one write a second, [write_rate=1/s].',
  bets: [
    {
      ask: 'Write, then delete. Can readers still get an old value?',
      options: ['No', 'For milliseconds', 'Until the next write or the TTL'],
    },
  ],
  tasks: ['Stop on a stale read.', 'Open its story.', 'Choose the lease.'],
  acts: ['Find one', 'Open the story', 'Choose the strategy'],
  see: [
    '[83|plain stale_reads] stale reads; [104 ± 8|plain stale_reads over 100] over many runs',
    '[0|lease stale_reads] with a lease',
  ],
  why: 'This is a stale set. A lease is a permission to store, which a delete takes back: the slow reader may no longer store its old row.',
};
