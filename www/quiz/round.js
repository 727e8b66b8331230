/** One round of a quiz: what was said of a run, until another is asked about. */

import { QUESTIONS } from './questions.js';

/** @typedef {import('./questions.js').Moment} Moment */
/**
 * @typedef {{ strategy: string, title: string, guess: number, measured: number, moment: Moment | null }} Answer of one
 * lane
 */
/**
 * @typedef {{ name: string, line: string, answers: Answer[] }} Said the number asked for, the run, and what was said of
 * it
 */
/** @typedef {ReturnType<typeof roundOf>} Round */

/** @param {import('../playback/app.js').App} app */
export function roundOf({ session, commands, look, redraw, emit }) {
  /** @type {Said | null} */
  let said = null;
  let told = false;

  /** Whether the run is still the one that was asked about. */
  const same = () => {
    const strategies = session.lanes.map(({ strategy }) => strategy).join();
    return said?.line === session.line && said.answers.map(({ strategy }) => strategy).join() === strategies;
  };

  return {
    same,
    /** How the round stands: a veil begins a new one, and the end of the run tells the result. @param {number} at_ns */
    at(at_ns) {
      if (look.veiled) said = null;
      if (at_ns >= session.bounds.end_ns && same()) told = true;
      return { said, told };
    },
    /** The result is asked for. */
    show() {
      told = true;
      redraw();
    },
    /**
     * Takes what is predicted, in the order of the lanes, and has the run play.
     * @param {string} name @param {number[]} guesses
     */
    predict(name, guesses) {
      const { of, moment, unit } = QUESTIONS[name];
      const answers = session.lanes.map(({ strategy, title, run }, i) => ({
        strategy,
        title,
        guess: unit === 'share' ? guesses[i] / 100 : guesses[i],
        measured: of(run),
        moment: moment(run),
      }));
      said = { name, line: session.line, answers };
      told = false;
      emit('cache-aside-answer', {
        quiz: name,
        line: session.line,
        strategies: answers.map(({ strategy }) => strategy),
        guesses: answers.map(({ guess }) => guess),
        measured: answers.map(({ measured }) => measured),
      });
      commands.answered();
    },
  };
}
