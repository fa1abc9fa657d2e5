import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the gateway looks for the pages. */
const SITE = fileURLToPath(new URL('../../.cache/console/site', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: SITE,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files: a browser asks one server over six connections. What one page alone needs stays with that page.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: /\.(tsx?|m?js|css)$/ }] },
      },
    },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    // BATON_CONSOLE: a running console whose API the development server shows.
    proxy: { '/console/api': { target: process.env.BATON_CONSOLE ?? 'http://127.0.0.1:7400' } },
  },
});
