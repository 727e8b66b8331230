// A playground without a page: session, player and commands with the real engine and the real core, and a worker that
// delivers finished runs on demand.

import { Engine } from '../../www/engine/engine.js';
import { Player } from '../../www/playback/player.js';
import { Session } from '../../www/session/session.js';
import { readAddress } from '../../www/line/place.js';
import { freshCore } from '../shipped/core.js';

/** Answers quick requests at once, and holds runs and reports back. */
class HeldWorker {
  /** @param {Awaited<ReturnType<typeof freshCore>>} core */
  constructor(core) {
    this.core = core;
    /** @type {Map<number, any>} */
    this.held = new Map();
    /** The lines of all runs ever asked for. @type {string[]} */
    this.asked = [];
    /** @type {(message: { data: any }) => void} */
    this.onmessage = () => {};
    queueMicrotask(() => this.onmessage({ data: { type: 'ready' } }));
  }

  /** @param {any} request */
  postMessage(request) {
    queueMicrotask(() => {
      const { type, id, line } = request;
      if (type === 'cancel') this.held.delete(id);
      else if (type === 'run' || type === 'report') {
        this.held.set(id, request);
        this.asked.push(line);
      } else this.answer(request);
    });
  }

  terminate() {}

  /** @param {any} request */
  answer({ type, id, line }) {
    const { core } = this;
    const ask = /** @type {Record<string, () => unknown>} */ ({
      catalogue: () => ({
        fields: core.fields(),
        presets: core.presets(),
        actions: core.actions(),
        kinds: core.kinds(),
      }),
      parse: () => core.parse(line),
      run: () => ({ ...core.run(line), values: core.parse(line).values }),
      report: () => core.report(line),
    });
    try {
      this.onmessage({ data: { type: 'done', id, value: ask[type]() } });
    } catch (error) {
      this.onmessage({ data: { type: 'refused', id, error } });
    }
  }
}

/** Until everything is done that waits for nothing held. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * A session with this place in it, and all that belongs to it computed.
 * @param {string} [hash] as in an address
 */
export async function held(hash = '#v=1&duration=3s') {
  const worker = new HeldWorker(await freshCore());
  const player = new Player();
  const session = new Session(new Engine(() => /** @type {any} */ (worker)), (what, at_ns) => {
    if (what !== 'run') return;
    player.load(session.lanes.map(({ run }) => run));
    if (at_ns !== undefined && at_ns !== null) player.seek(at_ns);
  });
  /** Hands out what is held, or only that whose line has this in it. */
  const release = async (part = '') => {
    await settled();
    for (const [id, request] of [...worker.held]) {
      if (!request.line.includes(part)) continue;
      worker.held.delete(id);
      worker.answer(request);
    }
    await settled();
  };
  session.open(readAddress(hash));
  while ((await settled(), worker.held.size)) await release();
  return { session, player, worker, release, strategies: () => session.lanes.map(({ strategy }) => strategy) };
}
