// A model checker that is independent of the explorer's code, written from docs/EVERY-ORDER.md and the Python listings:
// strategies and policies are written a second time, as plain steps, and a state is a text. orders_model.test.js
// compares the explorer's verdicts with it. `node tests/shipped/orders_model.test.js 3 2` compares larger setups, which
// take minutes.

/** @typedef {{ at: string, row: number, done: number, seen: number }} Process */
/**
 * @typedef {object} World
 * @property {number} cache the version, 0 for none @property {boolean} fresh @property {number} db
 * @property {number} done the newest version whose write has ended @property {number} seen the newest version that a
 * read has returned
 * @property {number} lock the process that holds the lock or the lease, or -1 @property {boolean} lose @property
 * {boolean} crash
 * @property {Process[]} all the readers, their child processes, the writers, their child processes
 */
/**
 * @typedef {{ strategy: string, policy: string, readers: number, writers: number, warm: boolean, atEnd: boolean,
 * moves: string[] }} Setup
 */
/** An outcome of a step. @typedef {{ world: World, broken: string[] }} Outcome */
/** A change by a step. @typedef {(world: World, me: Process, broken: string[]) => unknown} Change */

const IDLE = new Set(['none', 'unborn', 'over', 'dead']);
/** The steps at which a reader believes that it holds the lock or the lease. @type {Record<string, string[]>} */
const HELD = { mutex: ['look again', 'ask', 'query', 'set', 'unlock'], lease: ['query', 'set'] };
const REFRESHING = ['query', 'set', 'unlock'];
/** The next step of a reader that misses, if it is not `ask`. @type {Record<string, string>} */
const AFTER_MISS = { mutex: 'lock', single_flight: 'join' };
const NOBODY = { row: 0, done: 0, seen: 0 };

/** The fewest moves to each violation. @param {Setup} setup */
export const violations = (setup) => new Checker(setup).search();

class Checker {
  /** @param {Setup} setup */
  constructor(setup) {
    this.setup = setup;
    this.leases = setup.strategy === 'lease';
    this.firstWriter = 2 * setup.readers;
    this.mayEnd = setup.moves.includes('lock_expires');
    /** @type {Record<string, number>} */
    this.found = {};
  }

  /** Searches all states, breadth first. Returns the fewest moves to each violation. */
  search() {
    let level = [this.start()];
    const known = new Set([this.nameOf(level[0])]);
    this.judge(level[0], 0);
    for (let distance = 1; level.length; distance++) {
      /** @type {World[]} */
      const further = [];
      for (const { world, broken } of level.flatMap((world) => this.next(world))) {
        for (const what of broken) this.note(what, distance);
        const name = this.nameOf(world);
        if (known.has(name)) continue;
        known.add(name);
        this.judge(world, distance);
        further.push(world);
      }
      level = further;
    }
    return this.found;
  }

  /** @returns {World} */
  start() {
    const { readers, writers, warm, moves } = this.setup;
    const all = Array.from({ length: 2 * (readers + writers) }, (_, i) => ({
      ...NOBODY,
      at: this.isReader(i) || this.isWriter(i) ? 'unborn' : 'none',
    }));
    const [lose, crash] = ['lose_delete', 'crash_holder'].map((move) => moves.includes(move));
    return { cache: Number(warm), fresh: warm, db: 1, done: 0, seen: 0, lock: -1, lose, crash, all };
  }

  /**
   * A state as a text. Readers are told apart only by what they do, and so are writers: each is written with the
   * process that it may have started and with whether one of them holds the lock, and these texts are sorted.
   * @param {World} world
   */
  nameOf(world) {
    const { readers, writers } = this.setup;
    world.fresh &&= world.cache > 0;
    const { all, cache, fresh, db, lock, lose, crash } = world;
    const one = (/** @type {number} */ i) =>
      `${all[i].at},${all[i].row}${all[i].done}${all[i].seen}${lock === i ? '!' : ''}`;
    const team = (/** @type {number} */ first, /** @type {number} */ count) =>
      Array.from({ length: count }, (_, k) => `${one(first + k)}/${one(first + count + k)}`).sort();
    // Only a reader that begins looks at these two.
    const [done, seen] = all.some(({ at }, i) => at === 'unborn' && this.isReader(i))
      ? [world.done, world.seen]
      : [0, 0];
    const rest = [cache, db, done, seen, Number(fresh), Number(lose), Number(crash)].join('');
    return [rest, ...team(0, readers), ...team(this.firstWriter, writers)].join(';');
  }

  /** @param {number} i */
  isReader(i) {
    return i < this.setup.readers;
  }

  /** @param {number} i */
  isWriter(i) {
    return i >= this.firstWriter && i < this.firstWriter + this.setup.writers;
  }

