/**
 * The commands: all actions of the user, whether by button, key, click on the timeline or script.
 */

/**
 * A poke closer to the end than this share of the run would hardly be visible. It is moved to the same distance from
 * the start.
 */
const POKE_MARGIN = 1 / 12;

/** @typedef {ReturnType<typeof commands>} Commands */
/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('./player.js').Player} Player */
/** @typedef {(patch: import('./app.js').Patch) => void} Update changes the playground, and draws it */

/** @type {import('./app.js').May} */
const ALL = { strategies: true, compare: true, pokes: true, settings: true, share: true, help: true, all: true };

/**
 * @param {Session} session @param {Player} player
 * @param {{ update: Update, redraw: () => void, may?: () => import('./app.js').May }} element `may` returns the
 * permissions given by the host
 */
export const commands = (session, player, { update, redraw, may = () => ALL }) => ({
  ...travel(player, redraw),
  ...change(session, player, update, may),
  ...open(update, may),
  again: () => session.retry(),
  dismiss: () => {
    session.dismiss();
    redraw();
  },
});

/** Playing and moving the cursor. @param {Player} player @param {() => void} redraw */
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

/**
 * Changing the run.
 * @param {Session} session @param {Player} player @param {Update} update @param {() => import('./app.js').May} may
 */
function change(session, player, update, may) {
  /**
   * Adds an intervention at the cursor, and plays from there.
   * @param {string} action as in `do=`, without its time
   */
  const poke = async (action) => {
    // An order is not poked: the user chooses another order.
    if (!session.lanes.length || player.held || session.order || !may().pokes) return;
    if (player.at_ns > player.end_ns * (1 - POKE_MARGIN)) player.seek(player.end_ns * POKE_MARGIN);
    const { at_ns } = player;
    update({ playing: true });
    await session.poke(action, at_ns);
  };
  /** Opens another branch at the same time. @param {import('../session/forks.js').Fork | null | undefined} fork */
  const visit = async (fork) => {
    if (fork && may().pokes) await session.visit(fork.text);
  };
  return {
    poke,
    visit,
    undo: () => visit(session.fork ? session.fork.parent : session.forks.now),
    redo: () => visit(session.fork?.next),
    /** @param {string} strategy */
    choose: (strategy) => may().strategies && session.set('strategy', strategy),
    /** @param {string[]} strategies by the names of their lanes, or fields with values */
    compareWith: (strategies) => may().strategies && session.compareWith(strategies),
    cancel: () => session.cancel(),
    /** Runs a line that is offered instead of a refused one. @param {string} line */
    take: (line) => may().settings && session.change(line),
    /**
     * Shows a recording of real servers beside the simulated run of its line.
     * @param {string | Blob} real the name of a shipped recording, or a file
     */
    real: (real) =>
      may().all &&
      update({ place: { line: '', preset: null, compare: [], at_ns: null, problems: [], real }, panel: null }),
    /** Opens a preset with the lanes that show its claim, a moment before that, and plays. @param {string} preset */
    start: (preset) =>
      may().all &&
      update({
        place: {
          line: null,
          preset,
          compare: null,
          code: session.wanted.own.map(({ packed }) => packed),
          at_ns: null,
          problems: [],
        },
        at_ns: 0,
        playing: true,
        panel: null,
      }),
  };
}

/**
 * The permission that each panel needs; other panels need none.
 * @type {Partial<Record<import('./app.js').Panel, keyof import('./app.js').May>>}
 */
const NEEDS = { presets: 'all', ask: 'all', real: 'all', compare: 'compare', pokes: 'pokes', share: 'share' };

/** Opening and closing panels. @param {Update} update @param {() => import('./app.js').May} may */
function open(update, may) {
  return {
    settings: () => may().settings && update({ settings_open: 'toggle' }),
    help: () => may().help && update({ help_open: 'toggle' }),
    keys: (/** @type {boolean} */ keys_on) => update({ keys_on }),
    /**
     * Opens a panel and closes the previous one. The same panel again, or null, closes it.
     * @param {import('./app.js').Panel | null} panel
     */
    panel: (panel) => {
      const needs = panel && NEEDS[panel];
      if (!needs || may()[needs]) update({ panel });
    },
    /** Closes everything that is open. */
    close: () => update({ settings_open: false, help_open: false, panel: null }),
    /** Holds the run at its start and asks the quiz's question. */
    ask: () => update({ held: true }),
    /** Releases the run without an answer. */
    skip: () => update({ held: false }),
    /** Releases the run and plays it. */
    answered: () => update({ held: false, playing: true }),
  };
}
