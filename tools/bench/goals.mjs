// The goals for speed and memory, each a ratio or a size from one run. A missed goal has a reason.

/**
 * @typedef {{ ns: number, low: number, high: number, mib: number | null }} Figure nanoseconds per event: median, lowest
 *   and highest; MiB: peak, of wasm memory for ours in wasm
 * @typedef {object} Results what benches/results.json holds
 * @property {string} machine
 * @property {number} rounds
 * @property {{ id: string, name: string, rounds: number }[]} contestants
 * @property {{ measured: number, error: number, theory: number }} erlang
 * @property {{ id: string, name: string, events: number, figures: Record<string, Figure> }[]} cases
 *
 * @typedef {{ goal: string, measured: string, met: boolean, reason: string }} Verdict
 */

/** The reason why a million of anything is slow. */
const MEMORY = "a million tasks do not fit into the processor's cache, so each event waits for main memory a few times";

const PEERS_IN_RUST = ['asim', 'nexosim', 'odem-rs', 'simu-des', 'tokio'];
const PEERS = [...PEERS_IN_RUST, 'javascript', 'simpy'];
/** The contestants that the goals need. */
export const NEEDED = ['ours', 'wasm', 'by-hand', ...PEERS_IN_RUST];
const ASKED = ['mm10', 'stampede', 'lock', 'readers-1000000', 'blocked'];
const KERNEL = ['hold-100', 'hold-1000', 'hold-10000', 'hold-1000000', ...ASKED, 'readers-10000'];

const times = (/** @type {number} */ value) => `${value.toFixed(2)}×`;

/** The results, with lookups for the goals. */
class Reading {
  /** @param {Results} results */
  constructor(results) {
    this.results = results;
  }

  case(/** @type {string} */ id) {
    const found = this.results.cases.find((one) => one.id === id);
    if (!found) throw new Error(`no results of ${id}`);
    return found;
  }

  figure(/** @type {string} */ id, /** @type {string} */ who) {
    return this.case(id).figures[who];
  }

  /** The ratio of the times of two contestants. @param {string} id @param {string} who @param {string} than */
  ratio(id, who, than) {
    return this.figure(id, who).ns / this.figure(id, than).ns;
  }

  fastestPeer(/** @type {string} */ id) {
    const there = PEERS.filter((who) => this.figure(id, who));
    return there.reduce((a, b) => (this.figure(id, a).ns <= this.figure(id, b).ns ? a : b));
  }

  /**
   * For each case, how many times as fast a contestant is as the fastest peer.
   * @param {string} who @param {string[]} ids
   */
  lead(who, ids) {
    return ids.map((id) => ({ id, peer: this.fastestPeer(id), lead: this.ratio(id, this.fastestPeer(id), who) }));
  }

  told(/** @type {{ id: string, peer: string, lead: number }[]} */ leads) {
    return leads.map(({ id, peer, lead }) => `${this.case(id).name} ${times(lead)} (${peer})`).join(', ');
  }
}

/** The goals, each as a function that judges the results. @type {((reading: Reading) => Verdict)[]} */
const GOALS = [
  (reading) => {
    const leads = reading.lead('ours', ASKED);
    const byHand = reading.lead('by-hand', ['mm10', 'stampede', 'readers-1000000']);
    const byHandLeads = byHand.map(({ id, lead }) => `${reading.case(id).name} ${times(lead)}`);
    return {
      goal: 'At least 3 times as fast as the fastest peer, natively',
      measured: reading.told(leads),
      met: leads.every(({ lead }) => lead >= 3),
      reason:
        `the draws are part of everybody's time, and the fastest peer is near the floor: the hand-written state machine ` +
        `itself is ahead of it by no more than ${byHandLeads.join(', ')}`,
    };
  },
  (reading) => {
    const leads = reading.lead('wasm', KERNEL);
    return {
      goal: "Our wasm faster than every peer's native",
      measured: reading.told(leads),
      met: leads.every(({ lead }) => lead > 1),
      reason: `lost are ${reading.told(leads.filter(({ lead }) => lead <= 1))}: ${MEMORY}`,
    };
  },
  (reading) => {
    const shares = [...KERNEL, 'model-report'].map((id) => ({ id, share: reading.ratio(id, 'wasm', 'ours') }));
    const worst = shares.reduce((a, b) => (a.share >= b.share ? a : b));
    return {
      goal: 'Wasm at most 1.3 times as slow as native',
      measured: `${reading.case(worst.id).name} ${times(worst.share)} is the worst of ${shares.length}`,
      met: worst.share <= 1.3,
      reason:
        'an event of the bare kernel is some four hundred instructions and nothing else, so that what WebAssembly checks at ' +
        `each access to memory and each indirect call shows; the whole model is at ${times(reading.ratio('model-report', 'wasm', 'ours'))}`,
    };
  },
  (reading) => {
    const few = reading.ratio('readers-10000', 'ours', 'by-hand');
    const many = reading.ratio('readers-1000000', 'ours', 'by-hand');
    return {
      goal: 'At most 1.5 times the time of a hand-written state machine with 10⁴ readers, 2 times with 10⁶',
      measured: `${times(few)}, ${times(many)}`,
      met: few <= 1.5 && many <= 2,
      reason:
        'a hand-written reader is a byte of state and 16 bytes of heap entry; ours is an async function that may wait for ' +
        "anything, can be cancelled at any moment and is named in a deadlock's report, which each event looks at",
    };
  },
  (reading) => {
    const mib = Math.max(...['readers-1000000', 'blocked'].map((id) => reading.figure(id, 'wasm').mib ?? Infinity));
    return {
      goal: '10⁶ concurrent readers, running or blocked, in at most 200 MiB of wasm memory',
      measured: `${mib.toFixed(0)} MiB`,
      met: mib <= 200,
      reason: 'the line of those who wait is a vector that doubles, and wasm memory never shrinks',
    };
  },
  (reading) => {
    const seconds = (reading.figure('readers-1000000', 'wasm').ns * reading.case('readers-1000000').events) / 1e9;
    return {
      goal: '10⁶ readers with 2·10⁶ events in under 2 s, in wasm',
      measured: `${seconds.toFixed(2)} s`,
      met: seconds < 2,
      reason: MEMORY,
    };
  },
  (reading) => {
    const spread = (/** @type {string} */ who) =>
      reading.figure('hold-1000000', who).ns / reading.figure('hold-1000', who).ns;
    return {
      goal: 'Cost per event flat within 2 times from 10³ to 10⁶ in flight',
      measured: `native ${times(spread('ours'))}, wasm ${times(spread('wasm'))}`,
      met: spread('ours') <= 2 && spread('wasm') <= 2,
      reason: `${MEMORY}; the hand-written state machine grows ${times(spread('by-hand'))}`,
    };
  },
  (reading) => {
    const mib = reading.figure('model-million', 'wasm').mib ?? Infinity;
    return {
      goal: 'A run of 10⁶ reads as the page has it, its report, its columns and then a window of its events, within 256 MiB of wasm memory',
      measured: `${mib.toFixed(0)} MiB`,
      met: mib <= 256,
      reason:
        'lanes, segments and steps of every request are gathered whole, some 100 bytes each, and so is who is in flight; ' +
        'events are let go of (src/wasm/columns.rs)',
    };
  },
];

/** The verdicts on all goals. */
export function verdicts(/** @type {Results} */ results) {
  const reading = new Reading(results);
  return GOALS.map((goal) => goal(reading));
}
