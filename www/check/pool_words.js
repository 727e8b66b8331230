/**
 * The texts of the check's questions, by the ids of `pool.js`. Replace this file for another language. Numbers are
 * filled in: `[|herd db_queries]` is measured in the line `herd`, and `[|own db_queries]` in the user's run. `no`
 * explains the wrong answers, in the order of the options (null for the right one) or by the number `wrong`.
 */

/** @typedef {{ ask: string, options?: string[], label?: string, why: string, no: (string | null)[] }} QuestionWords */

/** @type {Record<string, QuestionWords>} */
export const poolWords = {
  size: {
    ask: 'One hot key, 200 reads a second. A query takes half a second. The key expires once. How many queries does this cost, without any cure?',
    label: 'queries',
    why: 'One reader [miss:misses] first; then all who arrive while its query runs, 200 a second for half a second. The run has [|herd db_queries].',
    no: [
      'More: everyone who arrives while the first query runs [miss:misses] too. The run has [|herd db_queries] queries.',
      'Fewer: only those [miss:miss] who arrive while the first query runs, for half a second. The run has [|herd db_queries] queries.',
    ],
  },
  longer_ttl: {
    ask: 'A key expires, and a herd of readers queries the database. Now give the key a TTL eight times as long. How large is the herd when it expires?',
    options: ['Several times as large', 'Much smaller', 'About as large'],
    why: 'The herd is everyone who arrives during one query: [|long db_queries] with the long TTL, [|short db_queries] with the short one. The TTL only says how often.',
    no: [
      'The run with the long TTL has [|long db_queries] queries, the other [|short db_queries]. Nobody queues up while the value is fresh.',
      'A longer TTL makes herds rarer. This one has [|long db_queries] queries, like the other with [|short db_queries].',
      null,
    ],
  },
  pool: {
    ask: 'Readers arrive 100 times a second, a query takes 600 ms, and the hot key expires. You cut the connection pool down to ten. What happens?',
    options: ['Far fewer queries', 'As many queries, longer waits', 'As many queries, the same waits'],
    why: 'All [|ten db_queries] queries are made all the same, ten at a time. The last reader [wait:waits] [|ten latency_ms.max].',
    no: [
      'A pool does not know that all ask for the same key: [|ten db_queries] queries, and [|many db_queries] without the limit.',
      null,
      'Ten at a time take longer: the slowest read takes [|ten latency_ms.max], and [|many latency_ms.max] without the limit.',
    ],
  },
  uneven: {
    ask: 'Queries take 600 ms on average. In one run each takes just that; in the other most are quicker and a few much slower (exponential). Which herd is larger, on average over twenty runs?',
    options: ['The herd of the constant queries', 'About the same', 'The herd of the uneven queries'],
    why: 'The first query that happens to be quick fills the cache and ends the herd: [|random db_queries] queries, not [|constant db_queries].',
    no: [
      null,
      'The first quick answer ends the herd for all: [|random db_queries] queries with uneven ones, [|constant db_queries] with constant ones.',
      'Slow ones do not count; the quickest answer ends the herd. Uneven: [|random db_queries] queries. Constant: [|constant db_queries].',
    ],
  },
  jitter: {
    ask: 'One hot key has a herd whenever it expires. You add jitter: each TTL is up to two seconds longer, by chance. How large is the herd now, at its peak?',
    options: ['There is none', 'Less than half', 'About as large'],
    why: 'Jitter moves the moment. One key still expires for all its readers at once: [|jitter db_in_flight_max] queries at once, before [|plain db_in_flight_max].',
    no: [
      'Jitter spreads many keys. This one expires later, but for all its readers at once: [|jitter db_in_flight_max] queries.',
      'Its readers still [miss:miss] together: [|jitter db_in_flight_max] queries at once, and [|plain db_in_flight_max] without jitter.',
      null,
    ],
  },
  warming: {
    ask: 'The cache is flushed: fifty keys are gone. A worker warms it at once, 50 keys a second. What does warming do?',
    options: ['Fewer misses and fewer queries', 'Fewer misses, but not fewer queries', 'Neither'],
    why: '[miss:Misses] fall from [|flush misses] to [|warm misses], but queries go from [|flush db_queries] to [|warm db_queries]: it fetches keys nobody asks for, too.',
    no: [
      'Each key has to be fetched by somebody, and some were not asked for: [|warm db_queries] queries, [|flush db_queries] without warming.',
      null,
      'Readers find keys that the worker was quicker to fetch: [|warm misses] [miss:misses], not [|flush misses].',
    ],
  },
  cause: {
    ask: 'Writes update the database, then delete the key. Queries vary in length. The cursor stands on a [stale:stale] read. What made it stale?',
    options: [
      'The delete was lost',
      'A slow reader stored an old row after the delete',
      'The write left the cache alone',
      'Two writers set values in the wrong order',
    ],
    why: 'A stale set: it read the row before the commit and stored it after the delete. In this run [|plain stale_reads] reads were [stale:stale].',
    no: [
      'No delete is lost here. A reader had the row from before the commit and stored it after the delete: open the run and the story of this read.',
      null,
      'The write did delete the key. A slow reader put the old row back: open the run and the story of this read.',
      'Writers only delete here. A slow reader stored what it had read before the commit: open the run and the story of this read.',
    ],
  },
  double_delete: {
    ask: 'Slow readers put old rows back after a delete. You delete once more, 300 ms later. How many of the [stale:stale] reads remain?',
    options: ['None', 'A good part of them', 'There are more'],
    why: 'A reader slower than 300 ms still comes last: [|twice stale_reads] stale reads, before [|once stale_reads].',
    no: [
      'Some readers take longer than 300 ms and store after the second delete too: [|twice stale_reads] stale reads remain of [|once stale_reads].',
      null,
      'The second delete does remove some old rows: [|twice stale_reads] stale reads, before [|once stale_reads].',
    ],
  },
  delete_first: {
    ask: 'A colleague deletes the key first and updates the database then. How many [stale:stale] reads are there, beside update first, then delete?',
    options: ['Far fewer', 'About as many', 'Many more'],
    why: 'Between delete and commit a reader refills the old row, and nothing deletes it: [|first stale_reads] stale reads, not [|after stale_reads].',
    no: [
      'The delete comes too early: a reader refills the old row before the commit. [|first stale_reads] stale reads, not [|after stale_reads].',
      'The order matters. Deleted first, the old row comes back before the commit: [|first stale_reads] stale reads, not [|after stale_reads].',
      null,
    ],
  },
  until: {
    ask: 'The TTL is 5 s, and the value was stored at about 5 s. At 5.5 s a write commits, but its delete is lost. Move the cursor to the time from which readers get the new value.',
    why: 'The old value lives as long as its TTL and no longer: [|lost stale_reads] reads got it, the last a good four seconds after the write.',
    no: [
      'Here readers still get the [stale:old] value: it was stored at about 5 s and lives five seconds.',
      'It was current again well before: the old value’s TTL ended about ten seconds into the run.',
    ],
  },
  policy: {
    ask: 'Pairs of writers change a row, 10 ms apart, and set the new value in the cache. Choose a write policy that leaves fewer than 250 [stale:stale] reads.',
    why: 'Yours has [|own stale_reads], setting the value [|update stale_reads]. A delete, or a version that is compared, has no order to get wrong.',
    no: ['Yours has [|own stale_reads]. Two sets in the wrong order leave the old value until its TTL: see where.'],
  },
  no_stale: {
    ask: 'Slow readers put old rows back after the delete. Choose a strategy under which not one read in this minute is [stale:stale].',
    why: 'A lease is taken back by the delete, so that a slow reader may not store its old row: [|own stale_reads] stale reads.',
    no: [
      'Yours has [|own stale_reads]. A lock has [|lock stale_reads]: it limits who queries, but the holder itself may store an old row.',
    ],
  },
  short_lock: {
    ask: 'A lock lasts 250 ms; the query that it guards takes 600 ms. The hot key expires once. How many queries?',
    options: ['1: a lock means one', 'A few', 'A whole herd'],
    why: '[|short db_queries]: whenever the lock runs out, the next reader takes it and queries, until the first is done.',
    no: [
      'A lock that runs out is free for the next reader, although the query goes on: [|short db_queries] queries.',
      null,
      'Only one reader at a time gets the lock, every 250 ms: [|short db_queries] queries.',
    ],
  },
  budget: {
    ask: 'The holder of the lock dies during its query of 600 ms. Choose how long the lock lasts: nobody may [wait:wait] more than 2 s, with at most two queries in all.',
    why: 'Longer than the query, shorter than what readers can bear: [|own latency_ms.max] at most, and [|own db_queries] queries.',
    no: [
      'With yours, somebody waits [|own latency_ms.max]: nobody frees a dead holder’s lock before it runs out.',
      'Yours makes [|own db_queries] queries: a lock shorter than the query runs out while its holder still works.',
    ],
  },
  second_look: {
    ask: 'Readers [wait:wait] for a lock. Whoever gets it queries at once, without a second look into the cache. 20 reads a second; a query takes 600 ms. The key expires once. How many queries?',
    options: ['1', '2 or 3', 'About as many as wait'],
    why: '[|blind db_queries], one after the other: each waiter fetches what the one before it has just stored.',
    no: [
      'The first fills the cache, but the next waiter does not look: [|blind db_queries] queries, one after the other.',
      'It does not stop there: every waiter queries in turn, and others come meanwhile. [|blind db_queries] queries.',
      null,
    ],
  },
  release: {
    ask: 'A query often takes longer than its lock lasts. Its reader then frees the lock with a plain DEL (or GETDEL), whoever holds it now. What does this do?',
    options: ['Nothing: its own lock has run out', 'Many more queries', 'Readers wait for ever'],
    why: 'It frees the lock of another, and one more reader queries: [|any db_queries] queries, and [|owner db_queries] when only the owner may release.',
    no: [
      'The lock it frees is another reader’s by then: [|any db_queries] queries, not [|owner db_queries].',
      null,
      'Nobody is stuck: locks are free too early, not too late. [|any db_queries] queries, not [|owner db_queries].',
    ],
  },
  crash: {
    ask: 'A reader takes a lock that lasts 3 s and dies 0.3 s later. A query takes 0.6 s. How long is the longest [wait:wait] of a reader, in seconds?',
    label: 'seconds',
    why: 'Nobody frees a dead reader’s lock: it runs out after 3 s, and the next one still has to query. [|dead latency_ms.max].',
    no: [
      'A crash frees no lock. The others wait until it runs out, and for one query: [|dead latency_ms.max].',
      'The lock’s TTL ends it: then the next reader takes the lock and queries. [|dead latency_ms.max].',
    ],
  },
  instances: {
    ask: 'Five servers of an application use single flight: readers of one server share one query. The hot key expires once, under 60 reads a second. How many queries?',
    label: 'queries',
    why: '[|flight db_queries]: one on each server, for servers know nothing of each other.',
    no: [
      'It shares inside one process only. Each of the five servers makes its own: [|flight db_queries].',
      'Readers of the same server share: one query each, [|flight db_queries] in all.',
    ],
  },
  more_readers: {
    ask: 'XFetch makes two to three queries per expiry here. Twice as many readers arrive. How many now, on average over twenty runs?',
    options: ['Twice as many', 'About as many', 'Half as many'],
    why: '[|more theory.db_queries_per_episode.measured], before [|some theory.db_queries_per_episode.measured]. With more readers the first rolls low earlier, when the others rarely do.',
    no: [
      'The first reader to roll low comes earlier, when few others do: [|more theory.db_queries_per_episode.measured], before [|some theory.db_queries_per_episode.measured].',
      null,
      'It stays as it was: [|more theory.db_queries_per_episode.measured], before [|some theory.db_queries_per_episode.measured].',
    ],
  },
  double_ttl: {
    ask: 'XFetch refreshes some time before expiry. You double the TTL. How long before expiry does the first refresh come now?',
    options: ['Twice as long before', 'About as long before', 'Half as long before'],
    why: '[|long theory.xfetch_gap_ms.measured] before, with the short TTL [|short theory.xfetch_gap_ms.measured]. The dice know how long a query takes and how near expiry is, not the TTL.',
    no: [
      'The age of the value is not in the formula: [|long theory.xfetch_gap_ms.measured] before expiry, with the short TTL [|short theory.xfetch_gap_ms.measured].',
      null,
      'The TTL is not in the formula: [|long theory.xfetch_gap_ms.measured] before expiry, with the short TTL [|short theory.xfetch_gap_ms.measured].',
    ],
  },
  slow_query: {
    ask: 'Under XFetch, queries become twice as slow, 600 ms and not 300 ms. When does the first refresh come?',
    options: ['Later, nearer to expiry', 'At about the same time', 'Earlier, further from expiry'],
    why: 'A slow query needs an early start: [|slow theory.xfetch_gap_ms.measured] before expiry, before that [|fast theory.xfetch_gap_ms.measured].',
    no: [
      'The slower the query, the sooner a reader rolls low enough: [|slow theory.xfetch_gap_ms.measured] before expiry, not [|fast theory.xfetch_gap_ms.measured].',
      'The query’s time is in the formula: [|slow theory.xfetch_gap_ms.measured] before expiry, not [|fast theory.xfetch_gap_ms.measured].',
      null,
    ],
  },
  deleted: {
    ask: 'A hot key is protected by XFetch: 60 reads a second, a query takes 600 ms. Somebody deletes it by hand. How many readers [miss:miss]?',
    options: ['At most 1', '2 to 7', '20 or more'],
    why: '[|hand misses]. A deleted key gives no warning, so nobody can refresh it early: the herd is back.',
    no: [
      'Nobody could refresh before a delete that nobody saw coming: [|hand misses] [miss:misses].',
      'That is what an expiry costs. A deleted key gives no warning: [|hand misses] [miss:misses].',
      null,
    ],
  },
  rare: {
    ask: 'Two keys under XFetch: one is read 100 times a second, the other once in two seconds. Which has more [miss:misses] in a minute?',
    options: ['The one read often', 'The one read rarely', 'Neither has any'],
    why: 'With few reads nobody rolls in time: [|rare misses] [miss:misses], and [|hot misses] for the hot key.',
    no: [
      'With many reads one always rolls low in time: [|hot misses] [miss:misses]. The rare key has [|rare misses].',
      null,
      'The rare key does: if nobody reads it shortly before expiry, nobody rolls. It has [|rare misses] [miss:misses].',
    ],
  },
  grace: {
    ask: 'Background refresh serves [stale:old] values for a grace of 200 ms, but readers still [miss:miss] together. A query takes 600 ms. Change the grace until nobody misses.',
    why: 'It has to outlast the query: then somebody refreshes before the old value is gone. [|own misses] [miss:misses].',
    no: ['[|own misses] still [miss:miss]: the old value goes before the query that replaces it is done.'],
  },
  balance: {
    ask: 'Twelve thousand reads a minute, two writes a second, each of which deletes its key after the commit. Is this good enough for bank balances? How many reads are [stale:stale]?',
    options: ['None', 'A handful, under 30', 'Hundreds'],
    why: '[|strong stale_reads] of [|strong reads]. Cache-aside is never strictly consistent: where an old value is an error, read the database.',
    no: [
      'There is time between commit and delete, and slow readers put old rows back: [|strong stale_reads] [stale:stale] reads.',
      'Two writes a second open the gap over and over: [|strong stale_reads] [stale:stale] reads of [|strong reads].',
      null,
    ],
  },
  not_found: {
    ask: 'Three in ten reads ask for ids that do not exist. Change one of these so that the database gets fewer than 100 queries.',
    why: 'Remember “not found”, too: [|own db_queries] queries, before [|plain db_queries].',
    no: [
      'Yours has [|own db_queries]. A TTL keeps what was stored, and for these ids nothing is: even with a minute it is [|long db_queries].',
    ],
  },
  writes: {
    ask: 'A counter: 30 reads and 90 writes a second, and every write deletes the key. What part of the reads does the cache answer?',
    label: '%',
    why: '[|heavy hit_ratio]. A read [hit:hits] only if the last thing that happened was a read, too: 30 of 120.',
    no: [
      'A little more: a read [hit:hits] when no write came since the last read. [|heavy hit_ratio].',
      'Less: three of four times a write has just deleted the key. [|heavy hit_ratio].',
    ],
  },
  no_wait: {
    ask: 'A page must answer within 100 ms, always; a query takes 600 ms. Values may be two seconds old. Choose the cure.',
    why: 'Background refresh: the longest response is [|own latency_ms.max]. Its price is age, up to [|own stale_age_ms.max] past the TTL.',
    no: [
      'With yours somebody [wait:waits] [|own latency_ms.max]: a reader that finds no value has to wait for a query, whoever makes it.',
      'Nobody [miss:misses], but the reader who rolls low makes the query itself and takes [|own latency_ms.max].',
    ],
  },
  two_holders: {
    ask: 'Two readers and a writer, an empty cache, a mutex. Its lock may run out while its holder is at work. Every order of their commands is tried. Can two readers hold the lock at once?',
    options: ['Never', 'Only if the writer comes in between', 'Yes, the readers alone can'],
    why: 'In [|alone steps]: the lock runs out, and the next reader takes it. A lock that lasts has one holder, in all [|kept orders].',
    no: [
      'It can, in [|alone steps]: the lock runs out, the next reader takes it, and the first one does not know. See it played.',
      'No writer is needed: in [|alone steps] the lock runs out, and the other reader takes it. See it played.',
      null,
    ],
  },
  dead_holder: {
    ask: 'A mutex whose lock never runs out, and an empty cache. The holder may die. Every order of two readers and a writer is tried. Can a reader [wait:wait] for ever?',
    options: ['Never', 'Yes, unless the lock may run out', 'Yes, even if the lock may run out'],
    why: 'In [|dead steps] the holder is dead, and nobody else may take its lock. If it may run out, every reader ends, in all [|ttl orders].',
    no: [
      'It can, in [|dead steps]: a dead holder releases nothing, and nobody else may take the lock. See it played.',
      null,
      'If the lock may run out, every reader ends, in all [|ttl orders]. Without that, one waits for ever: see it played.',
    ],
  },
  lease_lost: {
    ask: 'Leases: a reader that [miss:misses] gets one, and may store only while it holds; a delete takes it back. Every order of two readers and two writers is tried. Can an [stale:old] value stay?',
    options: ['Never, whatever happens', 'Only if a delete is lost', 'Yes, if a reader is slow enough'],
    why: 'While deletes arrive, never, in all [|lease orders]. One that is lost takes no lease back and removes nothing: [|lost steps].',
    no: [
      'A delete that is lost takes no lease back and removes nothing: [|lost steps] are enough. See it played.',
      null,
      'A slow reader has lost its lease by then and may not store: none of [|lease orders] does it. A lost delete does: see it played.',
    ],
  },
  two_writers: {
    ask: 'Writers change the row, then store the new value in a warm cache; nothing is lost. Every order of their commands and of two readers’ is tried. Can an [stale:old] value stay?',
    options: ['Never: each stores its own value', 'With one writer already', 'Only with two writers'],
    why: 'Two can reach the cache in the other order than the database: [|two steps]. With one writer never, in all [|one orders].',
    no: [
      'Its own, but perhaps after a newer one: two writers need [|two steps]. See it played.',
      'With one, what is stored last is newest, in all [|one orders]. It takes two: see it played.',
      null,
    ],
  },
  both_refresh: {
    ask: 'XFetch. Two readers find the value, and each rolls its dice. Nobody writes. Every order and every roll is tried. Can two queries run at the same time?',
    options: ['Never: the dice choose one reader', 'Only once the TTL has ended', 'Yes, with the value still there'],
    why: 'Both roll low, and neither knows of the other: [|fresh steps]. With a lock around the refresh never, in all [|locked orders].',
    no: [
      'Each rolls its own dice: both roll low and query, in [|fresh steps]. See it played.',
      'No TTL has to end: both roll low while the value is there, in [|fresh steps]. See it played.',
      null,
    ],
  },
  which_policy: {
    ask: 'Readers without any cure, two writers, an empty cache; nothing is lost. Every order is tried. Under which write policy does an [stale:old] value never stay?',
    options: ['Delete, and once more later', 'Store the new value', 'Compare versions when storing'],
    why: 'Who comes late with an older version is refused, in all [|versions orders]. A second delete fails in [|twice steps], storing in [|update steps].',
    no: [
      'A reader may store its old row after the second delete, too, in [|twice steps]. See it played.',
      'Two writers may store in the other order than they commit, in [|update steps]. See it played.',
      null,
    ],
  },
  popular: {
    ask: 'Ten thousand keys, of which few are popular, and nobody knows which. The cache starts empty and has room for 500. What part of the reads does it answer?',
    options: ['Under 10 %', 'About a third', 'More than half'],
    why: '[|few hit_ratio]. Only what is asked for gets in, and what is asked for often stays.',
    no: [
      'Popular keys are asked for again and again, and they are the ones that stay: [|few hit_ratio].',
      'A few keys make most of the reads, and just these are in the cache: [|few hit_ratio].',
      null,
    ],
  },
};
