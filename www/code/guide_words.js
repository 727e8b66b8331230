/** Texts of the guide to your own strategy. Replace this file for another language. */

const FETCH = `
def fetch(key):
    row = db.query(key)
    cache.set(key, row, ttl)
    return row
`;

const SHARED = `# Mine: readers of an instance share one query
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    return once(key, fetch)
${FETCH}`;

export const guideWords = {
  title: 'Write your own strategy in ten minutes',
  put: 'Put it into the editor',
  /** @type {{ title: string, text: string, code: string }[]} */
  steps: [
    {
      title: 'Begin with one that works',
      text: 'read(key) runs once for each read. It stops at each verb, such as cache.get or db.query, until the answer is there; meanwhile other readers go on. Run this one, and look at the number of queries at an expiry.',
      code: `# Mine: every reader that misses asks the database.
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    return fetch(key)
${FETCH}`,
    },
    {
      title: 'Change one thing',
      text: 'With once(key, fetch) in the last line of read, one reader asks, and the others of its instance wait for the same answer. Run it, and compare the lanes.',
      code: SHARED,
    },
    {
      title: 'Make a mistake on purpose',
      text: 'Here is a lock, but nobody looks again after the wait. Run it: every waiter asks the database in turn. Below stands what it breaks, and the shortest way there.',
      code: `# Mine: a lock, but nobody looks again
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    while not cache.lock(key):
        cache.wait(key)
    row = db.query(key)
    cache.set(key, row)
    cache.unlock(key)
    return row
`,
    },
    {
      title: 'Say what a write does',
      text: 'A text may define write(key) as well, or instead: then it is the write policy. Somebody writes where the write rate in the settings is above 0.',
      code: `${SHARED}
def write(key):
    row = db.update(key)
    cache.delete(key)
    return row
`,
    },
    { title: 'Try a challenge', text: 'Each challenge below is a goal that 20 runs decide.', code: '' },
  ],
  language: 'The language on one screen',
  /** The tables, by the kind of their rows, in their order. @type {[kind: string, title: string][]} */
  tables: [
    ['verb', 'What to ask'],
    ['function', 'What to work out'],
    ['attribute', 'What a row knows'],
    ['setting', 'The settings of the run, times in seconds'],
    ['error', 'Errors to raise and to catch'],
    ['absent', 'What is not there, and what to write instead'],
  ],
};
