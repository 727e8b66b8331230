/**
 * What a person can ask for, by button, key, click on the timeline or script: one list, used by all of them.
 */

/** Nearer to the end than this part of the run, a poke would hardly be seen: it is set at the same distance from the start. */
const POKE_MARGIN = 1 / 12;

/** @typedef {ReturnType<typeof commands>} Commands */
/** Of these one is open, or none. @typedef {'presets' | 'compare' | 'pokes' | 'share' | 'table'} Panel */

/**
 * @param {import('../session/session.js').Session} session
 * @param {import('./player.js').Player} player
 * @param {(patch: import('../frame/element.js').Patch) => void} update
 */
export function commands(session, player, update) {
  /** @param {() => void} move */
  const moved = (move) => {
    move();
    update({});
  };
  /** Does something at the cursor and plays on from there. @param {string} action as in `do=`, without its time */
  const poke = async (action) => {
    if (!session.lanes.length || player.held) return;
    if (player.at_ns > player.end_ns * (1 - POKE_MARGIN)) player.seek(player.end_ns * POKE_MARGIN);
    const { at_ns } = player;
    moved(() => player.play());
    await session.poke(action, at_ns);
  };
  /** To another branch, at the same time. @param {import('../session/forks.js').Fork | null | undefined} fork */
  const visit = async (fork) => {
    if (fork) await session.visit(fork.text);
  };
  return {
    toggle: () => moved(() => player.toggle()),
    pause: () => moved(() => player.pause()),
    /** @param {number} [times] */
    step: (times = 1) => moved(() => player.step(times)),
    /** @param {number} [times] */
    stepBack: (times = 1) => moved(() => player.stepBack(times)),
    /** @param {number} direction */
    frame: (direction) => moved(() => player.frame(direction < 0 ? -1 : 1)),
    nextMoment: () => moved(() => player.nextMoment()),
    previousMoment: () => moved(() => player.previousMoment()),
    toStart: () => moved(() => player.seek(0)),
    toEnd: () => moved(() => player.seek(player.end_ns)),
    slower: () => moved(() => player.slower()),
    faster: () => moved(() => player.faster()),
    /** @param {number} exponent */
    setSpeed: (exponent) => moved(() => player.setSpeed(exponent)),
    /** @param {number} ns */
    seek: (ns) => moved(() => player.seek(ns)),
    /** @param {number} ns */
    seekBy: (ns) => moved(() => player.seek(player.at_ns + ns)),
    expire: () => poke('expire'),
    poke,
    undo: () => visit(session.fork ? session.fork.parent : session.forks.now),
    redo: () => visit(session.fork?.next),
    visit,
    /** @param {string} strategy */
    choose: (strategy) => session.set('strategy', strategy),
    /** @param {string[]} strategies */
    compareWith: (strategies) => session.compareWith(strategies),
    /** Another run, from its start. @param {string} preset */
    start: (preset) =>
      update({
        place: { line: null, preset, compare: session.wanted.compare, at_ns: null, problems: [] },
        at_ns: 0,
        panel: null,
      }),
    settings: () => update({ settings_open: 'toggle' }),
    help: () => update({ help_open: 'toggle' }),
    keys: (/** @type {boolean} */ keys_on) => update({ keys_on }),
    /** Opens a panel and closes the one that was open; the same one again, or null, closes it. @param {Panel | null} panel */
    panel: (panel) => update({ panel }),
    /** All that is open. */
    close: () => update({ settings_open: false, help_open: false, panel: null }),
    cancel: () => session.cancel(),
    dismiss: () => moved(() => (session.problems = [])),
  };
}
