import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../access/policy.ts';
import { hashSecret, hashText } from '../credentials/hash.ts';
import { CredentialCache } from './credential-cache.ts';
import type { CredentialRecord } from './verify.ts';

type Row = { token: string; user: string; organization: string; role?: 'ADMIN' | 'CUSTOMER' };

/** Creates a record like a database query does. */
function recordOf({ token, user, organization, role = 'ADMIN' }: Row): CredentialRecord {
  return {
    principal: {
      organization: {
        id: organization,
        slug: organization,
        name: 'Acme',
        plan: 'pro',
        policy: { ...defaultPolicy },
      },
      user: { id: user, email: `${user}@acme.test`, name: user },
      role,
      scopes: null,
      authentication: { method: 'pat', tokenId: token, expiresAt: null },
    },
    memberActive: true,
    expiresAt: null,
    revokedAt: null,
    expiry: null,
    issuedAt: 0,
    lastUsedAt: 0,
    audience: 'api',
  };
}

/** What differs in records of other kinds. */
const otherKinds = {
  'token that ends': {
    principal: {
      scopes: ['tickets:read', 'tickets:write'] as const,
      authentication: { method: 'pat', tokenId: 'tok_a', expiresAt: 1_000 } as const,
    },
    expiresAt: 2_000,
    revokedAt: 1_000,
    expiry: '1970-01-01T00:00:01.000Z',
  },
  'token of an application': {
    principal: {
      scopes: [],
      authentication: { method: 'oauth', connectionId: 'grt_a', clientId: 'https://client.test/' } as const,
    },
    audience: 'mcp' as const,
    expiresAt: 3_000,
    revokedAt: 0,
    issuedAt: 7,
  },
  session: {
    principal: {
      authentication: {
        method: 'session',
        sessionId: 'ses_a',
        secondFactor: true,
        enrolled: false,
        showedPasskey: true,
        hasPasskey: false,
        confirmedAt: 9,
      } as const,
    },
    memberActive: false,
    lastUsedAt: 8,
  },
};

