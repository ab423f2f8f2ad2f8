import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/** Creates the lock file when no other process has it. Returns a function that deletes it. */
async function acquire(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const own = randomUUID();
  for (;;) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(own);
      await file.close();
      return async () => {
        if ((await readFile(path, 'utf8').catch(() => null)) === own) await rm(path, { force: true });
      };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    await removeStale(path);
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
}

async function removeStale(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found || Date.now() - found.mtimeMs < staleAfter) return;
  // Of several processes that notice, the file moves for one.
  const taken = `${path}.${randomUUID()}`;
  await rename(path, taken).catch(() => {});
  await rm(taken, { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
