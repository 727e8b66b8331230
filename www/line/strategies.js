/** The strategies there are, as the core names them. */

/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */

/** @param {Catalogue} catalogue */
const fieldOf = (catalogue) => catalogue?.fields.find(({ name }) => name === 'strategy');

/** @param {Catalogue} catalogue */
export const strategiesOf = (catalogue) => fieldOf(catalogue)?.choices ?? [];

/** What heads a lane, and the line under it. @param {Catalogue} catalogue @param {string} strategy */
export function titleOf(catalogue, strategy) {
  const doc = fieldOf(catalogue)?.choice_docs?.[strategiesOf(catalogue).indexOf(strategy)];
  return doc ?? { title: strategy[0].toUpperCase() + strategy.slice(1).replaceAll('_', ' '), doc: '' };
}
