import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Progress } from './progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => vi.useRealTimers());

it('reports only steps that take long, every few seconds', () => {
  const reported: [string, number][] = [];
  const progress = new Progress((...step) => reported.push(step));
  progress.begin('0001-short');
  vi.advanceTimersByTime(4_999);
  progress.begin('0002-long');
  vi.advanceTimersByTime(10_000);
  progress.end();
  vi.advanceTimersByTime(10_000);
  expect(reported).toEqual([
    ['0002-long', 5],
    ['0002-long', 10],
  ]);
});
