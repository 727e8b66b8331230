/** @type {import('../words.js').StepWords} */
export default {
  say: 'Some readers ask for ids that do not exist. The database finds nothing, so nothing is stored, and the next such read is a [miss:miss] again. Here “not found” is remembered for [negative_ttl=0ms].',
  bets: [
    {
      ask: 'Remember it for five seconds: how many of [229|plain db_queries] queries remain?',
      options: ['about 40', 'about 115', 'about 200'],
    },
  ],
  tasks: ['Set [negative_ttl] to five seconds.'],
  acts: ['Open the slider'],
  see: ['[229|plain db_queries] queries without', '[39|negative db_queries] with negative caching'],
  why: 'This is negative caching. Without it, anyone who asks for random ids reaches your database every time. Keep it short: the row may be created later.',
};
