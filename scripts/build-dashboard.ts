import { existsSync } from 'node:fs';
import { build } from 'vite';
import { buildSite } from '../help/build/build-site.ts';

/**
 * Builds the dashboard and the help after `npm ci`. Without the build tools (`npm ci --omit=dev`) an existing build is used.
 */
const root = new URL('../dashboard/', import.meta.url);
if (existsSync(new URL('vite.config.ts', root))) {
  await build({ configFile: new URL('vite.config.ts', root).pathname, logLevel: 'warn' });
  await buildSite();
}
