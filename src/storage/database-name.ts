import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { StorageError } from './errors.ts';

/**
 * The file that `sqlite:PATH` names; `~/` is the home folder, as in a shell.
 * @throws StorageError where it names none
 */
export function sqlitePath(url: string): string {
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '') throw new StorageError('DATABASE_URL names no file: write it as sqlite:./data/spedy.db.');
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  if (path.startsWith('~'))
    throw new StorageError(
      `DATABASE_URL names the home folder of another user (${path}), which is not supported: write the whole path.`,
    );
  return path;
}

/** A database as messages name it: with its whole path, or with host and name, and never with a password. */
export function databaseName(url: string): string {
  if (url.startsWith('sqlite:')) {
    const path = sqlitePath(url);
    return path === ':memory:' ? url : `sqlite:${resolve(path)}`;
  }
  if (!URL.canParse(url)) return 'the database of DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** A warning where other users of this machine can reach a SQLite file, as those of earlier versions; else null. */
export function exposedFileWarning(url: string): string | null {
  if (!url.startsWith('sqlite:') || sqlitePath(url) === ':memory:' || process.platform === 'win32')
    return null;
  const path = resolve(sqlitePath(url));
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return null;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  return `Other users of this machine can reach the database ${path} (mode ${shown}): make it its owner's alone with chmod 600, with -wal and -shm beside it`;
}
