import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { closureOf, type Package, readLockFile } from '../../../scripts/release/lock-file.ts';
import { repository } from './source.ts';

/**
 * A registry with the locked runtime dependencies, on this machine. Their archives are those that `npm ci` has left in npm's
 * cache, so installing needs no network.
 */
export class CachedRegistry {
  readonly #cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  readonly #packages = new Map<string, Package[]>();
  readonly #server: Server;

  constructor() {
    const lock = readLockFile(repository);
    for (const path of closureOf(lock, [''])) {
      const name = path.replace(/^.*node_modules\//, '');
      const entry = lock.packages[path];
      if (entry) this.#packages.set(name, [...(this.#packages.get(name) ?? []), entry]);
    }
    this.#server = createServer((request, response) => {
      const [, first = '', file = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
      const archive = first === 'archives' ? this.#archive(file) : null;
      if (archive !== null) return void createReadStream(archive).pipe(response);
      const versions = this.#packages.get(first);
      response.statusCode = versions ? 200 : 404;
      response.end(JSON.stringify({ name: first, versions: this.#versions(first, versions ?? []) }));
    });
  }

  /** Names of the packages that npm's cache does not have, except those of other systems. */
  get missing(): string[] {
    const isNeeded = ({ optional, integrity = '' }: Package) =>
      !optional && !existsSync(this.#archive(integrity));
    return [...this.#packages].filter(([, entries]) => entries.some(isNeeded)).map(([name]) => name);
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #versions(name: string, entries: readonly Package[]): Record<string, unknown> {
    const versions = entries.map((entry) => {
      const { version = '', integrity = '' } = entry;
      const dist = { integrity, tarball: `${this.url}/archives/${encodeURIComponent(integrity)}` };
      return [version, { ...entry, name, version, dist }];
    });
    return Object.fromEntries(versions);
  }

  /** The file of an archive in npm's cache. */
  #archive(integrity: string): string {
    const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
    return join(this.#cache, '_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  }
}
