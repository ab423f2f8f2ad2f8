import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** More than one member's requests that wait for their turn: see src/http/limits/admission.ts. */
const flood = 600;

describe('a member who floods the server', () => {
  let acme: Acme;
  let otherToken: string;
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other');
    otherToken = await acme.createToken(await acme.createMember('other', 'olga@other.test', 'ADMIN'));
  });
  afterAll(() => acme.close());

  it('gets 503 for what is too much, while colleagues and other organizations are served', async () => {
    const get = (path: string, at: string, token: string) => acme.send('GET', path, { at, token });
    const list = (at: string, token: string) => get('/api/v1/organization', at, token);
    const { adminToken, teamMemberToken } = acme;
    // Opens the database connections, which takes long on a busy machine.
    const opening = Array.from({ length: 10 }, () => list('acme-corp', teamMemberToken));
    await Promise.all([...opening, list('other', otherToken), list('acme-corp', adminToken)]);
    const flooding = Array.from({ length: flood }, () => list('acme-corp', adminToken));
    const others = [
      list('other', otherToken),
      list('acme-corp', teamMemberToken),
      get('/api/v1/me', 'acme-corp', adminToken),
      get('/healthz', 'acme-corp', adminToken),
    ];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const refused = (await Promise.all(flooding)).filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expectError(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toBe('2');
    }
    const lines = acme.log.filter((line) => line.includes('"status":503'));
    expect(lines).toHaveLength(refused.length);
    for (const line of lines) expect(JSON.parse(line).reason).toMatch(/^overloaded: \w+, \w+$/);
    expect(acme.log.filter((line) => line.includes('Request failed'))).toEqual([]);
    expect((await list('acme-corp', adminToken)).status).toBe(200);
  });
});
