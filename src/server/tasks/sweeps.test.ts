import pino from 'pino';
import { expect, it } from 'vitest';
import { SoonSweeps } from './sweeps.ts';

/** A sweep that fails a number of times, with the sweeps that run it soon after a request. */
function failing(times: number, pauses: readonly number[], stop = new AbortController()) {
  let runs = 0;
  const sweep = {
    name: 'unreliable',
    run: () => {
      runs += 1;
      if (runs <= times) throw new Error('The database is busy');
    },
  };
  const soon = new SoonSweeps([sweep], pino({ level: 'silent' }), stop.signal, pauses);
  return { soon, stop, runs: () => runs };
}

it('repeats a sweep that a request left, until it succeeds', async () => {
  const { soon, runs } = failing(2, [0, 0, 0]);
  soon.start('unreliable');
  await soon.ended();
  expect(runs()).toBe(3);
});

it('leaves a sweep that fails again and again to the periodic one', async () => {
  const { soon, runs } = failing(99, [0, 0, 0]);
  soon.start('unreliable');
  await soon.ended();
  expect(runs()).toBe(4);
});

it('does not keep a server that stops waiting for another try', async () => {
  const { soon, stop, runs } = failing(99, [3_600_000]);
  soon.start('unreliable');
  await expect.poll(runs).toBe(1);
  stop.abort();
  await soon.ended();
  expect(runs()).toBe(1);
});