  /** The index of the process that a process starts. @param {number} i */
  childOf(i) {
    return i + (this.isReader(i) ? this.setup.readers : this.setup.writers);
  }

  /** @param {World} world @param {number} i */
  waits = ({ all, lock }, i) => all[i].at === 'wait' && lock >= 0;

  /** @param {World} world @param {number} i */
  canGo(world, i) {
    return !['none', 'over', 'dead', 'aboard'].includes(world.all[i].at) && !this.waits(world, i);
  }

  /** @param {string} what @param {number} distance */
  note(what, distance) {
    this.found[what] ??= distance;
  }

  /** All outcomes of the next moves. @param {World} world @returns {Outcome[]} */
  next(world) {
    const each = world.all.map((_, i) => i);
    if (!each.some((i) => this.canGo(world, i) || (this.mayEnd && this.waits(world, i)))) return [];
    const { cache, fresh, lock, crash, all } = world;
    const { moves, strategy } = this.setup;
    /** @type {Partial<World>[]} */
    const changes = [];
    if (moves.includes('ttl_ends') && cache)
      changes.push(strategy === 'background_refresh' && fresh ? { fresh: false } : { cache: 0 });
    if (lock >= 0 && this.mayEnd) changes.push({ lock: -1 });
    if (lock >= 0 && crash && !IDLE.has(all[lock].at))
      changes.push({ crash: false, all: all.map((one, i) => (i === lock ? { ...NOBODY, at: 'dead' } : one)) });
    const also = changes.map((change) => ({ world: { ...copyOf(world), ...change }, broken: [] }));
    return [...each.filter((i) => this.canGo(world, i)).flatMap((i) => this.stepOf(world, i)), ...also];
  }

  /** All outcomes of the next step of a process. @param {World} before @param {number} i @returns {Outcome[]} */
  stepOf(before, i) {
    const { at } = before.all[i];
    if (at === 'unborn') {
      const world = copyOf(before);
      const begins = this.isReader(i) ? 'look' : this.setup.policy === 'invalidate_first' ? 'delete first' : 'update';
      world.all[i] = { at: begins, row: 0, done: before.done, seen: before.seen };
      return this.stepOf(world, i);
    }
    const changes = this.isReader(i) || i < this.firstWriter ? this.reads(before, i) : this.writes(before, i);
    return changes.map((change) => {
      const world = copyOf(before);
      /** @type {string[]} */
      const broken = [];
      change(world, world.all[i], broken);
      return { world, broken };
    });
  }

  /** The next step of a writer, or of its later delete. @param {World} before @param {number} i @returns {Change[]} */
  writes(before, i) {
    const { at, row } = before.all[i];
    const { policy } = this.setup;
    const deletes = policy === 'invalidate' || policy === 'double_delete';
    if (at === 'update')
      return [
        (world, me, broken) => {
          Object.assign(me, { at: 'after update', row: ++world.db });
          if (policy === 'ttl_only' || policy === 'invalidate_first') this.end(world, i, world.db, broken);
        },
      ];
    if (at === 'after update' && !deletes)
      return [
        (world, _, broken) => {
          this.set(world, row);
          this.end(world, i, row, broken);
        },
      ];
    /** @type {Change} */
    const then = (world, me, broken) => {
      if (at !== 'after update') return void (me.at = at === 'delete first' ? 'update' : 'over');
      if (policy === 'double_delete') world.all[this.childOf(i)].at = 'delete later';
      this.end(world, i, row, broken);
    };
    /** @type {Change} */
    const arrives = (world, me, broken) => {
      world.cache = 0;
      this.void(world);
      then(world, me, broken);
    };
    /** @type {Change} */
    const lost = (world, me, broken) => {
      world.lose = false;
      then(world, me, broken);
    };
    return before.lose ? [arrives, lost] : [arrives];
  }

  /**
   * The next step of a reader, its refresh or its flight.
   * @param {World} before @param {number} i @returns {Change[]}
   */
  reads(before, i) {
    const { at, row } = before.all[i];
    const { cache, lock } = before;
    const go = (/** @type {string} */ to, found = row) => [
      /** @type {Change} */ ((_, me) => Object.assign(me, { at: to, row: found })),
    ];
    const answer = (/** @type {number} */ version) => [
      /** @type {Change} */ ((world, _, broken) => this.end(world, i, version, broken)),
    ];
    if (at === 'look') return this.look(before, i, go, answer);
    if (at === 'keep') return answer(row);
    if (at === 'ask') return go('query', this.setup.atEnd ? 0 : before.db);
    if (at === 'query') return go('set', this.setup.atEnd ? before.db : row);
    if (at === 'set') return [(world, me, broken) => this.store(world, me, i, broken)];
    if (at === 'unlock')
      return [
        (world, me, broken) => {
          if (world.lock === i) world.lock = -1;
          if (this.isReader(i)) this.end(world, i, row, broken);
          else me.at = 'over';
        },
      ];
    if (at === 'lock' && lock >= 0) return go(this.isReader(i) ? 'wait' : 'over');
    if (at === 'lock')
      return [(world, me) => Object.assign(me, { at: this.isReader(i) ? 'look again' : 'ask' }) && (world.lock = i)];
    if (at === 'look again') return cache ? go('unlock', cache) : go('ask');
    if (at === 'wait') return go(this.leases ? 'look' : 'look after wait');
    if (at === 'look after wait') return cache ? answer(cache) : go('lock');
    if (at === 'join') return [(world, me) => this.join(world, me, i)];
    throw new TypeError(at);
  }

