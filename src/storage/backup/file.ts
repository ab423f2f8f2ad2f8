import { createWriteStream, existsSync } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** A file cannot be read or written. The message is one line for the operator. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';
}

/**
 * Writes a new file, readable by its owner only, as a whole: under a temporary name in the same folder, which is given up
 * for the file's name when everything is on disk. If it fails, or the process is told to stop, nothing is left.
 * @throws FileFailure, also if the file exists
 */
export async function writeWhole(
  path: string,
  write: (file: NodeJS.WritableStream) => Promise<void>,
): Promise<void> {
  const folder = dirname(resolve(path));
  const partial = join(folder, `.${basename(path)}.${process.pid}.partial`);
  const stopping = removeOnSignal(partial);
  try {
    await requireAbsent(path);
    await write(createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    await syncFile(partial);
    await giveName(partial, path);
    await syncFolder(folder);
  } catch (error) {
    throw describeFileFailure(error, path);
  } finally {
    stopping();
    await rm(partial, { force: true }).catch(() => {});
  }
}

async function requireAbsent(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found?.isDirectory()) throw new FileFailure(`${resolve(path)} is a folder: name a file in it`);
  if (found) throw exists(path);
}

/** Writes a file to the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Of two processes that write the same file, one gets the name. A file system without links cannot tell. */
export async function giveName(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(path);
    await rename(partial, path);
  }
}

/** Makes a new name in a folder survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  // Some file systems cannot sync a folder; they do it with the file.
  await handle.sync().catch(() => {});
  await handle.close();
}

/** On Ctrl-C and SIGTERM, removes a file before the process ends as it would otherwise. Returns a function that undoes this. */
export function removeOnSignal(path: string): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (signal: NodeJS.Signals) => {
    for (const other of signals) process.off(other, stop);
    rm(path, { force: true }).finally(() => process.kill(process.pid, signal));
  };
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/** Describes an error of the file system; returns other errors unchanged. */
export function describeFileFailure(error: unknown, path: string): unknown {
  const folder = dirname(resolve(path));
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure(`the disk of ${folder} is full: make room, or name a file on another disk`, error);
    case 'EFBIG':
      return failure(
        `${folder} allows no file of this size (ulimit -f): raise the limit, or name another folder`,
        error,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        `no permission for ${resolve(path)}: give this user access to it, or name another folder`,
        error,
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return existsSync(folder)
        ? failure(`there is no ${resolve(path)}: check the path`, error)
        : failure(`there is no folder ${folder}: check the path, or create it`, error);
    case 'EISDIR':
      return failure(`${resolve(path)} is a folder: name a file in it`, error);
    case 'EIO':
      return failure(`the disk of ${folder} fails (${message(error)}): name a file on another disk`, error);
    default:
      return error;
  }
}

function exists(path: string): FileFailure {
  return new FileFailure(`${resolve(path)} exists: name another file, or remove it first`);
}

function failure(text: string, cause: unknown): FileFailure {
  return new FileFailure(text, { cause });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
