// The bundler: two pages under www/ become a static dist/ that works from any folder of any file server.

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  root: 'www',
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Every asset a file of its own: the .wasm is shared by page and worker, and a strict CSP refuses data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here('www/index.html'), here('www/embed.html')] },
  },
  worker: { format: 'es' },
});
