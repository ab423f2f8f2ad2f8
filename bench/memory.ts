import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Memory, measureMemory } from './groups/memory.ts';
import { median } from './rounds.ts';
import { seed } from './seed.ts';

/** `npm run bench -- --memory` measures the resident memory of a server at its start and with 100,000 cached credentials. */
const count = 100_000;
const starts = 3;
const folder = join(tmpdir(), 'spedy-bench-memory');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  const seeded = await seed(`sqlite:${join(folder, 'spedy.db')}`, join(folder, 'tokens'), count);
  const all: Memory[] = [];
  for (let start = 0; start < starts; start += 1) all.push(await measureMemory(seeded, count));
  const of = (name: 'start' | 'loaded' | 'each100000') =>
    median(all.map((memory) => memory[name])).toFixed(0);
  process.stdout.write(
    `at start: ${of('start')} MB; after five seconds of load: ${of('loaded')} MB; per 100,000 cached credentials: ${of('each100000')} MB\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
