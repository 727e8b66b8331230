// The bundler: two pages and the element's script, under www/, become a static dist/ that works from any folder of any
// file server.

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { lessonPage } from './tools/site/lesson.mjs';
import { CSS_TARGET, SCRIPT_TARGET } from './tools/site/targets.mjs';

const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  root: 'www',
  base: './',
  plugins: [lessonPage()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: SCRIPT_TARGET,
    cssTarget: CSS_TARGET,
    // Every asset a file of its own: the .wasm is shared by page and worker, and a strict CSP refuses data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: here('www/index.html'),
        embed: here('www/embed.html'),
        lesson: here('www/lesson.html'),
        define: here('www/pages/define.js'),
      },
      // Of d3-array, which comes as one file, what is made when it is loaded and never used.
      treeshake: { manualPureFunctions: ['Blur2', 'shuffler'] },
      output: {
        // The element's script keeps its name: other people's pages link to it.
        entryFileNames: ({ name }) => (name === 'define' ? 'define.js' : 'assets/[name]-[hash].js'),
        // The texts of a step are named as such: dist.mjs counts those of one step with its page.
        chunkFileNames: ({ moduleIds }) =>
          `assets/${moduleIds.every((id) => /lesson[\\/]words[\\/]/.test(id)) ? 'words_of_' : ''}[name]-[hash].js`,
        // All that the element needs at first in one file, which compresses better than many small ones.
        codeSplitting: {
          groups: [
            {
              name: 'element',
              test: /[\\/]www[\\/](frame[\\/]element|pages[\\/](address|ahead|keys|words)|kit[\\/]sheet)\.js$/,
              priority: 1,
            },
            // What several of the groups below use, so that none of them has to be fetched for it.
            { name: 'kit', test: /[\\/]www[\\/]kit[\\/]/ },
            // A step of the lesson: what a frame fetches with its first one. The texts of each step are a file of their
            // own.
            {
              name: 'step',
              test: /[\\/]www[\\/]lesson[\\/](?!progress|page_words|cures|diagram|shown|sorting|field|see|measure|words[\\/])/,
            },
            // What is fetched when it is asked whether something can go wrong.
            { name: 'orders', test: /[\\/]www[\\/](orders[\\/]|engine[\\/](explorer|start_orders)\.js)/ },
            { name: 'panels', test: /[\\/](log[\\/]log|timeline[\\/]swim)\.js$/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  // The listings of the code panel are files of the core; the table of real runs is a part of the documentation.
  server: { fs: { allow: [here('www'), here('src/python/listings'), here('docs'), here('node_modules')] } },
});
