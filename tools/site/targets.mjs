// The browsers that the pages are built for. No package is imported here, because tools are loaded before packages are
// installed.

/** The target of scripts. */
export const SCRIPT_TARGET = 'es2022';
/**
 * The targets of styles: browsers that know light-dark(). For older ones the bundler would replace it by variables,
 * which only the styles of our own pages would set, beside `color-scheme`. On another page every colour of the element
 * would be invalid.
 */
export const CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5'];
