/**
 * The lesson's texts, by the ids of `steps.js`. Replace this file for another language.
 *
 * Brackets contain markup (`text.js`):
 *
 *     [miss:misses]                    a word of the legend, in the colour and with the shape of its object
 *     [ttl=5s]                         a field of the run: a button that opens its slider
 *     [34|alone db_queries]            a number, and where it comes from: a line of the step and a path in its report
 *     [2.68 ± 0.06|dice PATH over 100]   the same as mean and standard error over so many seeds
 *     [1 + λL|sign]                    figures that are a name and no claim
 *     [tap]                            what a pointer or a finger does
 *
 * tests/shipped/lesson.test.js checks the numbers by running their lines.
 */

/** @typedef {{ ask: string, options: string[] }} Bet */
/**
 * @typedef {{ title: string, say: string, bets: Bet[], tasks: string[], acts: string[], see: string[], why: string }}
 * StepWords
 */

/** @type {Record<string, StepWords>} */
export const stepWords = {
  break: {
    title: 'Break it',
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
  },
  read: {
    title: 'One read',
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
  },
  absent: {
    title: 'No such id',
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
  },
  write: {
    title: 'One write',
    say: 'To write: update the database first, then delete the key from the cache. The next read refills it. There are [rate=20/s] reads, and a query takes [db_latency=100ms].',
    bets: [{ ask: 'One write: how many reads will miss?', options: ['none', '1', 'about 4', 'about 20'] }],
    tasks: ['Write.', 'Find a miss it caused: stop on it, or [tap] it.'],
    acts: ['Write now', 'Find the miss'],
    see: ['[4|write misses] reads missed', '[1|write db_queries] query refilled the key'],
    why: 'This is eventual consistency. Until the refill, readers go to the database; between commit and delete, one may still get the [stale:old value]. Soon all see the new version.',
  },
  set_or_delete: {
    title: 'Set or delete?',
    say: 'Why not write the new value into the cache, and save the [miss:miss]? Here two writers do so, [write_policy=update], almost together. The first to commit is the last to reach the cache. The TTL is [ttl=6s].',
    bets: [
      {
        ask: 'The cache now holds the older value. For how long?',
        options: ['Until the next read', 'Until its TTL ends', 'For ever'],
      },
    ],
    tasks: ['Play until a read has been stale for a second.', 'Set [write_policy] to invalidate.'],
    acts: ['Play', 'Choose the policy'],
    see: [
      '[118|update stale_reads] stale reads when writers set the value',
      '[6.3 s|update stale_age_ms.max] behind, the oldest',
      '[1|invalidate stale_reads] stale when they delete it',
    ],
    why: 'Two sets can arrive in the wrong order; then the [stale:old] value stays until its TTL. Two deletes have no order to get wrong.',
  },
  not_enough: {
    title: 'Not enough',
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
  },
  lost_delete: {
    title: 'The lost delete',
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
  },
  empty: {
    title: 'Empty',
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
  },
  herd: {
    title: 'How big is a herd?',
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
  },
  lock: {
    title: 'A lock',
    say: 'First cure: the first [miss:miss] takes a lock and queries; the others [wait:wait] for its value. One query instead of a herd. But now everyone depends on one reader. Its lock lasts [lock_ttl=3s].',
    bets: [
      { ask: 'Its holder dies. When do the others go on?', options: ['At once', 'When the lock’s TTL ends', 'Never'] },
    ],
    tasks: ['Kill the holder while it queries.', 'Shorten [lock_ttl] until there is more than one query.'],
    acts: ['Kill the holder', 'Open the slider'],
    see: [
      '[1|lock db_queries] query',
      '[309 ms|lock wait_ms.mean] waited on average',
      '[3.6 s|dead wait_ms.max] when the holder died, the longest',
      '[3|short db_queries] queries with a lock that is too short',
    ],
    why: 'A lock needs a TTL, or a dead holder blocks all. Shorter than the query, it breaks. And a token: only its owner may release it.',
  },
  dice: {
    title: 'Dice',
    say: 'Second cure: XFetch, with no lock. Each reader rolls dice and may refresh early. The nearer the expiry and the slower the query, the likelier. A larger [beta=1] means earlier.',
    bets: [
      { ask: 'How many refreshes does one expiry cost, on average?', options: ['exactly 1', '2 to 3', 'about 37'] },
    ],
    tasks: ['Move [beta] to two.', 'Expire the key by hand.'],
    acts: ['Open the slider', 'Expire now'],
    see: [
      '[2.68 ± 0.06|dice theory.db_queries_per_episode.measured over 100] per expiry',
      '[1.73 ± 0.02|beta theory.db_queries_per_episode.measured over 100] with beta two',
      '[36.6 ± 0.9|hand misses over 100] when expired by hand',
    ],
    why: 'While one refreshes, others roll low too: a few queries, but no [miss:miss], no [wait:waiting]. A key deleted by hand gives no warning: the herd is back.',
  },
  grace: {
    title: 'Old, at once',
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
  },
  choose: {
    title: 'Choose',
    say: 'Cache-aside fits where reads are many, writes few, and slightly [stale:old] data is fine. It also fits when you cannot know what will be asked for: only what is popular gets in.',
    bets: [],
    tasks: ['Sort the six, then run them.'],
    acts: ['Run the six'],
    see: [],
    why: 'Many writes delete what reads just stored. Where an old value is an error, a delete is not enough. A timeline may be seconds old: a TTL is enough.',
  },
  say_it: {
    title: 'Say it',
    say: 'In an interview, name the lock first, then XFetch as the way without a lock, each with its price. A claim you may meet: Redis has a lock built in, “GETDEL + SET NX”. It has not. Watch why.',
    bets: [],
    tasks: ['Stop where R1 frees R2’s lock.', 'Set [lock_release] to owner.'],
    acts: ['Go there', 'Choose who may'],
    see: ['[358|any db_queries] queries when anyone may release', '[196|owner db_queries] when only the owner may'],
    why: 'GETDEL deletes first, tells the owner later. R1’s lock had run out; it freed R2’s. Use SET NX PX with a token; delete only your own.',
  },
};

