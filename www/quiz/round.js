/** A round of a quiz: the predictions for a run, until the next question. */

import { QUESTIONS } from './questions.js';

/** @typedef {import('./questions.js').Moment} Moment */
/**
 * @typedef {{ strategy: string, title: string, guess: number, measured: number, moment: Moment | null }} Answer the
 * answer for one lane
 */
/**
 * @typedef {{ name: string, line: string, answers: Answer[] }} Said the name of the number, the run, and the
 * predictions
 */
/** @typedef {ReturnType<typeof roundOf>} Round */

/** @param {import('../playback/app.js').App} app */
export function roundOf({ session, commands, display, redraw, emit }) {
  /** @type {Said | null} */
  let said = null;
  let told = false;

  /** Whether the run is still the one of the question. */
  const same = () => {
    const strategies = session.lanes.map(({ strategy }) => strategy).join();
    return said?.line === session.line && said.answers.map(({ strategy }) => strategy).join() === strategies;
  };

  return {
    same,
    /**
     * The state of the round. A veil starts a new one, and the end of the run shows the result.
     * @param {number} at_ns
     */
    at(at_ns) {
      if (display.veiled) said = null;
      if (at_ns >= session.bounds.end_ns && same()) told = true;
      return { said, told };
    },
    /** Shows the result. */
    show() {
      told = true;
      redraw();
    },
    /**
     * Takes the predictions in the order of the lanes, and plays the run.
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
