import { existsSync } from 'node:fs';
import { build } from 'vite';

/**
 * Builds the dashboard after `npm ci`. Where its build tools are left out (`npm ci --omit=dev`) a dashboard built
 * before is used as it is.
 */
const root = new URL('../dashboard/', import.meta.url);
if (existsSync(new URL('vite.config.ts', root))) {
  await build({ configFile: new URL('vite.config.ts', root).pathname, logLevel: 'warn' });
}
