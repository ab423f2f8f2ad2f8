import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds the dashboard and the help after `npm ci`, and before `npm pack`. Without the build tools (`npm ci --omit=dev`) or
 * without the sources, an existing build is used. With `--if-changed`, so is the last one of this script if neither its
 * files nor those that it was made from have changed.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const config = join(root, 'dashboard/vite.config.ts');
/** `npm ci` removes it together with the tools that the build was made with. */
const cache = join(root, 'node_modules/.cache/spedy-build');
const fingerprintFile = join(cache, 'fingerprint');

if (existsSync(config) && existsSync(join(root, 'node_modules/vite/package.json'))) {
  mkdirSync(cache, { recursive: true });
  // Two builds at the same time would mix their files.
  const { lock } = await import('proper-lockfile');
  const release = await lock(cache, { stale: 60_000, retries: { retries: 600, factor: 1 } });
  if (!process.argv.includes('--if-changed') || hasChanged()) await build();
  await release();
}

async function build(): Promise<void> {
  const vite = await import('vite');
  await vite.build({ configFile: config, logLevel: 'warn' });
  const { buildSite } = await import('../help/build/build-site.ts');
  await buildSite();
  writeFileSync(fingerprintFile, fingerprint());
}

function hasChanged(): boolean {
  return !existsSync(fingerprintFile) || readFileSync(fingerprintFile, 'utf8') !== fingerprint();
}

/** A hash of the built files, and of everything that the dashboard and the help can be made from. */
function fingerprint(): string {
  const isInstalled = (path: string) => /(^|[\\/])node_modules$/.test(path);
  const files = globSync(['{dashboard,docs,help,packages,src}/**', '*.{json,md}'], {
    cwd: root,
    exclude: isInstalled,
  });
  const hash = createHash('sha256');
  for (const file of files.sort())
    if (statSync(join(root, file)).isFile()) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
