import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportStream } from './export-stream.ts';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
};

describe('exportStream', () => {
  let produced: number;
  let ended: number;
  let closed: number;
  async function* parts(count: number) {
    try {
      for (let part = 1; part <= count; part += 1) {
        produced += 1;
        yield `part ${part}\n`;
      }
    } finally {
      ended += 1;
    }
  }
  const open = (count: number) => exportStream(parts(count), () => (closed += 1));
  beforeEach(() => {
    [produced, ended, closed] = [0, 0, 0];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => vi.useRealTimers());

  it('returns all parts in order, with a turn of the event loop before each', async () => {
    let counted = 0;
    let running = true;
    const counting = (async () => {
      for (; running; counted += 1) await setImmediate();
    })();
    const read: string[] = [];
    for await (const chunk of open(5)) read.push(String(chunk));
    running = false;
    await counting;
    expect(read.join('')).toBe('part 1\npart 2\npart 3\npart 4\npart 5\n');
    expect(counted).toBeGreaterThanOrEqual(5);
    expect([ended, closed]).toEqual([1, 1]);
  });

  it('produces nothing ahead of its reader but one part', async () => {
    const stream = open(100);
    stream.read();
    await turns(10);
    expect(produced).toBe(1);
    stream.read();
    await turns(10);
    expect(produced).toBe(2);
    stream.destroy();
  });

  it('stops when its reader has gone', async () => {
    const stream = open(100);
    stream.read();
    await turns(10);
    stream.destroy();
    await turns(10);
    expect([produced, ended, closed]).toEqual([1, 1, 1]);
  });

  it('cuts off a reader that stands still, also one that never begins', async () => {
    for (const begins of [true, false]) {
      const stream = open(100);
      const failure = new Promise((resolve) => stream.once('error', resolve));
      if (begins) stream.read();
      await turns(10);
      vi.advanceTimersByTime(29_999);
      expect(stream.destroyed).toBe(false);
      vi.advanceTimersByTime(1);
      expect(await failure).toMatchObject({ message: 'The reader of the export stands still' });
    }
    expect(closed).toBe(2);
  });

  it('passes on an error of its source', async () => {
    const failing = async function* () {
      yield 'part';
      throw new Error('no database');
    };
    const read = async () => {
      for await (const chunk of exportStream(failing(), () => (closed += 1))) String(chunk);
    };
    await expect(read()).rejects.toThrow('no database');
    expect(closed).toBe(1);
  });
});