export const lessonWords = {
  /** @type {(n: number, of: number) => string} */
  count: (n, of) => `Step ${n} of ${of}`,
  skip: 'Skip the bet',
  do: 'Do',
  why: 'Why',
  skipped: 'No bet.',
  measured: 'Measured',
  /** @type {(answers: string[]) => string} */
  youSaid: (answers) => `You said ${answers.map((answer) => `“${answer}”`).join(', ')}.`,
  watch: 'Watch …',
  when: 'Show me when',
  /** @type {(title: string) => string} */
  next: (title) => `Next: ${title}`,
  after: 'Check yourself',
  back: 'Back',
  again: 'Do this step again',
  open: 'Open in the playground',
  order: 'Can it go wrong?',
  real: 'Show me a real one',
  done: 'done',
  /** @type {(name: string) => string} */
  field: (name) => name.replaceAll('_', ' '),
  /** @type {(name: string, value: string) => string} */
  change: (name, value) => `${name.replaceAll('_', ' ')}, now ${value}: change it`,
  closeField: 'Done',
  changeIt: 'Change it above',
  fits: 'Fits',
  fitsNot: 'Does not fit',
  run: 'Open',
  /** @type {(name: string) => string} */
  runIt: (name) => `Open the run: ${name}`,
  orderAsk: '[Tap] the cards in the order you would say them.',
  orderAgain: 'Start over',
  orderRight: 'In this order, with each price named.',
  orderOther: 'We would say: the lock, its price, XFetch, its price.',
  tap: 'tap',
  Tap: 'Tap',
  click: 'click',
  Click: 'Click',
  code: { get_user: 'The read, in Python', update_user: 'The write, in Python' },
  /** @type {(value: string, last: number) => string} */
  badStep: (value, last) => `step=${value} is no step: it must be a whole number from 1 to ${last}.`,
};
