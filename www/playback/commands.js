/**
 * What a person can ask for, by button, key, click on the timeline or script: one list, used by all of them.
 */

/** A poke nearer to the end than this part of the run would hardly be seen: it is set as near to the start instead. */
const POKE_MARGIN = 1 / 12;

/** @typedef {ReturnType<typeof commands>} Commands */
/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('./player.js').Player} Player */
/** @typedef {(patch: import('./app.js').Patch) => void} Update changes the playground, and draws it */

/** @param {Session} session @param {Player} player @param {{ update: Update, redraw: () => void }} element */
export const commands = (session, player, { update, redraw }) => ({
  ...travel(player, redraw),
  ...change(session, player, update),
  ...open(update),
  dismiss: () => {
    session.dismiss();
    redraw();
  },
});

/** Playing, and moving the cursor. @param {Player} player @param {() => void} redraw */
function travel(player, redraw) {
  /** @param {() => void} move */
  const moved = (move) => {
    move();
    redraw();
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
    /** @param {number} exponent of two of the slowdown */
    setSpeed: (exponent) => moved(() => player.setSpeed(exponent)),
    /** @param {number} ns */
    seek: (ns) => moved(() => player.seek(ns)),
    /** @param {number} ns */
    seekBy: (ns) => moved(() => player.seek(player.at_ns + ns)),
  };
}

/** Changing the run. @param {Session} session @param {Player} player @param {Update} update */
function change(session, player, update) {
  /**
   * Does something to the run at the cursor, and plays on from there.
   * @param {string} action as in `do=`, without its time
   */
  const poke = async (action) => {
    if (!session.lanes.length || player.held) return;
    if (player.at_ns > player.end_ns * (1 - POKE_MARGIN)) player.seek(player.end_ns * POKE_MARGIN);
    const { at_ns } = player;
    update({ playing: true });
    await session.poke(action, at_ns);
  };
  /** Goes to another branch, at the same time. @param {import('../session/forks.js').Fork | null | undefined} fork */
  const visit = async (fork) => {
    if (fork) await session.visit(fork.text);
  };
  return {
    poke,
    visit,
    undo: () => visit(session.fork ? session.fork.parent : session.forks.now),
    redo: () => visit(session.fork?.next),
    /** @param {string} strategy */
    choose: (strategy) => session.set('strategy', strategy),
    /** @param {string[]} strategies */
    compareWith: (strategies) => session.compareWith(strategies),
    cancel: () => session.cancel(),
    /** Opens a preset, from its start. @param {string} preset */
    start: (preset) =>
      update({
        place: { line: null, preset, compare: session.wanted.compare, at_ns: null, problems: [] },
        at_ns: 0,
        panel: null,
      }),
  };
}

/** Opening and closing what is around the run. @param {Update} update */
function open(update) {
  return {
    settings: () => update({ settings_open: 'toggle' }),
    help: () => update({ help_open: 'toggle' }),
    keys: (/** @type {boolean} */ keys_on) => update({ keys_on }),
    /**
     * Opens a panel and closes the one that was open; the same one again, or null, closes it.
     * @param {import('./app.js').Panel | null} panel
     */
    panel: (panel) => update({ panel }),
    /** Closes all that is open. */
    close: () => update({ settings_open: false, help_open: false, panel: null }),
    /** Holds the run at its start, and asks the quiz's question about it. */
    ask: () => update({ held: true }),
    /** Lets the run go without an answer. */
    skip: () => update({ held: false }),
    /** Lets the run go, and plays it. */
    answered: () => update({ held: false, playing: true }),
  };
}
