/** One request as a sequence diagram in Mermaid's language: who asks whom, with the times and words of its story. */

import { actorName } from '../run/actor.js';
import { stepsIn } from '../story/story.js';
import { clock } from '../line/time.js';
import { stampLines } from './stamp.js';

/** From whom to whom an event goes; all others are notes over the application. @type {Record<string, string>} */
const ARROWS = {
  ReadStarted: 'reader->>app',
  WriteStarted: 'reader->>app',
  ReadEnded: 'app-->>reader',
  ReadFailed: 'app-->>reader',
  WriteEnded: 'app-->>reader',
  WriteFailed: 'app-->>reader',
  CacheHit: 'cache-->>app',
  CacheStaleHit: 'cache-->>app',
  CacheMiss: 'cache-->>app',
  CacheSet: 'app->>cache',
  CacheDeleted: 'app->>cache',
  LockAcquired: 'app->>cache',
  LockReleased: 'app->>cache',
  DbQueryStarted: 'app->>database',
  DbUpdateStarted: 'app->>database',
  DbQueryFinished: 'database-->>app',
  DbUpdateCommitted: 'database-->>app',
};

/** Mermaid ends a message at these. @param {string} text */
const plain = (text) => text.replace(/[;#]/g, ',');

/**
 * @param {import('../engine/run.js').Run} run @param {import('../engine/run.js').EventKind[]} kinds @param {number} row
 * @param {import('./stamp.js').Stamp} stamp @param {import('../engine/run.js').Events} events those of the request at
 * least
 */
export function sequence(run, kinds, row, stamp, events) {
  const name = actorName(run.requests.actor[row]);
  const steps = stepsIn(events, run, kinds, row).map(({ at_ns, kind, text }) => {
    const said = `${clock(at_ns)} ${plain(text)}`;
    return ARROWS[kind] ? `${ARROWS[kind]}: ${said}` : `Note over app: ${said}`;
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
