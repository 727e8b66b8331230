/**
 * The texts of the ask box: other names of the lesson's rows, words that show that a question is about caching, and the
 * sentences of an answer. Replace this file for another language.
 */

/**
 * Other common names of each row. The lesson's own texts, the presets and the fields are searched too.
 * @type {Record<number, string>}
 */
export const alsoCalled = {
  1: 'cache aside pattern definition what is, lazy loading, look aside, read through write through write behind difference, who talks to the database, application in the middle, redis in front of, populate on demand, cache does not know the database directly, explain basics introduction overview, who puts loads the data into the cache, where data comes from, first access',
  2: 'read flow steps of a read, get path, hit and miss, what happens on a miss, setex after query, lookup, missing id nonexistent not found null rows, negative caching, penetration, random ids attack, ids that dont exist always hit database, bloom filter',
  3: 'write flow steps of a write, update path, how writes work, save a change, order of database and cache, database first then delete key, evict on write, del after commit, what to do with the cache when data changes, update row in db',
  4: 'invalidate not update, why delete instead of set, two writers race concurrent writes wrong order, reordered updates, write the new value into the cache, overwrite with older value, stale set old value written back after delete by slow reader, race condition between read and write, double delete, delete before write, versioned set compare and set, lease token, two threads, same row, wrong value stays',
  5: 'eventual consistency, window of inconsistency, how long until everybody sees the new value, read your own writes, freshness after an update, replica lag, consistent, in between commit and delete, converge, stale right after a write, my change is not shown yet',
  6: 'lost delete failed invalidation, network drops the delete, del command failed lost never arrived, redis was unreachable during write, why every key needs a ttl, safety net, value stays old until ttl, invalidation message lost, missed invalidation, forgot to invalidate, set an expiry or expiration time on each key',
  7: 'cold start, empty cache after deploy restart flush flushall, fresh deployment, warm up warming preload prefill prime the cache, redis restarted, rebooted, all keys expire together avalanche jitter, new cache node, failover lost everything, cache wiped',
  8: 'stampede, thundering herd, dogpile effect, hot key expires, spike of queries, cache breakdown, many users at once hit expired key, everyone misses, database overload peak, how many queries at expiry, connection pool exhausted, hot spot celebrity, burst, metastable overload',
  9: 'lock mutex, set nx, distributed lock, redlock, one reader refills the others wait, lock ttl lease expires too early before the query ends, holder dies crashes with the lock, deadlock, owner token, release the lock safely, waiting readers latency, lock timeout, single flight coalescing, spin poll, double checked second look, lock is held, waiters time out, only one process recomputes',
  10: 'xfetch probabilistic early expiration, early refresh recompute before expiry, beta, delta, dice random, roll, no lock, probability formula exponential, 63 37 percent, optimal stampede prevention vattani, without locks',
  11: 'background refresh, stale while revalidate, serve old stale data at once while a worker refreshes, grace period, soft ttl, refresh ahead, async asynchronous refresh, nobody waits, swr, varnish grace, rfc 5861, second ttl',
  12: 'interview advice, system design interview, what to say in an interview, tips answer question, which cure to name first, getdel, getdel set nx, redis 6.2 built in locking, recommend, summary of cures, compare lock and xfetch tradeoffs, pros and cons, plain del is a bad unlock, another client removes my lock',
  13: 'when to use choose cache aside, when not to use, good fit, bad fit, read heavy, write heavy, strong consistency bank balance stock inventory money payments, unpredictable access, suitable use case, is it worth, should i cache, advantages disadvantages, hit ratio low, counter votes session shopping cart leaderboard, data that changes all the time',
  14: 'timeline, social feed, twitter facebook instagram news feed, home feed, followers, fan out service, cassandra, real world example, precomputed lists, posts',
  15: 'knowledge check, quiz, test myself, questions, exam, score, pass mark, how many right, exercise, am i ready',
  16: 'ask a question, help, how does this box work, what can i ask, search, where do i type',
};

/** Words about caching, by weight. */
export const CACHING = {
  1: 'cache caches cached caching aside lazy ttl stampede herd thundering dogpile invalidate invalidation invalidations redis memcached mutex xfetch lease grace stale staleness timeline feed warm warming warmup jitter setnx nx getdel coalescing revalidate swr avalanche setex redlock beta lookaside hit hits miss misses flush flushall eviction evicted evict lru lfu penetration interview quiz cold refill refills refilled expiry expiration expires expired expire flight singleflight prefill preload varnish fanout cassandra twitter celebrity deadlock consistency consistent negative probabilistic dice lazily prewarm',
  0.5: 'delta ask knowledge test exam questions del deleted read reads reader readers write writes writer writers written delete deletes deleted deleting key keys lock locks locked locking database db query queries value values row rows request requests lookup lookups id ids update updates updated updating old older outdated fresh refresh refreshed refreshes refreshing background early recompute lost lose loses race races order wait waits waiting waiter waiters holder holders crash crashes dies died token release released releasing exist exists missing empty deploy deployment restart restarts failover hot users burst spike spikes overload overloaded popular replica replication lag stores store stored storing set serve served serving version versions connections pool retries retry instances latency eventual check pattern workload workloads workers worker expensive slow',
};

