import { createHash } from 'node:crypto';
import { licenseOf } from './licenses.ts';
import { closureOf, type LockFile, readLockFile } from './lock-file.ts';

/** Development dependencies that are part of what is built: the help's search runs in the browser. */
const bundled = ['node_modules/minisearch'];

/**
 * The components of the package as a CycloneDX SBOM, from package-lock.json: what it installs, and what is in the built dashboard
 * and help. The same commit gives the same text. (`npm sbom --omit=dev` leaves out what is also a development dependency.)
 * @param time of the commit
 */
export function softwareBill(root: string, time: Date): string {
  const lock = readLockFile(root);
  const installed = closureOf(lock, ['']);
  const inBuild = [...bundled, ...closureOf(lock, ['dashboard', ...bundled])];
  const paths = [...new Set([...installed, ...inBuild])].filter((path) => !lock.packages[path]?.link).sort();
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: time.toISOString(),
      lifecycles: [{ phase: 'build' }],
      component: {
        'bom-ref': `spedy@${lock.version}`,
        type: 'application',
        name: 'spedy',
        version: lock.version,
        purl: `pkg:npm/spedy@${lock.version}`,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: componentsOf(root, lock, paths, new Set(installed)),
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bom))}`;
  return `${JSON.stringify({ ...bom, serialNumber }, null, 2)}\n`;
}

/** A component for each package and version, wherever npm puts its copies. */
function componentsOf(
  root: string,
  lock: LockFile,
  paths: readonly string[],
  installed: ReadonlySet<string>,
) {
  const components = paths.map((path) => {
    const { version = '', integrity = '', optional } = lock.packages[path] ?? {};
    const name = path.replace(/^.*node_modules\//, '');
    return {
      'bom-ref': `${name}@${version}`,
      type: 'library',
      name,
      version,
      scope: optional ? 'optional' : 'required',
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      hashes: [{ alg: 'SHA-512', content: hexOf(integrity) }],
      licenses: licensesOf(licenseOf(root, lock, path)),
      properties: [{ name: 'spedy:part', value: installed.has(path) ? 'server' : 'browser' }],
    };
  });
  return [...new Map(components.map((component) => [component['bom-ref'], component])).values()];
}

function licensesOf(expression: string | null) {
  if (expression === null) return [];
  return / |\(/.test(expression) ? [{ expression }] : [{ license: { id: expression } }];
}

function hexOf(integrity: string): string {
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

/** A UUID of version 8 (RFC 9562) from the hash of a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
