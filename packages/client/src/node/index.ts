import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseTokens, type StoredTokens, type TokenStore } from '../oauth/tokens.ts';

/** Milliseconds after which a lock is taken over, because its process must have ended: a refresh takes at most 25,000. */
const staleAfter = 60_000;
const pollEvery = 50;

/**
 * Keeps tokens in a file that only its owner can read, for Node, Deno and Bun. Processes that share it refresh one after the
 * other.
 */
export function fileTokenStore(path: string): TokenStore {
  return {
    load: () => loadTokens(path),
    save: (tokens) => replaceFile(path, `${JSON.stringify(tokens, null, 2)}\n`),
    lock: async (work) => {
      const release = await acquire(`${path}.lock`);
      try {
        return await work();
      } finally {
        await release();
      }
    },
  };
}

async function loadTokens(path: string): Promise<StoredTokens | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  return text === null ? null : parseTokens(parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    return null;
  }
}

/** Replaces a file at once, so that a crash leaves the old one or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Waits until no other process has the lock, and takes it. Returns a function that releases it.
 *
 * Each process has a lock file of its own, so nobody can delete the lock of another one by mistake: it creates its file, looks
 * whether there are others, and if so, withdraws. Of two that begin at once, at least one sees the other. The file of a process
 * that died is ignored once it is stale.
 */
async function acquire(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const own = `${path}.${randomUUID()}`;
  const release = () => rm(own, { force: true });
  for (;;) {
    if (!(await isHeld(path, own))) {
      await (await open(own, 'wx', 0o600)).close();
      if (!(await isHeld(path, own))) return release;
      await release();
    }
    // With chance, so that two processes do not withdraw for each other again and again.
    await new Promise((resolve) => setTimeout(resolve, pollEvery * (0.5 + Math.random())));
  }
}

/** Whether a process other than the one with this file has the lock, or is about to. Removes what dead ones left. */
async function isHeld(path: string, own: string): Promise<boolean> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.startsWith(`${basename(path)}.`) || file === own) continue;
    const found = await stat(file).catch(() => null);
    if (!found) continue;
    if (Date.now() - found.mtimeMs < staleAfter) return true;
    await rm(file, { force: true });
  }
  return false;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