  /**
   * The first lookup in the cache.
   * @param {World} before @param {number} i @param {(to: string, row?: number) => Change[]} go
   * @param {(version: number) => Change[]} answer @returns {Change[]}
   */
  look({ cache, fresh, lock }, i, go, answer) {
    const { strategy } = this.setup;
    if (this.leases) {
      if (cache && fresh) return answer(cache);
      return lock >= 0 ? go('wait') : [(world, me) => Object.assign(me, { at: 'ask' }) && (world.lock = i)];
    }
    if (!cache) return go(AFTER_MISS[strategy] ?? 'ask');
    if (strategy === 'xfetch') return [...go('keep', cache), ...go('ask')];
    if (strategy !== 'background_refresh' || fresh) return answer(cache);
    return [
      (world, _, broken) => {
        world.all[this.childOf(i)].at = 'lock';
        this.end(world, i, cache, broken);
      },
    ];
  }

  /** Joins a flight, or starts one with its query. @param {World} world @param {Process} me @param {number} i */
  join({ all, db }, me, i) {
    me.at = 'aboard';
    if (all.slice(this.setup.readers, this.firstWriter).every(({ at }) => IDLE.has(at)))
      Object.assign(all[this.childOf(i)], { at: 'query', row: this.setup.atEnd ? 0 : db });
  }

  /**
   * Lets a reader store its row.
   * @param {World} world @param {Process} me @param {number} i @param {string[]} broken
   */
  store(world, me, i, broken) {
    const { strategy, policy } = this.setup;
    const { row } = me;
    const has = world.lock === i;
    if (!this.leases) this.set(world, row);
    else if (has) {
      world.lock = -1;
      if (policy !== 'versioned_set' || row >= world.cache) fill(world, row);
    }
    if (strategy === 'mutex' || (strategy === 'background_refresh' && !this.isReader(i))) me.at = 'unlock';
    else if (strategy === 'single_flight') {
      me.at = 'over';
      world.all.forEach((one, r) => one.at === 'aboard' && this.end(world, r, row, broken));
    } else this.end(world, i, row, broken);
  }

  /** @param {World} world @param {number} row */
  set(world, row) {
    if (this.setup.policy === 'versioned_set' && row < world.cache) return;
    this.void(world);
    fill(world, row);
  }

  /** @param {World} world */
  void(world) {
    if (this.leases) world.lock = -1;
  }

  /** Ends a read or a write. @param {World} world @param {number} i @param {number} version @param {string[]} broken */
  end(world, i, version, broken) {
    const { done, seen } = world.all[i];
    if (this.isReader(i)) {
      if (version < done) broken.push('read_after_write');
      if (version < seen) broken.push('back_in_time');
      world.seen = Math.max(world.seen, version);
    } else world.done = Math.max(world.done, version);
    world.all[i] = { ...NOBODY, at: 'over' };
  }

  /** Notes the properties that a state violates. @param {World} world @param {number} distance */
  judge(world, distance) {
    const { all, cache, db, fresh } = world;
    const { strategy } = this.setup;
    const idle = all.map(({ at }) => IDLE.has(at));
    const waiting = all.map((_, i) => this.waits(world, i));
    const holds = all.filter(({ at }, i) =>
      this.isReader(i)
        ? HELD[strategy]?.includes(at)
        : strategy === 'background_refresh' && i < this.firstWriter && REFRESHING.includes(at),
    );
    if (idle.every(Boolean) && cache && fresh && cache < db) this.note('stale_until_ttl', distance);
    if (all.filter(({ at }) => at === 'query').length > 1) this.note('one_query', distance);
    if (holds.length > 1) this.note('one_holder', distance);
    const stuck = waiting.some(Boolean) && !this.mayEnd && all.every((_, i) => idle[i] || waiting[i]);
    if (stuck) this.note('every_reader_ends', distance);
  }
}

/** @param {World} world @param {number} row */
const fill = (world, row) => Object.assign(world, { cache: row, fresh: true });

/** @param {World} world @returns {World} */
const copyOf = (world) => ({ ...world, all: world.all.map((one) => ({ ...one })) });
