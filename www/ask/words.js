/**
 * The words of the ask box: what people also call each row of the lesson, which words say that a question is about
 * caching at all, and the sentences of an answer. To be replaced for another language.
 */

/**
 * Other names of each row, as people say them. The lesson's own words, the presets and the fields are searched besides.
 * @type {Record<number, string>}
 */
export const alsoCalled = {
  1: 'cache aside pattern definition what is, lazy loading, look aside, read through write through write behind difference, who talks to the database, application in the middle, redis in front of, populate on demand, cache does not know the database directly, explain basics introduction overview',
  2: 'read flow steps of a read, get path, hit and miss, what happens on a miss, setex after query, lookup, missing id nonexistent not found null rows, negative caching, penetration, random ids attack, ids that dont exist always hit database, bloom filter',
  3: 'write flow steps of a write, update path, how writes work, save a change, order of database and cache, database first then delete key, evict on write, del after commit, what to do with the cache when data changes, update row in db',
  4: 'invalidate not update, why delete instead of set, two writers race concurrent writes wrong order, reordered updates, write the new value into the cache, overwrite with older value, stale set old value written back after delete by slow reader, race condition between read and write, double delete, delete before write, versioned set compare and set, lease token',
  5: 'eventual consistency, window of inconsistency, how long until everybody sees the new value, read your own writes, freshness after an update, replica lag, consistent, in between commit and delete, converge',
  6: 'lost delete failed invalidation, network drops the delete, del command failed lost never arrived, redis was unreachable during write, why every key needs a ttl, safety net, value stays old until ttl, invalidation message lost, missed invalidation, forgot to invalidate',
  7: 'cold start, empty cache after deploy restart flush flushall, fresh deployment, warm up warming preload prefill prime the cache, redis restarted, rebooted, all keys expire together avalanche jitter, new cache node, failover lost everything, cache wiped',
  8: 'stampede, thundering herd, dogpile effect, hot key expires, spike of queries, cache breakdown, many users at once hit expired key, everyone misses, database overload peak, how many queries at expiry, connection pool exhausted, hot spot celebrity, burst, metastable overload',
  9: 'lock mutex, set nx, distributed lock, redlock, one reader refills the others wait, lock ttl lease expires too early before the query ends, holder dies crashes with the lock, deadlock, owner token, release the lock safely, waiting readers latency, lock timeout, single flight coalescing, spin poll, double checked second look',
  10: 'xfetch probabilistic early expiration, early refresh recompute before expiry, beta, delta, dice random, roll, no lock, probability formula exponential, 63 37 percent, optimal stampede prevention vattani, without locks',
  11: 'background refresh, stale while revalidate, serve old stale data at once while a worker refreshes, grace period, soft ttl, refresh ahead, async asynchronous refresh, nobody waits, swr, varnish grace, rfc 5861, second ttl',
  12: 'interview advice, system design interview, what to say in an interview, tips answer question, which cure to name first, getdel, getdel set nx, redis 6.2 built in locking, recommend, summary of cures, compare lock and xfetch tradeoffs, pros and cons',
  13: 'when to use choose cache aside, when not to use, good fit, bad fit, read heavy, write heavy, strong consistency bank balance stock inventory money payments, unpredictable access, suitable use case, is it worth, should i cache, advantages disadvantages, hit ratio low, counter votes session shopping cart leaderboard',
  14: 'timeline, social feed, twitter facebook instagram news feed, home feed, followers, fan out service, cassandra, real world example, precomputed lists, posts',
  15: 'knowledge check, quiz, test myself, questions, exam, score, pass mark, how many right, exercise, am i ready',
  16: 'ask a question, help, how does this box work, what can i ask, search, where do i type',
};

/** What a question about caching says, by how much it says so. */
export const CACHING = {
  1: 'cache caches cached caching aside lazy ttl stampede herd thundering dogpile invalidate invalidation invalidations redis memcached mutex xfetch lease grace stale staleness timeline feed warm warming warmup jitter setnx nx getdel coalescing revalidate swr avalanche setex redlock beta lookaside hit hits miss misses flush flushall eviction evicted evict lru lfu penetration interview quiz cold refill refills refilled expiry expiration expires expired expire flight singleflight prefill preload varnish fanout cassandra twitter celebrity deadlock consistency consistent negative probabilistic dice lazily',
  0.5: 'ask knowledge test exam questions del deleted read reads reader readers write writes writer writers written delete deletes deleted deleting key keys lock locks locked locking database db query queries value values row rows request requests lookup lookups id ids update updates updated updating old older outdated fresh refresh refreshed refreshes refreshing background early recompute lost lose loses race races order wait waits waiting waiter waiters holder holders crash crashes dies died token release released releasing exist exists missing empty deploy deployment restart restarts failover hot users burst spike spikes overload overloaded popular replica replication lag stores store stored storing set serve served serving version versions connections pool retries retry instances latency eventual check pattern workload workloads workers worker expensive slow',
};

