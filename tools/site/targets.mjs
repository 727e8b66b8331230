// The browsers that the pages are built for. No package is imported here: tools are read before packages are installed.

/** Scripts. */
export const SCRIPT_TARGET = 'es2022';
/**
 * Styles: browsers that know light-dark(). For older ones it would be lowered to variables that are set beside
 * `color-scheme` in our own pages' styles alone: on somebody else's page, which sets none of them, every colour of the
 * element would be invalid.
 */
export const CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5'];
