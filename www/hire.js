/** Where the simulation's thread comes from. The single file brings its own (tools/single.mjs): this module is the only one it replaces. */

export const hire = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