/** Turns of a question that say what it is after. @type {[phrase: RegExp, row: number, boost: number][]} */
export const PHRASES = [
  [
    /\bwhen (should|not|to|do|does|is|can|would)\b.*\b(use|choose|cache|pick|avoid)|\bshould (i|we) (use|cache|choose)\b|\bmakes? sense\b|\bworth\b|\bgood (idea|fit|choice|for)\b|\bcach(e|ing) ok\b|\bsuitable\b/,
    13,
    9,
  ],
  [/\bhow long\b.*\b(old|stale|outdated|until|before)\b|\beventual/, 5, 6],
  [/\bwhat can (i|you|we|one)\b.*\bask\b/, 16, 9],
  [/\b(pros and cons|interview|what (do|should) i say)\b/, 12, 7],
  [/\b(how|steps?|flow|order)\b.*\b(writ(e|es|ing)|sav(e|ing)|updat(e|es|ing))\b/, 3, 5],
  [/\b(how|steps?|flow)\b.*\b(reads?|reading)\b/, 2, 3],
  [/\bhow many (queries|requests|users)\b/, 8, 4],
  [/\b(test|check|quiz) (my|me|your)\b|\bhow many questions\b/, 15, 9],
  [/^\s*(what is|whats|define|explain)( a| the)? (cache[ -]aside|lazy loading|look[ -]?aside)\b/, 1, 6],
];

/** Words that only join others: not searched for. */
export const JOINING =
  'a an the is are was were be been do does did of to in on at for and or if it its i my me you we they what how that this there here with as by from can could should would will have has had so than then about just im';

/** Words that say nothing about the subject. */
export const COMMON =
  'a about above actually after again against all almost alone already also always am an and another any anybody anyone anything are around as ask at available avoid away back bad basic be because been before begin being best better between big bit both bring but by call called can cannot cant case cases cause caused causes change changed changes choose chosen code come comes common compare compared concept correct cost costs could cure cures danger data day days decide describe design did difference different directly do does doesnt doing done dont down drawback during each easy effect either else end ends enough entire even ever every everybody everyone everything exact exactly example examples exist explain explained fail failed failing fails far fast few find fine first fix fixed follow for forever from full get gets getting give gives go goes going gone good got great had half handle handled happen happened happening happens hard has have having he help helps her here high his hit hour hours how however i if ill im important in inside instead into is isnt it its itself just keep keeps kind know large last late later least left less let lets like likely little live long look low made main make makes making many matter matters maximum may maybe me mean meaning means meant mention middle might milliseconds mine minute minutes more most much must my name necessary need needed needs never new next no nobody normal not nothing now number numbers of off often ok okay on once one only open or other others our out over own part path pay pays people percent per perfect person possible practice prevent prevents price problem problems product products protect put question questions quick quickly quite rate real really reason recommend right risk run running runs safe safely said same save say says second seconds see seems seen send share she should show shows simple simply since single size small so some somebody someone something sometimes soon sorry step steps still stop stops stuff such suppose sure system take taken takes talk talks tell terms test than thanks that the their them then there these they thing things think this those though through time times tips to together told too total traffic tradeoff tradeoffs tried true try trying turn two type under understand until up us use used useful user users uses using usual usually very want wants was way ways we well went were what whats when where whether which while who whole whom whose why will with within without wont word words work worked working works world worse worst would wrong year yes yet you your yours';

export const askWords = {
  title: 'Ask',
  about: 'A question in your own words, answered by running it.',
  close: 'Close',
  label: 'Your question',
  placeholder: 'What happens if 500 users hit an expired key that takes 2 s?',
  ask: 'Ask',
  thinking: 'Running it …',
  notCovered: 'Not covered here. The nearest topics:',
  readAs: 'Read as:',
  /** @type {(texts: string[]) => string} */
  unused: (texts) => `Not used: ${texts.join(', ')}`,
  open: 'Open this run',
  measured: 'Measured',
  also: 'Also:',
  columns: ['missed reads', 'queries', 'at once, at most', 'longest response', 'oldest value'],
};
