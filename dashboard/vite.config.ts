import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compress.ts';
import { pageList } from './page-list.ts';

/**
 * The first page loads two files in parallel, so that nothing waits for a second round of requests. What many other pages
 * share is in two more files, and what few share in files of their own.
 */
const chunks = [
  { name: 'libraries', test: /node_modules/, tags: ['$initial' as const], priority: 4 },
  {
    name: 'start',
    test: /src\/(main|router|shell\/shell|pages\/(sign-in\/sign-in-page|home\/home-page))\.tsx$/,
    priority: 3,
  },
  { name: 'controls', test: /node_modules/, minShareCount: 2, priority: 2 },
  { name: 'shared', test: /dashboard\/src/, minShareCount: 7, priority: 1 },
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), compressed(), pageList()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing inline, because the Content-Security-Policy allows only files of our own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
});
