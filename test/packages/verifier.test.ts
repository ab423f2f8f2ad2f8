import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerifier, type Verifier, type VerifierOptions } from '../../packages/verify/src/index.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { credentials, FakeIssuer, issuerOrigin } from '../support/packages/issuer.ts';

describe('the cache of @spedy/verify', () => {
  let issuer: FakeIssuer;
  let verifier: Verifier;
  let now: number;
  let states: string[];
  beforeEach(() => {
    [issuer, now, states] = [new FakeIssuer(), 1_000_000, []];
    verifier = open();
  });
  afterEach(() => verifier.close());

  const open = (options: Partial<VerifierOptions> = {}) =>
    createVerifier({
      issuer: issuerOrigin,
      ...credentials,
      feed: 25,
      fetch: issuer.fetch,
      now: () => now,
      onFeed: (state) => states.push(state),
      ...options,
    });
  /** Starts the feed, and lets what was answered at its beginning settle. */
  const connect = async (token: string) => {
    await verifier.verify(token);
    await expect.poll(() => issuer.isWaiting).toBe(true);
    now += 2_001;
    issuer.introspections = 0;
  };
  const codeOf = (token: string) =>
    verifier.verify(token).then(
      () => 'accepted',
      (error) => error.code,
    );
  const dropped = async (report: () => void) => {
    const { polls } = issuer;
    report();
    await expect.poll(() => issuer.polls).toBeGreaterThan(polls);
    await expect.poll(() => issuer.isWaiting).toBe(true);
  };

  it('asks once for a token while the change feed works, for a limited time', async () => {
    await verifier.close();
    verifier = open({ cacheSeconds: 40 });
    const token = issuer.add();
    await connect(token);
    for (let n = 0; n < 10; n += 1) expect(await codeOf(token)).toBe('accepted');
    expect(issuer.introspections).toBe(1);
    now += 39_999;
    // The poll that waits is too old by now: the feed must answer first.
    await dropped(() => issuer.report('usr_other'));
    expect(await codeOf(token)).toBe('accepted');
    expect(issuer.introspections).toBe(1);
    now += 1;
    expect(await codeOf(token)).toBe('accepted');
    expect(issuer.introspections).toBe(2);
  });

  it('accepts nothing from memory for more than a second after it was closed', async () => {
    const token = issuer.add();
    await connect(token);
    expect(await codeOf(token)).toBe('accepted');
    await verifier.close();
    issuer.tokens.delete(token);
    now += 1_000;
    expect(await codeOf(token)).toBe('token_invalid');
  });

  it('shares one question between requests at the same time', async () => {
    const token = issuer.add();
    await connect(token);
    const open = Promise.withResolvers<void>();
    issuer.gate = open.promise;
    const asked = Array.from({ length: 50 }, () => codeOf(token));
    open.resolve();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['accepted']));
    expect(issuer.introspections).toBe(1);
  });

  it.each(['tok_1', 'usr_1', 'org_1'])('forgets a token when the feed names %s', async (subject) => {
    const token = issuer.add();
    const other = issuer.add({ sub: 'usr_2', organization_id: 'org_2' });
    await connect(token);
    expect([await codeOf(token), await codeOf(other)]).toEqual(['accepted', 'accepted']);
    issuer.tokens.delete(token);
    expect(await codeOf(token)).toBe('accepted');
    await dropped(() => issuer.report(subject));
    expect(await codeOf(token)).toBe('token_invalid');
    const { introspections } = issuer;
    expect(await codeOf(other)).toBe('accepted');
    expect(issuer.introspections).toBe(introspections);
  });

  it('forgets everything after a reset', async () => {
    const token = issuer.add();
    await connect(token);
    await codeOf(token);
    issuer.tokens.delete(token);
    await dropped(() => issuer.reset());
    expect(await codeOf(token)).toBe('token_invalid');
  });

  it('remembers an answer for a second only that a process gave which may not know of the change yet', async () => {
    const token = issuer.add();
    await connect(token);
    await dropped(() => issuer.report('tok_1'));
    // Still active: asked at a process that has not read the change.
    expect(await codeOf(token)).toBe('accepted');
    issuer.tokens.delete(token);
    now += 999;
    expect(await codeOf(token)).toBe('accepted');
    now += 1;
    expect(await codeOf(token)).toBe('token_invalid');
  });

  it('does not share a question that was asked before a change, nor remember its answer for long', async () => {
    const token = issuer.add();
    await connect(token);
    const open = Promise.withResolvers<void>();
    issuer.gate = open.promise;
    const before = codeOf(token);
    await expect.poll(() => issuer.introspections).toBe(1);
    issuer.tokens.delete(token);
    await dropped(() => issuer.report('tok_1'));
    const after = codeOf(token);
    open.resolve();
    expect([await before, await after]).toEqual(['accepted', 'token_invalid']);
    expect(await codeOf(token)).toBe('token_invalid');
  });

  it('trusts an answer for one second once the feed is lost, and again for long when it is back', async () => {
    const token = issuer.add();
    await connect(token);
    await codeOf(token);
    now += 5_000;
    issuer.cut();
    await expect.poll(() => verifier.status.feed).toBe('lost');
    issuer.failure = 'network';
    expect(await codeOf(token)).toBe('unavailable');
    issuer.failure = null;
    expect(await codeOf(token)).toBe('accepted');
    issuer.failure = 'network';
    now += 999;
    expect(await codeOf(token)).toBe('accepted');
    now += 1;
    expect(await codeOf(token)).toBe('unavailable');
    [issuer.failure, issuer.feedFailure] = [null, null];
    await expect.poll(() => verifier.status.feed).toBe('connected');
    expect(await codeOf(token)).toBe('accepted');
    const { introspections } = issuer;
    now += 10_000;
    await codeOf(token);
    expect(issuer.introspections).toBe(introspections);
    expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']);
  });

  it('notices a feed that does not answer in time', async () => {
    const token = issuer.add();
    await connect(token);
    await codeOf(token);
    issuer.failure = 'network';
    now += 23_999;
    expect(await codeOf(token)).toBe('accepted');
    now += 2;
    expect(await codeOf(token)).toBe('unavailable');
  });

  it('remembers as many tokens as it may, and unknown ones apart, for a second', async () => {
    await verifier.close();
    verifier = open({ cacheSize: 10 });
    const token = issuer.add();
    await connect(token);
    await codeOf(token);
    for (let n = 0; n < 30; n += 1) await codeOf(newToken('pat'));
    expect(verifier.status.cached).toBe(11);
    issuer.introspections = 0;
    await codeOf(token);
    expect(issuer.introspections).toBe(0);
    for (let n = 0; n < 30; n += 1) await codeOf(issuer.add());
    expect(verifier.status.cached).toBe(20);
    const unknown = newToken('pat');
    issuer.introspections = 0;
    for (let n = 0; n < 5; n += 1) await codeOf(unknown);
    expect(issuer.introspections).toBe(1);
  });

  it('remembers the boards of a token, but not that there is none', async () => {
    const token = issuer.add();
    issuer.boards.set('WEB', { id: 'brd_1', key: 'WEB' });
    await connect(token);
    for (let n = 0; n < 3; n += 1) expect((await verifier.findBoard(token, 'WEB'))?.id).toBe('brd_1');
    expect(issuer.introspections).toBe(1);
    expect(await verifier.findBoard(token, 'NEW')).toBeNull();
    issuer.boards.set('NEW', { id: 'brd_2', key: 'NEW' });
    expect((await verifier.findBoard(token, 'NEW'))?.id).toBe('brd_2');
    issuer.boards.delete('WEB');
    expect((await verifier.findBoard(token, 'WEB'))?.id).toBe('brd_1');
    await dropped(() => issuer.report('usr_1'));
    expect(await verifier.findBoard(token, 'WEB')).toBeNull();
  });

  it('checks every second without a feed', async () => {
    await verifier.close();
    verifier = open({ feed: false });
    const token = issuer.add();
    await codeOf(token);
    now += 999;
    await codeOf(token);
    expect(issuer.introspections).toBe(1);
    now += 1;
    await codeOf(token);
    expect(issuer.introspections).toBe(2);
    expect([issuer.polls, verifier.status.feed]).toEqual([0, 'off']);
  });

  it('stops asking for changes when nobody checks a token, and continues later', async () => {
    const token = issuer.add();
    await connect(token);
    now += 60_001;
    issuer.report('usr_other');
    await expect.poll(() => verifier.status.feed).toBe('idle');
    issuer.tokens.delete(token);
    issuer.report('tok_1');
    expect(await codeOf(token)).toBe('token_invalid');
    await expect.poll(() => verifier.status.feed).toBe('connected');
  });
});
