/** The values in the settings: drafts, refused values, and the submitted or current ones. */

import { tokens, withoutField } from '../line/line.js';

/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */
/** @typedef {ReturnType<typeof entriesOf>} Entries */

/** @param {import('../playback/app.js').App} app */
export function entriesOf({ session, redraw }) {
  /** Values being typed or dragged, not submitted yet. @type {Map<string, string>} */
  const drafts = new Map();
  /** Refused values, for the lanes that were shown. @type {Map<string, ScenarioError>} */
  const refused = new Map();
  let { lanes } = session;
  /** The submitted values, or else the current ones. @type {Record<string, string>} */
  let values = {};
  /** What is entered is a change of the line that was opened, though it is not run. */
  const lineNow = () => (session.refused?.whole && !session.asked.length ? session.refused.line : session.wanted.line);
  /** Why a field of the line that was opened was refused. @param {string} name */
  const opened = (name) =>
    session.refused?.problems.find(
      ({ field, fits, suggestion }) =>
        field === name || fits?.some((fit) => fit.field === name) || suggestion?.startsWith(`${name}=`),
    );
  /** As it stood in that line. @param {string} name */
  const given = (name) => opened(name) && tokens(session.refused?.line ?? '').find(([one]) => one === name)?.[1];
  return {
    /** The text in a field's box. @param {string} name */
    shown: (name) => drafts.get(name) ?? refused.get(name)?.value ?? given(name) ?? values[name],
    /** Why what is in a field's box was refused. @param {string} name */
    problem: (name) => refused.get(name) ?? opened(name),
    /** @param {string} name @param {string} value */
    draft: (name, value) => drafts.set(name, value),
    /** Discards all drafts. */
    discard: () => drafts.clear(),
    /**
     * Submits a value. An error is shown only next to its field.
     * @param {string} name @param {string} value
     */
    async set(name, value) {
      const field = session.catalogue?.fields.find((one) => one.name === name);
      drafts.delete(name);
      refused.delete(name);
      const line = lineNow();
      const ending = await (value === field?.default
        ? session.change(withoutField(line, name))
        : session.set(name, value, line));
      if (typeof ending === 'object' && ending.field === name) {
        refused.set(name, { ...ending, value });
        session.withdraw(ending);
      }
      redraw();
    },
    /** Reads the current values. With other lanes, refused values of the previous ones are discarded. */
    refresh() {
      if (session.lanes !== lanes) refused.clear();
      ({ lanes } = session);
      const line = lineNow();
      const defaults = session.catalogue?.fields.map((field) => [field.name, field.default]) ?? [];
      values = line === session.line ? session.values : Object.fromEntries([...defaults, ...tokens(line)]);
    },
  };
}
