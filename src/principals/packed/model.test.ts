import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../../access/policy.ts';
import type { Role } from '../../access/roles.ts';
import type { ScopeSet } from '../../access/scopes.ts';
import { hashText } from '../../credentials/hash.ts';
import { CredentialCache } from '../credential-cache.ts';
import type { Authentication, Organization } from '../principal.ts';
import { expiryOf } from '../token-end.ts';
import type { CredentialKind, CredentialRecord } from '../verify.ts';

type Member = {
  readonly id: string;
  readonly organization: { -readonly [Key in keyof Organization]: Organization[Key] };
  name: string;
  role: Role;
  isActive: boolean;
};
/** A row of the database that stands behind the cache. */
type Stored = {
  readonly id: string;
  readonly key: string;
  readonly kind: CredentialKind;
  readonly member: Member;
  readonly clientId: string;
  exists: boolean;
  scopes: ScopeSet;
  times: readonly [number | null, number | null, number | null];
  flag: boolean;
  lastUsedAt: number;
};
type Look = { readonly stored: Stored; readonly allowed: (CredentialRecord | null)[] };

const texts = ['', 'Ada', 'nul\0', '🦊'.repeat(100), 'x'.repeat(5_000), 'null'];
const moments = [null, 0, -1, 1_800_000_000_000, 8.64e15];
const scopeSets: readonly ScopeSet[] = [null, [], ['tickets:read'], ['tickets:read', 'tickets:write']];
const roles: readonly Role[] = ['ADMIN', 'TEAM_MEMBER', 'CUSTOMER'];
const kinds = ['pat', 'access', 'session'] as const;

/** Returns what a query of the database returns now. */
function recordOf({ id, kind, member, clientId, ...row }: Stored): CredentialRecord | null {
  if (!row.exists) return null;
  const [expiresAt, revokedAt, own] = row.times;
  const [secondFactor, enrolled] = [row.flag, !row.flag];
  const authentications: Record<CredentialKind, Authentication> = {
    pat: { method: 'pat', tokenId: id, expiresAt: own },
    access: { method: 'oauth', connectionId: id, clientId },
    session: {
      method: 'session',
      sessionId: id,
      secondFactor,
      enrolled,
      showedPasskey: row.flag,
      hasPasskey: row.flag,
      confirmedAt: own,
    },
  };
  return structuredClone({
    principal: {
      organization: member.organization,
      user: { id: member.id, email: `${member.name}@acme.test`, name: member.name },
      role: member.role,
      scopes: row.scopes,
      authentication: authentications[kind],
    },
    memberActive: member.isActive,
    expiresAt,
    revokedAt,
    audience: kind === 'access' && row.flag ? 'mcp' : 'api',
    expiry: kind === 'pat' ? expiryOf(own) : null,
    issuedAt: kind === 'access' ? 7 : 0,
    lastUsedAt: row.lastUsedAt,
  });
}

/** A record without what the cache adds to it. */
function plain(record: CredentialRecord): CredentialRecord {
  const {
    owner: _owner,
    at: _at,
    generation: _generation,
    ...rest
  } = { owner: 0, at: 0, generation: 0, ...record };
  return rest;
}

/** Numbers that look random and are the same in each run. */
function randomOf(seed: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const next = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((next ^ (next >>> 14)) >>> 0) % limit;
  };
  const pick = <One>(list: readonly One[]): One => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error('the list is empty');
    return one;
  };
  return { below, pick };
}

/** Half of the members share their ID with one of another organization; several access tokens belong to one connection. */
function createRows(count: number, { below, pick }: ReturnType<typeof randomOf>): Stored[] {
  const organizations = Array.from({ length: 2 + count / 10 }, (_, index) => {
    const id = `org_${index}`;
    return { id, slug: id, name: pick(texts), plan: 'pro' as const, policy: defaultPolicy };
  });
  const members = organizations.flatMap((organization, index) =>
    [`usr_${index}`, `usr_of_two_${index >> 1}`].map((id) => {
      return { id, organization, name: pick(texts), role: pick(roles), isActive: true };
    }),
  );
  return Array.from({ length: count }, (_, index) => {
    const kind = pick(kinds);
    const id = { pat: `tok_${index}`, access: `grt_${below(Math.ceil(count / 4))}`, session: `ses_${index}` }[
      kind
    ];
    return {
      id,
      key: hashText(`${index}`),
      kind,
      member: pick(members),
      clientId: pick(texts),
      exists: below(5) > 0,
      scopes: pick(scopeSets),
      times: [pick(moments), pick(moments), pick(moments)],
      flag: below(2) === 0,
      lastUsedAt: 0,
    };
  });
}

