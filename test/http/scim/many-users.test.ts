import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { createScimToken, type IdentityProvider, identityProvider, patchSchema } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** More than a page of a list has. */
const users = 300;
let acme: Acme;
let idp: IdentityProvider;
beforeAll(async () => {
  acme = await createAcme();
  idp = identityProvider(acme, (await createScimToken(acme)).token);
});
afterAll(() => acme.close());

/** Sends a request again if the server is too busy, as identity providers do. */
async function persistently(...request: Parameters<IdentityProvider['send']>): Promise<Answer> {
  let answer = await idp.send(...request);
  for (let times = 1; answer.status === 503 && times < 20; times += 1) {
    expect(answer.headers['retry-after']).toBeDefined();
    answer = await idp.send(...request);
  }
  return answer;
}

it('provisions, reads and deactivates hundreds of users, 25 at a time', async () => {
  const numbers = Array.from({ length: users }, (_, index) => index);
  const inBatches = async (work: (number: number) => Promise<void>) => {
    for (let start = 0; start < users; start += 25)
      await Promise.all(numbers.slice(start, start + 25).map(work));
  };
  await inBatches(async (number) => {
    const user = { userName: `user${number}@acme.test`, externalId: `ext-${number}` };
    // 409 if the server was too busy to say that it had created the user.
    expect([201, 409]).toContain((await persistently('POST', '/Users', user)).status);
  });

  const ids = new Map<string, string>();
  for (let startIndex = 1, total = 1; startIndex <= total; startIndex += 200) {
    const path = `/Users?startIndex=${startIndex}&count=200&attributes=externalId`;
    const { body } = await persistently('GET', path);
    total = body.totalResults;
    for (const { externalId, id } of body.Resources) if (externalId) ids.set(externalId, id);
  }
  expect(ids.size).toBe(users);
  expect(new Set(ids.values()).size).toBe(users);
  expect(await idp.find('externalId eq "ext-299"')).toEqual(['user299@acme.test']);

  await inBatches(async (number) => {
    const off = { schemas: [patchSchema], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
    const answer = await persistently('PATCH', `/Users/${ids.get(`ext-${number}`)}`, off);
    expect(answer.status, answer.text).toBe(200);
  });
  const { body } = await persistently('GET', '/Users?filter=active%20eq%20false&count=0');
  expect(body.totalResults).toBe(users);
}, 240_000);
