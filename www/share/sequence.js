/** A request as a Mermaid sequence diagram, with the times and phrases of its story. */

import { actorName } from '../run/actor.js';
import { stepsIn } from '../story/story.js';
import { clock } from '../line/time.js';
import { MESSAGES } from '../diagram/diagram.js';
import { stampLines } from './stamp.js';

/**
 * The messages between the reader and the application. All others are those of the diagram.
 * @type {Record<string, string>}
 */
const READER = {
  ReadStarted: 'reader->>app',
  WriteStarted: 'reader->>app',
  ReadEnded: 'app-->>reader',
  ReadFailed: 'app-->>reader',
  WriteEnded: 'app-->>reader',
  WriteFailed: 'app-->>reader',
};

/** The arrow of an event; null for a note over the application. @param {string} kind */
function arrowOf(kind) {
  if (READER[kind]) return READER[kind];
  const message = MESSAGES[kind]?.at(-1);
  return message?.to ? `${message.from}${message.reply ? '-->>' : '->>'}${message.to}` : null;
}

/** A text without the characters that end a message in Mermaid. @param {string} text */
const plain = (text) => text.replace(/[;#]/g, ',');

/**
 * @param {import('../engine/run.js').Run} run @param {import('../engine/run.js').EventKind[]} kinds @param {number} row
 * @param {import('./stamp.js').Stamp} stamp @param {import('../engine/run.js').Events} events with at least those of
 * the request
 */
export function sequence(run, kinds, row, stamp, events) {
  const name = actorName(run.requests.actor[row]);
  const steps = stepsIn(events, run, kinds, row).map(({ at_ns, kind, text }) => {
    const said = `${clock(at_ns)} ${plain(text)}`;
    const arrow = arrowOf(kind);
    return arrow ? `${arrow}: ${said}` : `Note over app: ${said}`;
  });
  return [
    'sequenceDiagram',
    ...stampLines(stamp).map((line) => `%% ${line}`),
    `participant reader as ${name}`,
    `participant app as app ${run.requests.instance[row] + 1}`,
    'participant cache',
    'participant database',
    ...steps,
    '',
  ].join('\n');
}
