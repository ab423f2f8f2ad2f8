import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, auditCatalog } from '../../src/contract/audit-actions.ts';
import { modulesUnder, read } from './repository.ts';

const catalog = Object.keys(auditCatalog).sort();
const page = 'dashboard/src/pages/audit-log';
/** An action in the source code. */
const action = /'([a-z_]+\.[a-z_]+)'/g;

function matchesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, match = '']) => match))].sort();
}

describe('the catalog of audit actions', () => {
  it('contains only actions that the code writes', () => {
    const sources = modulesUnder('src').filter(
      (path) => !path.endsWith('.test.ts') && path !== 'src/contract/audit-actions.ts',
    );
    const written = matchesIn(sources.map(read).join('\n'), action);
    expect(catalog.filter((name) => !written.includes(name))).toEqual([]);
  });

  it('has a label on the audit page for every action, and no other', () => {
    expect(matchesIn(read(`${page}/event-labels.ts`), action)).toEqual(catalog);
  });

  it('has an action for every filter of the audit page', () => {
    const prefixes = matchesIn(read(`${page}/audit-filter.ts`), /value: '([a-z_]+\.)'/g);
    expect(prefixes.length).toBeGreaterThan(5);
    for (const prefix of prefixes) expect(catalog.filter((name) => name.startsWith(prefix))).not.toEqual([]);
  });

  it('allows only the target and the details of an action', () => {
    const action = 'token.revoked';
    const target = { kind: 'token', id: 'tok_1' } as const;
    const details = { name: 'CI', userId: 'usr_1' };
    expect(fits({ action, target, details })).toBe(true);
    expect(fits({ action, target, details: { ...details, reason: 'idle' } })).toBe(true);
    // @ts-expect-error
    expect(fits({ action: 'token.forgotten', target, details })).toBe(false);
    // @ts-expect-error
    expect(fits({ action, target: { kind: 'board', id: 'brd_1' }, details })).toBe(false);
    // @ts-expect-error
    expect(fits({ action, target, details: { name: 'CI' } })).toBe(false);
    // @ts-expect-error
    expect(fits({ action, target, details: { ...details, color: 'red' } })).toBe(false);
  });
});

function fits({ action, target, details = {} }: AuditEntry): boolean {
  const entry: { targets: readonly string[]; details: TSchema } | undefined = auditCatalog[action];
  return entry?.targets.includes(target.kind) === true && Value.Check(entry.details, details);
}
