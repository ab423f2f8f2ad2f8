import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createVerifier, type Verifier } from '../../packages/verify/src/index.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { basic } from '../support/oauth/resource-servers.ts';
import { createListeningSite, type ListeningSite } from '../support/packages/listening-site.ts';

const limit = 20;
let site: ListeningSite;
let verifier: Verifier;

beforeAll(async () => {
  site = await createListeningSite({ rateLimit: limit });
  const { id, clientSecret } = site.gateway;
  verifier = createVerifier({ issuer: site.url, clientId: id, clientSecret });
});
afterAll(async () => {
  await verifier.close();
  await site.close();
});

const codeOf = (token: string) =>
  verifier.verify(token).then(
    () => 'accepted',
    (error) => error.code,
  );

it('a flood of values that look like tokens does not keep real tokens out', async () => {
  expect(await codeOf(site.adminToken)).toBe('accepted');
  const answers = new Map<string, number>();
  for (let n = 0; n < 3 * limit; n += 1) {
    const code = await codeOf(newToken('pat'));
    answers.set(code, (answers.get(code) ?? 0) + 1);
  }
  // Those beyond their own limit are not answered, and never accepted.
  expect([...answers.keys()].sort()).toEqual(['token_invalid', 'unavailable']);
  // A real token that nobody has asked about yet.
  expect(await codeOf(site.teamMemberToken)).toBe('accepted');
  await expect.poll(() => verifier.status.feed).toBe('connected');
});

it('guesses of a resource server’s secret still count against their address', async () => {
  const guess = () =>
    fetch(`${site.url}/api/v1/oauth/introspect`, {
      method: 'POST',
      headers: basic({ ...site.gateway, clientSecret: newToken('client_secret') }),
      body: new URLSearchParams({ token: site.adminToken }),
    });
  const statuses = [];
  for (let n = 0; n < limit + 1; n += 1) statuses.push((await guess()).status);
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
});

it('requests of a removed resource server count against their address', async () => {
  const own = await createListeningSite({ rateLimit: limit });
  onTestFinished(() => own.close());
  const cookie = await own.signIn(own.admin);
  const ask = async () => {
    const { status } = await fetch(`${own.url}/api/v1/oauth/introspect`, {
      method: 'POST',
      headers: basic(own.gateway),
      body: new URLSearchParams({ token: own.adminToken }),
    });
    return status;
  };
  expect(await ask()).toBe(200);
  await own.send('DELETE', `/api/v1/organization/resource-servers/${own.gateway.id}`, { cookie });
  const statuses = [];
  for (let n = 0; n < limit + 2; n += 1) statuses.push(await ask());
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
});