describe('CredentialCache', () => {
  let rows: Map<string, Row>;
  let now: number;
  let lookUps: number;
  /** Queries wait for this while it is set. */
  let gate: Promise<void> | null;
  let open: () => void;
  let cache: CredentialCache;
  const makeCache = (capacity: number) =>
    new CredentialCache(
      async (_kind, hash) => {
        lookUps += 1;
        const row = rows.get(hash.toString('hex'));
        if (gate) await gate;
        return row ? recordOf(row) : null;
      },
      capacity,
      () => now,
    );
  beforeEach(() => {
    [rows, now, lookUps, gate] = [new Map(), 0, 0, null];
    cache = makeCache(100);
  });
  const put = (secret: string, row: Row) => rows.set(hashSecret(secret).toString('hex'), row);
  const find = (secret: string) => cache.find('pat', hashText(secret));
  const shut = () => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
  };
  const acme = { user: 'usr_1', organization: 'org_1' };

  it('queries a credential once for repeated use', async () => {
    put('a', { token: 'tok_a', ...acme });
    for (let times = 0; times < 5; times += 1) expect((await find('a'))?.principal.user.id).toBe('usr_1');
    expect(lookUps).toBe(1);
  });

  it('queries once for concurrent requests', async () => {
    put('a', { token: 'tok_a', ...acme });
    shut();
    const asked = Array.from({ length: 50 }, () => find('a'));
    open();
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(lookUps).toBe(1);
  });

  it('shares a failure with concurrent requests, and queries again after it', async () => {
    let fails = true;
    const failing = new CredentialCache(
      async () => {
        lookUps += 1;
        if (fails) throw new Error('the database is unavailable');
        return recordOf({ token: 'tok_a', ...acme });
      },
      10,
      () => now,
    );
    const ask = () => failing.find('pat', hashText('a'));
    for (const one of await Promise.allSettled([ask(), ask()])) expect(one.status).toBe('rejected');
    expect(lookUps).toBe(1);
    fails = false;
    expect(await ask()).not.toBeNull();
  });

  it.each(['tok_a', 'usr_1', 'org_1'])('forgets the entries of %s only', async (id) => {
    put('a', { token: 'tok_a', ...acme });
    put('b', { token: 'tok_b', user: 'usr_2', organization: 'org_2' });
    await Promise.all([find('a'), find('b')]);
    put('a', { token: 'tok_a', ...acme, role: 'CUSTOMER' });
    expect((await find('a'))?.principal.role).toBe('ADMIN');
    cache.forget([id]);
    expect((await find('a'))?.principal.role).toBe('CUSTOMER');
    await find('b');
    expect(lookUps).toBe(3);
  });

  it('does not cache or share a query that started before a change', async () => {
    put('a', { token: 'tok_a', ...acme });
    shut();
    const before = find('a');
    put('a', { token: 'tok_a', ...acme, role: 'CUSTOMER' });
    cache.forget(['tok_a']);
    const after = find('a');
    open();
    expect((await before)?.principal.role).toBe('ADMIN');
    expect((await after)?.principal.role).toBe('CUSTOMER');
    expect((await find('a'))?.principal.role).toBe('CUSTOMER');
  });

  it('does not cache a query that started before the cache was cleared', async () => {
    put('a', { token: 'tok_a', ...acme });
    shut();
    const before = find('a');
    put('a', { token: 'tok_a', ...acme, role: 'CUSTOMER' });
    cache.clear();
    open();
    await before;
    expect((await find('a'))?.principal.role).toBe('CUSTOMER');
  });

  it('caches unknown values for one second', async () => {
    for (let times = 0; times < 5; times += 1) expect(await find('a')).toBeNull();
    expect(lookUps).toBe(1);
    put('a', { token: 'tok_a', ...acme });
    now += 999;
    expect(await find('a')).toBeNull();
    now += 1;
    expect(await find('a')).not.toBeNull();
  });

  it('queries again after five minutes, for manual changes in the database', async () => {
    put('a', { token: 'tok_a', ...acme });
    await find('a');
    put('a', { token: 'tok_a', ...acme, role: 'CUSTOMER' });
    now += 299_999;
    expect((await find('a'))?.principal.role).toBe('ADMIN');
    now += 1;
    expect((await find('a'))?.principal.role).toBe('CUSTOMER');
    now += 299_999;
    await find('a');
    expect(lookUps).toBe(2);
  });

  it('keeps the most recently used entries up to its capacity, also with many unknown values', async () => {
    cache = makeCache(10);
    for (let n = 0; n < 100; n += 1) {
      put(`a${n}`, { token: `tok_${n}`, user: `usr_${n}`, organization: 'org_1' });
      await find(`a${n}`);
      await find('a0');
    }
    for (let n = 0; n < 11_000; n += 1) await find(`unknown ${n}`);
    // The members of the packed entries and of `a0`, and the organization.
    expect(cache.size).toEqual({ entries: 10, subjects: 12, unknown: 10_000 });
    lookUps = 0;
    await find('a0');
    await find('a99');
    expect(lookUps).toBe(0);
    await find('a1');
    expect(lookUps).toBe(1);
  });

  it('frees the memory of forgotten entries', async () => {
    for (let round = 0; round < 50; round += 1) {
      for (const name of ['a', 'b']) {
        put(name, { token: `tok_${name}`, ...acme });
        await find(name);
      }
      cache.forget([['tok_a', 'usr_1', 'org_1'][round % 3] ?? '']);
    }
    await Promise.all([find('a'), find('b')]);
    expect(cache.size).toEqual({ entries: 2, subjects: 2, unknown: 0 });
    cache.clear();
    expect(cache.size).toEqual({ entries: 0, subjects: 0, unknown: 0 });
  });

  it.each(['tok_a', 'usr_1', 'org_1'])('forgets repeatedly used entries of %s too', async (id) => {
    cache = makeCache(1);
    put('a', { token: 'tok_a', ...acme });
    put('b', { token: 'tok_b', user: 'usr_2', organization: 'org_2' });
    for (const secret of ['a', 'a', 'b', 'a']) await find(secret);
    expect(lookUps).toBe(2);
    put('a', { token: 'tok_a', ...acme, role: 'CUSTOMER' });
    cache.forget([id]);
    expect((await find('a'))?.principal.role).toBe('CUSTOMER');
  });

  it.each(Object.entries(otherKinds))('returns all of a record of a %s each time', async (_name, other) => {
    const usual = recordOf({ token: 'tok_a', ...acme });
    const record = { ...usual, ...other, principal: { ...usual.principal, ...other.principal } };
    cache = new CredentialCache(
      async () => structuredClone(record),
      10,
      () => now,
    );
    for (let times = 0; times < 3; times += 1) expect(await find('a')).toMatchObject(record);
  });

  it('keeps when a session was last used, also while many others are used', async () => {
    const session = {
      method: 'session' as const,
      secondFactor: false,
      enrolled: false,
      showedPasskey: false,
      hasPasskey: false,
      confirmedAt: null,
    };
    cache = new CredentialCache(
      async (_kind, hash) => {
        lookUps += 1;
        const record = recordOf({ token: '', ...acme });
        const authentication = { ...session, sessionId: `ses_${hash.toString('hex')}` };
        return { ...record, principal: { ...record.principal, authentication } };
      },
      10_000,
      () => now,
    );
    const used = await find('a');
    if (used) used.lastUsedAt = 5;
    for (let n = 0; n < 2_000; n += 1) await find(`other ${n}`);
    lookUps = 0;
    expect((await find('a'))?.lastUsedAt).toBe(5);
    expect(lookUps).toBe(0);
  });

  it('shares one object per member and organization', async () => {
    put('a', { token: 'tok_a', ...acme });
    put('b', { token: 'tok_b', ...acme });
    await Promise.all([find('a'), find('b')]);
    const [a, b] = [await find('a'), await find('b')];
    expect(a?.principal.organization).toBe(b?.principal.organization);
    expect(a?.principal.user).toBe(b?.principal.user);
    expect(b).toMatchObject(recordOf({ token: 'tok_b', ...acme }));
  });
});
