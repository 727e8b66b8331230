/** @type {import('../words.js').StepWords} */
export default {
  say: 'A new server, a restart or a flush leaves an empty cache: a cold start. Every key must be fetched again. Warming means a worker fetches them before readers ask, at a limited rate. Here are [keys=50] keys.',
  bets: [
    {
      ask: 'Does warming save the database queries?',
      options: ['Yes, most of them', 'It makes no difference', 'No, it adds some'],
    },
  ],
  tasks: ['Flush the cache.', 'Flush it again, and warm it.'],
  acts: ['Flush now', 'Warm now'],
  see: [
    'Flushed: [59|flush misses] reads missed; [59|flush db_queries] queries, [13|flush db_in_flight_max] at once',
    'Warmed: [20|warm misses] missed; [65|warm db_queries] queries, [20|warm db_in_flight_max] at once',
  ],
  why: 'Warming takes [miss:misses] away from readers, not work from the database. It fetches keys that nobody asks for, too. So limit its rate.',
};
