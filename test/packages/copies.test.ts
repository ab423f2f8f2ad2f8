import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../architecture/repository.ts';

it('what both packages need is the same in both: neither depends on the other', () => {
  const [client, verify] = ['client', 'verify'].map((name) =>
    readFileSync(join(root, 'packages', name, 'src/deadline.ts'), 'utf8'),
  );
  expect(verify).toBe(client);
});
