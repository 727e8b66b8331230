// The work in hand-written JavaScript. `node generators.js KIND READERS TIMES` prints `digest <tab> nanoseconds of
// processor time <tab> peak memory in KiB`.

import process from 'node:process';

import { Places, Scheduler, WAITING } from './scheduler.js';
import { after, CONNECTIONS, lookUp, OPENING, query, SERVERS, sleep, STORE, warmUpOf, workOf } from './work.js';

/** @typedef {import('./work.js').Work} Work */
/** @typedef {import('./scheduler.js').Process} Process */

/** The state that the processes of one simulation share. */
class Site {
  constructor(/** @type {Work} */ work) {
    this.work = work;
    this.scheduler = new Scheduler();
    this.places = new Places(this.scheduler, work.kind === 'mm10' ? SERVERS : CONNECTIONS);
    this.locked = false;
    /** @type {Process[]} the processes that wait for the lock or are blocked */
    this.waiting = [];
    this.digest = 0;
  }

  /** Lets the caller wait until the gate is opened: `site.waitAtGate(); yield WAITING`. */
  waitAtGate() {
    this.waiting.push(/** @type {Process} */ (this.scheduler.current));
  }

  open() {
    for (const process of this.waiting) this.scheduler.wake(process);
    this.waiting = [];
  }
}

/** @type {Record<string, (site: Site, reader: number) => Process>} */
const PROCESSES = {
  *hold(site, sleeper) {
    for (let step = 0; step < site.work.times; step += 1) yield sleep(sleeper, step);
    site.digest += site.scheduler.now;
  },

  *readers(site, reader) {
    yield sleep(reader, 0);
    yield sleep(reader, 1);
    site.digest += site.scheduler.now;
  },

  *stampede(site, reader) {
    yield lookUp(reader);
    if (!site.places.acquire()) yield WAITING;
    yield query(reader);
    site.places.release();
    yield STORE;
    site.digest += site.scheduler.now;
  },

  *lock(site, reader) {
    yield lookUp(reader);
    if (site.locked) {
      site.waitAtGate();
      yield WAITING;
      yield lookUp(reader);
    } else {
      site.locked = true;
      yield query(reader);
      yield STORE;
      site.open();
    }
    site.digest += site.scheduler.now;
  },

  *blocked(site, reader) {
    site.waitAtGate();
    yield WAITING;
    site.digest = after(site.digest, reader);
  },

  *mm10(site, customer) {
    const arrival = site.scheduler.now;
    if (!site.places.acquire()) yield WAITING;
    site.digest += site.scheduler.now - arrival;
    yield site.work.services[customer];
    site.places.release();
  },
};

/** @returns {Process} */
function* arrivals(/** @type {Site} */ site) {
  for (let customer = 0; customer < site.work.readers; customer += 1) {
    yield site.work.gaps[customer];
    site.scheduler.spawn(PROCESSES.mm10(site, customer));
  }
}

/** @returns {Process} */
function* opener(/** @type {Site} */ site) {
  yield OPENING;
  site.open();
}

function once(/** @type {Work} */ work) {
  const site = new Site(work);
  if (work.kind === 'mm10') {
    site.scheduler.spawn(arrivals(site));
  } else {
    const start = PROCESSES[work.kind];
    for (let reader = 0; reader < work.readers; reader += 1) site.scheduler.spawn(start(site, reader));
    if (work.kind === 'blocked') site.scheduler.spawn(opener(site));
  }
  site.scheduler.run();
  return site.digest;
}

function run(/** @type {Work} */ work) {
  const times = work.kind === 'hold' ? 1 : work.times;
  let digest = 0;
  for (let time = 0; time < times; time += 1) digest += once(work);
  return digest;
}

const [kind, readers, times] = process.argv.slice(2);
run(warmUpOf(kind, Number(readers), Number(times)));
const work = workOf(kind, Number(readers), Number(times));
const start = process.cpuUsage();
const digest = run(work);
const { user, system } = process.cpuUsage(start);
console.log(`${digest}\t${(user + system) * 1000}\t${process.resourceUsage().maxRSS}`);
