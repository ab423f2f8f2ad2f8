import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, auditCatalog } from '../../src/contract/audit-actions.ts';
import { modulesUnder, read } from './repository.ts';

const catalog = Object.keys(auditCatalog).sort();
const page = 'dashboard/src/pages/audit-log';
const shared = 'dashboard/src/shared/audit';
/** An action in the source code. */
const action = /'([a-z_]+\.[a-z_]+)'/g;

type Summarized = {
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly target: { readonly kind: string; readonly id: string };
  readonly details: object;
};
type Members = Readonly<Record<string, { readonly name: string; readonly email: string }>>;
/** Imported by an address, because the dashboard has types of its own. */
const {
  summaryOf,
}: {
  readonly summaryOf: (event: Summarized, members: Members) => string;
} = await import(new URL(`../../${shared}/summaries/summary.ts`, import.meta.url).href);

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
    expect(matchesIn(read(`${shared}/event-labels.ts`), action)).toEqual(catalog);
  });

  it('has a summary for every action, and no other', () => {
    const files = modulesUnder(`${shared}/summaries`);
    expect(matchesIn(files.map(read).join('\n'), action)).toEqual(catalog);
  });

  it.each(Object.entries(auditCatalog))(
    'has a summary that says everything: %s',
    (action, { targets, details }) => {
      for (const target of targets) {
        for (const shown of examplesOf(details)) {
          const event = {
            action,
            actor: { kind: 'member', id: 'usr_1', name: 'Ada', email: 'ada@acme.test' },
            target: { kind: target, id: 'usr_2' },
            details: shown as Record<string, never>,
          } as const;
          const text = summaryOf(event, { usr_2: { name: 'Cora', email: 'cora@acme.test' } });
          expect(text).toMatch(/^\S.{5,}[^\s:;,]$/);
          expect(text).not.toMatch(/undefined|null|NaN|\[object|true|false|\bnone\b|\s\s/);
          // Isolated texts are values, which may repeat a word.
          expect(text).not.toMatch(/\b(\w+)\s+\1\b/i);
          // A summary of a changed field says what it became.
          if (!('before' in shown)) continue;
          expect(text, JSON.stringify(shown)).not.toBe(summaryOf({ ...event, details: {} }, {}));
        }
      }
    },
  );

  it.each([
    [
      'organization.changed',
      {
        before: { expiryRequired: false, maxLifetimeDays: null },
        after: { expiryRequired: true, maxLifetimeDays: 365 },
      },
      'Required an expiry; maximum 365 days',
    ],
    [
      'member.changed',
      { before: { role: 'TEAM_MEMBER' }, after: { role: 'ADMIN' } },
      'Changed role from Team member to Admin · Cora',
    ],
    [
      'token.created',
      { name: 'CI', userId: 'usr_2', scopes: ['tickets:read'], expiresAt: '2026-03-15T12:00:00.000Z' },
      'Created the token “CI” of Cora with read tickets, until March 15, 2026',
    ],
    [
      'token.changed',
      {
        name: 'CI',
        userId: 'usr_1',
        before: { expiresAt: null, scopes: null },
        after: { expiresAt: '2026-03-15T12:00:00.000Z', scopes: ['tickets:read'] },
      },
      'Token “CI”: set the expiry to March 15, 2026; changed the permissions from full access to read tickets',
    ],
    [
      'member.changed',
      { before: { externalId: 'a1', givenName: null }, after: { externalId: null, givenName: 'Cora' } },
      'Removed the external ID a1; set the given name to “Cora” · Cora',
    ],
    ['organization.restored', {}, 'Restored the organization'],
    [
      'session.started',
      { openedBy: 'password', secondFactor: 'totp' },
      'Signed in with a password and an authenticator app',
    ],
    [
      'refusal.sign_in',
      { reason: 'wrong_password', email: 'cora@acme.test' },
      'Failed to sign in as Cora: wrong password',
    ],
  ])('has plain words for %s', (action, details, summary) => {
    const event = {
      action,
      actor: { kind: 'member', id: 'usr_1', name: 'Ada' },
      target: { kind: 'user', id: 'usr_2' },
      details,
    };
    expect(summaryOf(event, { usr_2: { name: 'Cora', email: 'cora@acme.test' } })).toBe(summary);
  });

  it('has a row for every action on the page of events, which reads as a sentence', () => {
    const rows = read('docs/reference/events.md').match(/^\| `.*$/gm) ?? [];
    expect(rows).toHaveLength(catalog.length);
    for (const row of rows) {
      expect(row).not.toMatch(/undefined|\bnone\b/);
      // A search shows the cells one after the other, without the lines between them.
      const [, action, target, label] = row.replaceAll('`', '').split(/\s*\|\s*/);
      expect(`${action} ${target} ${label}`).not.toMatch(/\s(\w+) \1\b/i);
    }
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

type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
};

/** Returns details with all fields, with only the required ones, and for a change, one for each field. */
function examplesOf(details: TSchema): Record<string, unknown>[] {
  const { properties = {}, required = [] } = details as Schema;
  const filled = fill(properties, Object.keys(properties), 'before');
  const changed = Object.keys(properties.after?.properties ?? {}).map((field) => ({
    ...filled,
    before: fill(properties.before?.properties ?? {}, [field], 'before'),
    after: fill(properties.after?.properties ?? {}, [field], 'after'),
  }));
  return [filled, fill(properties, required, 'after'), ...changed];
}

function fill(
  properties: Readonly<Record<string, Schema>>,
  names: readonly string[],
  side: 'before' | 'after',
) {
  return Object.fromEntries(
    names.map((name) => [name, exampleOf(properties[name] ?? {}, name === 'after' ? 'after' : side)]),
  );
}

/** Before a change, values that may be null are. */
function exampleOf(schema: Schema, side: 'before' | 'after'): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.at(side === 'before' ? 0 : -1);
  if (schema.anyOf) {
    const other = schema.anyOf.find(({ type }) => type !== 'null');
    return side === 'before' && other !== schema.anyOf[1] ? null : exampleOf(other ?? {}, side);
  }
  if (schema.type === 'integer') return side === 'before' ? 1 : 2;
  if (schema.type === 'boolean') return side === 'after';
  if (schema.type === 'array') return ['tickets:read'];
  if (schema.type === 'object')
    return fill(schema.properties ?? {}, Object.keys(schema.properties ?? {}), side);
  return side;
}
