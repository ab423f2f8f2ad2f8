import { expect, it, vi } from 'vitest';
import { Parameters } from './parameters.ts';

const parts = ['a', 'b', '=', '&', '+', '%', '%2', '%20', '%C3%A9', '%00', '?', 'é', 'client_id', 'resource'];
const seed = 20_261_201;

/** Returns numbers from 0 to 1, the same ones each time. */
function numbers(): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it('reads a form as URLSearchParams does', () => {
  const next = numbers();
  for (let round = 0; round < 5_000; round += 1) {
    const length = Math.floor(next() * 12);
    const text = `x${Array.from({ length }, () => parts[Math.floor(next() * parts.length)]).join('')}`;
    // Node's URLSearchParams damages raw characters beside good and bad escapes.
    const expected = new URLSearchParams(text.replaceAll('é', '%C3%A9'));
    const parameters = new Parameters(text);
    for (const name of new Set(expected.keys())) {
      const values = expected.getAll(name).filter((value) => value !== '');
      expect([text, name, parameters.all(name)]).toEqual([text, name, values]);
    }
  }
});

it('reads bad escapes without an error for each, which would take long', () => {
  const decode = vi.spyOn(globalThis, 'decodeURIComponent');
  const parameters = new Parameters('%=%&%z=+%1&a=%%41'.repeat(10));
  expect(parameters.all('%z')).toEqual(Array(10).fill(' %1'));
  expect(decode.mock.results.filter(({ type }) => type === 'throw')).toEqual([]);
  decode.mockRestore();
});
