import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { StorageError } from './errors.ts';

/**
 * Returns the file in `sqlite:PATH`. `~/` is the home folder, as in a shell.
 * @throws StorageError if there is no path
 */
export function sqlitePath(url: string): string {
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '')
    throw new StorageError('DATABASE_URL has no file path. Write it as sqlite:./data/spedy.db.');
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  if (path.startsWith('~'))
    throw new StorageError(
      `DATABASE_URL names the home folder of another user (${path}), which is not supported. Write the full path.`,
    );
  return path;
}

/** Returns the name of a database for messages: its full path, or its host and name, never a password. */
export function databaseName(url: string): string {
  if (url.startsWith('sqlite:')) {
    const path = sqlitePath(url);
    return path === ':memory:' ? url : `sqlite:${resolve(path)}`;
  }
  if (!URL.canParse(url)) return 'the database of DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/**
 * Whoever may not enter the folder sees no file there, also where there is one.
 * @throws StorageError if this user may not read the file
 */
export function requireReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code === 'EACCES')
      throw new StorageError(
        `This user may not read the database ${resolve(path)}. Run the command as the user of the server.`,
      );
  }
}

/**
 * Returns a warning if other users of this machine can access a SQLite file (earlier versions created such
 * files), else null.
 */
export function exposedFileWarning(url: string): string | null {
  if (!url.startsWith('sqlite:') || sqlitePath(url) === ':memory:' || process.platform === 'win32')
    return null;
  const path = resolve(sqlitePath(url));
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return null;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  return `Other users of this machine can access the database ${path} (mode ${shown}). Run chmod 600 on it and on its -wal and -shm files`;
}
