import { existsSync } from 'node:fs';

/**
 * Builds the dashboard and the help after `npm ci`, and before `npm pack`. Without the build tools (`npm ci --omit=dev`) or
 * without the sources, an existing build is used.
 */
const root = new URL('../dashboard/', import.meta.url);
const tools = new URL('../node_modules/vite/package.json', import.meta.url);
if (existsSync(new URL('vite.config.ts', root)) && existsSync(tools)) {
  const { build } = await import('vite');
  await build({ configFile: new URL('vite.config.ts', root).pathname, logLevel: 'warn' });
  const { buildSite } = await import('../help/build/build-site.ts');
  await buildSite();
}
