import { describe, expect, it } from 'vitest';
import { displayIdIn } from './option.ts';

describe('displayIdIn', () => {
  it.each([
    ['WEB-42', 'WEB-42'],
    ['web-42', 'WEB-42'],
    ['web-042', null],
    ['web', null],
    ['42', null],
    ['WEB-42 fix', null],
  ])('reads %j as %j', (text, id) => {
    expect(displayIdIn(text)).toBe(id);
  });
});
