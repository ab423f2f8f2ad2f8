import { expect, it } from 'vitest';
import { copiesSafely } from './log-copier.ts';

it.each([
  ['3.53.4', true],
  ['3.51.3', true],
  ['3.51.2', false],
  ['3.50.9', false],
  ['4.0.0', true],
  ['', false],
])('SQLite %s may copy its log beside a writer: %s', (version, expected) => {
  expect(copiesSafely(version)).toBe(expected);
});