/** Phrases that point to a row. @type {[phrase: RegExp, row: number, boost: number][]} */
export const PHRASES = [
  [
    /\bwhen (should|not|to|do|does|is|can|would)\b.*\b(use|choose|cache|pick|avoid)|\bshould (i|we) (use|cache|choose)\b|\bmakes? sense\b|\bworth\b|\bgood (idea|fit|choice|for)\b|\bcach(e|ing) ok\b|\bsuitable\b/,
    13,
    9,
  ],
  [/\bhow long\b.*\b(old|stale|outdated|until|before)\b|\beventual/, 5, 6],
  [/\b(can|may|how do|where do) (i|you|we|one)\b.*\bask\b|\b(ask|this) (box|thing|tool|field)\b/, 16, 9],
  [/\b(del|deletes?|invalidations?)\b.*\b(time[sd]? out|fail(s|ed)?|lost|drop(s|ped)?|error)\b/, 6, 6],
  [/\b(every|each) key\b.*\b(expiry|expiration|ttl)\b/, 6, 6],
  [/\b(two|both|concurrent|parallel|simultaneous)\b.*\b(writ|updat)/, 4, 7],
  [/\bwho (puts|fills|loads|stores|talks|asks|writes)\b/, 1, 6],
  [/\b(only|just|exactly) one\b/, 9, 5],
  [/\bx-?fetch\b/, 10, 4],
  [/\b(all|many|thousands of)( of)?( my| the| our)? keys\b.*\bexpir/, 7, 8],
  [/\b(never|nobody|no one)\b.*\bwaits?\b/, 11, 6],
  [
    /\b(compare|versus|vs|difference)\b.*\b(lock|mutex|xfetch|early|lease|background)\b.*\b(lock|mutex|xfetch|early|lease|background)\b/,
    12,
    9,
  ],
  [/\b(pros and cons|interview|what (do|should) i say)\b/, 12, 7],
  [/\b(how|steps?|flow|order)\b.*\b(writ(e|es|ing)|sav(e|ing)|updat(e|es|ing))\b/, 3, 5],
  [/\b(how|steps?|flow)\b.*\b(reads?|reading)\b/, 2, 3],
  [/\bhow many (queries|requests|users)\b/, 8, 4],
  [/\b(test|check|quiz) (my|me|your)\b|\bhow many questions\b/, 15, 9],
  [/^\s*(what is|whats|define|explain)( a| the)? (cache[ -]aside|lazy loading|look[ -]?aside)\b/, 1, 6],
];

/** Function words, which are not searched for. */
export const JOINING =
  'a an the is are was were be been do does did of to in on at for and or if it its i my me you we they what how that this there here with as by from can could should would will have has had so than then about just im';

/** Words that are not specific to any subject. */
export const COMMON =
  'app apps application applications process processes job jobs server servers service services api site website page pages profile profiles product products catalog price prices bank balance balances account accounts stock order orders fill fills filled sequence celebrity thing things thread pod pods node nodes machine machines a about above actually after again against all almost alone already also always am an and another any anybody anyone anything are around as ask at available avoid away back bad basic be because been before begin being best better between big bit both bring but by call called can cannot cant case cases cause caused causes change changed changes choose chosen code come comes common compare compared concept correct cost costs could cure cures danger data day days decide describe design did difference different directly do does doesnt doing done dont down drawback during each easy effect either else end ends enough entire even ever every everybody everyone everything exact exactly example examples exist explain explained fail failed failing fails far fast few find fine first fix fixed follow for forever from full get gets getting give gives go goes going gone good got great had half handle handled happen happened happening happens hard has have having he help helps her here high his hit hour hours how however i if ill im important in inside instead into is isnt it its itself just keep keeps kind know large last late later least left less let lets like likely little live long look low made main make makes making many matter matters maximum may maybe me mean meaning means meant mention middle might milliseconds mine minute minutes more most much must my name necessary need needed needs never new next no nobody normal not nothing now number numbers of off often ok okay on once one only open or other others our out over own part path pay pays people percent per perfect person possible practice prevent prevents price problem problems product products protect put question questions quick quickly quite rate real really reason recommend right risk run running runs safe safely said same save say says second seconds see seems seen send share she should show shows simple simply since single size small so some somebody someone something sometimes soon sorry step steps still stop stops stuff such suppose sure system take taken takes talk talks tell terms test than thanks that the their them then there these they thing things think this those though through time times tips to together told too total traffic tradeoff tradeoffs tried true try trying turn two type under understand until up us use used useful user users uses using usual usually very want wants was way ways we well went were what whats when where whether which while who whole whom whose why will with within without wont word words work worked working works world worse worst would wrong year yes yet you your yours remove removes removed removing showed shown hold holds held kept plain unlock unlocks unlocked leave leaves move moves moved become becomes became turns ended stopped begins began start starts started finish finishes finished fixes solve solves solved protects saves saved saving helped puts putting looks appear appears remain remains stay stays stayed grow grows reach reaches arrive arrives sends sent receive receives received return returns returned block blocks blocked allow allows allowed prevented false previous several faster slower higher lower larger smaller longer short shorter apart twice client clients customer customers team systems side amount limit limits monday tuesday wednesday thursday friday saturday sunday morning evening night today tomorrow yesterday week weekend month noon midnight';

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
  columns: ['missed reads', 'queries', 'at once, at most', 'slowest read', 'oldest value'],
};
