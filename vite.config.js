// The bundler: two pages under www/ become a static dist/ that works from any folder of any file server.

import { defineConfig } from 'vite';

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
    rolldownOptions: { input: ['www/index.html', 'www/embed.html'] },
  },
  worker: { format: 'es' },
});