it.each([
  [1, 5],
  [2, 20],
  [10, 40],
  [64, 40],
  [1_500, 1_800],
])('a cache of %i answers like the database of %i credentials', async (capacity, count) => {
  const random = randomOf(capacity + count);
  const { below, pick } = random;
  const rows = createRows(count, random);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  let now = 0;
  let hits = 0;
  const running: (() => void)[] = [];
  const looks = new Set<Look>();
  const answers: Promise<void>[] = [];
  const cache = new CredentialCache(
    async (_kind, hash) => {
      const row = byKey.get(hash.toString('latin1'));
      if (!row) throw new Error('the cache asks for another key');
      const atStart = recordOf(row);
      const readsAtStart = below(2) === 0;
      await new Promise<void>((resolve) => running.push(resolve));
      return readsAtStart ? atStart : recordOf(row);
    },
    capacity,
    () => now,
  );

  function find(): void {
    const stored = below(2) === 0 ? pick(rows) : pick(rows.slice(0, Math.ceil(count / 4)));
    const found = cache.find(stored.kind, stored.key);
    if (found instanceof Promise) {
      const look = { stored, allowed: [recordOf(stored)] };
      looks.add(look);
      answers.push(found.then((record) => endLook(look, record)));
      return;
    }
    hits += 1;
    // Unknown values are cached although they can begin to exist.
    if (found === null) return;
    if (!isDeepStrictEqual(plain(found), recordOf(stored))) expect(plain(found)).toEqual(recordOf(stored));
    if (stored.kind === 'session') {
      found.lastUsedAt = now;
      stored.lastUsedAt = now;
    }
  }

  /** Expects what was stored at any time since the look-up began. */
  function endLook(look: Look, found: CredentialRecord | null): void {
    looks.delete(look);
    const isSame = (one: CredentialRecord | null) =>
      isDeepStrictEqual(one && { ...one, lastUsedAt: 0 }, found && { ...plain(found), lastUsedAt: 0 });
    if (!look.allowed.some(isSame)) expect(look.allowed).toContainEqual(found && plain(found));
  }

  function change(): void {
    const stored = pick(rows);
    const { member } = stored;
    const { organization } = member;
    const what = below(8);
    if (what === 0) organization.policy = { ...defaultPolicy, patsEnabled: below(2) === 0 };
    else if (what === 1)
      Object.assign(member, { role: pick(roles), isActive: below(3) > 0, name: pick(texts) });
    else
      Object.assign(stored, {
        exists: below(5) > 0,
        scopes: pick(scopeSets),
        times: [pick(moments), pick(moments), pick(moments)],
        flag: below(2) === 0,
      });
    for (const { stored: one, allowed } of looks) allowed.push(recordOf(one));
    cache.forget([[organization.id, member.id][what] ?? stored.id]);
  }

  for (let step = 0; step < 4_000; step += 1) {
    const what = below(100);
    now += what === 0 ? 2_000 : 0.5;
    if (what < 75) find();
    else if (what < 80) change();
    else if (below(500) === 0) cache.clear();
    else {
      // Some in another order, and never many at once.
      for (const resolve of running.splice(below(4), below(8))) resolve();
      for (let turn = below(6); turn > 0; turn -= 1) await Promise.resolve();
    }
  }
  for (const resolve of running) resolve();
  await Promise.all(answers);
  expect(hits).toBeGreaterThan(100);
  expect(cache.size.entries).toBeLessThanOrEqual(capacity);
  cache.clear();
  expect(cache.size).toEqual({ entries: 0, subjects: 0, unknown: 0 });
});
