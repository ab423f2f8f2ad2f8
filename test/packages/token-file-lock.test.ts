import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileTokenStore } from '../../packages/client/src/node/index.ts';

const program = fileURLToPath(new URL('../support/packages/take-lock.js', import.meta.url));

describe('the lock of fileTokenStore', () => {
  let folder: string;
  let path: string;
  let processes: ChildProcess[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-lock-'));
    path = join(folder, 'tokens.json');
    writeFileSync(path, '{}');
    processes = [];
  });
  afterEach(() => {
    for (const one of processes) one.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (count: number) => {
    processes = Array.from({ length: count }, () =>
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, path], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    return Promise.all(processes.map((one) => once(one, 'exit')));
  };

  it('is held by one process at a time when each is killed while it holds it, and others take over', async () => {
    const ends = await start(4);
    expect(ends.map(([, signal]) => signal)).toEqual(Array(4).fill('SIGKILL'));
    expect(readFileSync(join(folder, 'entered'), 'utf8')).toBe('alone\n'.repeat(4));
    // The last one left its lock, which this process takes over.
    await fileTokenStore(path).lock?.(async () => {});
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
  });

  it('is not released by a process that was thought to be dead', async () => {
    const store = fileTokenStore(path);
    const locks = () => readdirSync(folder).filter((name) => name.includes('.lock'));
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const slow = store.lock?.(() => first.promise);
    await expect.poll(locks).toHaveLength(1);
    const [left = ''] = locks();
    // Its process stood still for so long that the lock looks stale.
    rmSync(join(folder, left));
    const next = store.lock?.(async () => {
      entered.resolve();
      await second.promise;
    });
    await entered.promise;
    first.resolve();
    await slow;
    expect(locks()).toHaveLength(1);
    second.resolve();
    await next;
    expect(locks()).toEqual([]);
  });
});
