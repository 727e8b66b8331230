// What the speed is meant to be, each goal as a ratio or a size out of one run. A goal that is missed says why.

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

/** Why a million of anything is slow. */
const MEMORY = "a million tasks do not fit into the processor's cache, so each event waits for main memory a few times";

const PEERS_IN_RUST = ['asim', 'nexosim', 'odem-rs', 'simu-des', 'tokio'];
const PEERS = [...PEERS_IN_RUST, 'javascript', 'simpy'];
/** Without these no goal can be judged. */
export const NEEDED = ['ours', 'wasm', 'by-hand', ...PEERS_IN_RUST];
const ASKED = ['mm10', 'stampede', 'lock', 'readers-1000000', 'blocked'];
const KERNEL = ['hold-100', 'hold-1000', 'hold-10000', 'hold-1000000', ...ASKED, 'readers-10000'];

/** Every goal, with what was measured. */
export function verdicts(/** @type {Results} */ results) {
  const caseOf = (/** @type {string} */ id) => {
    const found = results.cases.find((one) => one.id === id);
    if (!found) throw new Error(`no results of ${id}`);
    return found;
  };
  const figure = (/** @type {string} */ id, /** @type {string} */ who) => caseOf(id).figures[who];
  const ratio = (/** @type {string} */ id, /** @type {string} */ who, /** @type {string} */ than) =>
    figure(id, who).ns / figure(id, than).ns;
  const fastestPeer = (/** @type {string} */ id) =>
    PEERS.filter((who) => figure(id, who)).reduce((a, b) => (figure(id, a).ns <= figure(id, b).ns ? a : b));
  const name = (/** @type {string} */ id) => caseOf(id).name;
  const times = (/** @type {number} */ value) => `${value.toFixed(2)}×`;

  /** Per case, how many times faster we are than the fastest peer. */
  const lead = (/** @type {string} */ who, /** @type {string[]} */ ids) =>
    ids.map((id) => ({ id, peer: fastestPeer(id), lead: ratio(id, fastestPeer(id), who) }));
  const told = (/** @type {{ id: string, peer: string, lead: number }[]} */ leads) =>
    leads.map(({ id, peer, lead }) => `${name(id)} ${times(lead)} (${peer})`).join(', ');

  const native = lead('ours', ASKED);
  const wasm = lead('wasm', KERNEL);
  const wasmShare = [...KERNEL, 'model-report'].map((id) => ({ id, share: ratio(id, 'wasm', 'ours') }));
  const worst = wasmShare.reduce((a, b) => (a.share >= b.share ? a : b));
  const few = ratio('readers-10000', 'ours', 'by-hand');
  const many = ratio('readers-1000000', 'ours', 'by-hand');
  const memory = Math.max(...['readers-1000000', 'blocked'].map((id) => figure(id, 'wasm').mib ?? Infinity));
  const seconds = (figure('readers-1000000', 'wasm').ns * caseOf('readers-1000000').events) / 1e9;
  const spread = (/** @type {string} */ who) => figure('hold-1000000', who).ns / figure('hold-1000', who).ns;
  const page = figure('model-million', 'wasm').mib ?? Infinity;
  const byHandLead = ['mm10', 'stampede', 'readers-1000000'].map(
    (id) => `${name(id)} ${times(ratio(id, fastestPeer(id), 'by-hand'))}`,
  );

  /** @type {Verdict[]} */
  return [
    {
      goal: 'At least 3 times as fast as the fastest peer, natively',
      measured: told(native),
      met: native.every(({ lead }) => lead >= 3),
      reason:
        `the draws are part of everybody's time, and the fastest peer is near the floor: the hand-written state machine ` +
        `itself is ahead of it by no more than ${byHandLead.join(', ')}`,
    },
    {
      goal: "Our wasm faster than every peer's native",
      measured: told(wasm),
      met: wasm.every(({ lead }) => lead > 1),
      reason: `lost are ${told(wasm.filter(({ lead }) => lead <= 1))}: ${MEMORY}`,
    },
    {
      goal: 'Wasm at most 1.3 times as slow as native',
      measured: `${name(worst.id)} ${times(worst.share)} is the worst of ${wasmShare.length}`,
      met: worst.share <= 1.3,
      reason:
        'an event of the bare kernel is some four hundred instructions and nothing else, so that what WebAssembly checks at ' +
        `each access to memory and each indirect call shows; the whole model is at ${times(ratio('model-report', 'wasm', 'ours'))}`,
    },
    {
      goal: 'At most 1.5 times the time of a hand-written state machine with 10⁴ readers, 2 times with 10⁶',
      measured: `${times(few)}, ${times(many)}`,
      met: few <= 1.5 && many <= 2,
      reason:
        'a hand-written reader is a byte of state and 16 bytes of heap entry; ours is an async function that may wait for ' +
        "anything, can be cancelled at any moment and is named in a deadlock's report, which each event looks at",
    },
    {
      goal: '10⁶ concurrent readers, running or blocked, in at most 200 MiB of wasm memory',
      measured: `${memory.toFixed(0)} MiB`,
      met: memory <= 200,
      reason: 'the line of those who wait is a vector that doubles, and wasm memory never shrinks',
    },
    {
      goal: '10⁶ readers with 2·10⁶ events in under 2 s, in wasm',
      measured: `${seconds.toFixed(2)} s`,
      met: seconds < 2,
      reason: MEMORY,
    },
    {
      goal: 'Cost per event flat within 2 times from 10³ to 10⁶ in flight',
      measured: `native ${times(spread('ours'))}, wasm ${times(spread('wasm'))}`,
      met: spread('ours') <= 2 && spread('wasm') <= 2,
      reason: `${MEMORY}; the hand-written state machine grows ${times(spread('by-hand'))}`,
    },
    {
      goal: 'A run of 10⁶ reads as the page has it, its report, its columns and then a window of its events, within 256 MiB of wasm memory',
      measured: `${page.toFixed(0)} MiB`,
      met: page <= 256,
      reason:
        'lanes, segments and steps of every request are gathered whole, some 100 bytes each, and so is who is in flight; ' +
        'events are let go of (src/wasm/columns.rs)',
    },
  ];
}
