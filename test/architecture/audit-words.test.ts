import { expect, it } from 'vitest';
import { modulesUnder, read } from './repository.ts';

/** An action as the code writes it into the audit log. */
const action = /'([a-z]+\.[a-z_]+)'/g;

it('describes every action that the code writes on the audit page, and no other', () => {
  const sources = modulesUnder('src').filter((path) => !path.endsWith('.test.ts'));
  const withAudit = sources.map(read).filter((text) => text.includes('appendAudit'));
  const written = new Set(withAudit.flatMap((text) => [...text.matchAll(action)].map(([, name]) => name)));
  const words = read('dashboard/src/pages/audit-log/event-words.ts');
  const named = new Set([...words.matchAll(action)].map(([, name]) => name));
  expect(written.size).toBeGreaterThan(20);
  expect([...named].sort()).toEqual([...written].sort());
});
