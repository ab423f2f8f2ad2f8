import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { enroll } from '../../support/second-factor.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
const members: Record<string, Member> = {};
beforeAll(async () => {
  acme = await createAcme();
  const people = {
    'Müller, Anna': 'anna@north.test',
    'anton Berg': 'toni@south.test',
    山田太郎: 'yamada@south.test',
    'Zoë O’Hara': 'zoe.ohara@north.test',
  };
  for (const [name, email] of Object.entries(people)) {
    acme.clock.advance(minute);
    const member = await acme.createMember('acme-corp', email, 'TEAM_MEMBER');
    await change(member, { name });
    members[name] = member;
  }
});
afterAll(() => acme.close());

const change = (member: Member, body: unknown) =>
  acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body });
const list = async (query: string) =>
  (await acme.send('GET', `/api/v1/users?${query}`, { token: acme.adminToken })).body;
const namesOf = (body: { data: readonly { name: string }[] }) => body.data.map(({ name }) => name);
const names = async (query: string) => namesOf(await list(query));

describe('a search for members', () => {
  it.each([
    ['ann', ['Müller, Anna']],
    ['MULLER', ['Müller, Anna']],
    ['mül ann', ['Müller, Anna']],
    ['north', ['Müller, Anna', 'Zoë O’Hara']],
    ['zoe.oh', ['Zoë O’Hara']],
    ['zoe.ohara@north.test', ['Zoë O’Hara']],
    ['太郎', ['山田太郎']],
    ['ton', ['anton Berg']],
    ['nna', []],
    ['anna south', []],
    ['%', []],
    ['@', []],
  ])('finds words of the name and email that begin with %s', async (search, expected) => {
    expect(await names(`search=${encodeURIComponent(search)}`)).toEqual(expected);
  });

  it('follows a changed name and a changed email, and does not find who was removed', async () => {
    const member = await acme.createMember('acme-corp', 'quincy@acme.test', 'CUSTOMER');
    expect(await names('search=quincy')).toEqual(['quincy']);
    await change(member, { name: 'Renamed' });
    expect(await names('search=rename')).toEqual(['Renamed']);
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expect(await names('search=rename')).toEqual([]);
    expect(await names('search=quincy')).toEqual([]);
  });

  it('finds no members of another organization', async () => {
    await acme.createOrganization('other');
    const { id } = await acme.createMember('other', 'wanda@other.test', 'ADMIN');
    for (const search of ['wanda', id]) expect(await names(`search=${search}`)).toEqual([]);
  });

  it('finds one by a whole ID, if the filters do', async () => {
    const { id } = acme.teamMember;
    expect(await names(`search=${id}`)).toEqual(['tim']);
    expect(await names(`search=${id}&role=TEAM_MEMBER`)).toEqual(['tim']);
    expect(await names(`search=${id}&role=ADMIN`)).toEqual([]);
    expect(await names(`search=${id.slice(0, -1)}`)).toEqual([]);
  });

  it('is paged by cursor in the chosen order', async () => {
    const first = await list('search=test&sort=-name&limit=3');
    expect(namesOf(first)).toEqual(['山田太郎', 'Zoë O’Hara', 'tim']);
    const second = await list(`search=test&sort=-name&limit=3&cursor=${first.nextCursor}`);
    expect(namesOf(second)[0]).toBe('Müller, Anna');
    expect(first.total).toBe(second.total);
  });

  it.each(['search=', `search=${'x'.repeat(201)}`, 'sort=email', 'secondFactor=maybe', 'state=removed'])(
    'is refused with %s',
    async (query) => {
      const answer = await acme.send('GET', `/api/v1/users?${query}`, { token: acme.adminToken });
      expectError(answer, 400, 'validation_failed');
    },
  );
});

describe('a list of members', () => {
  it.each(['createdAt', '-createdAt', 'name', '-name', 'lastSeenAt', '-lastSeenAt'])(
    'has each member once when it is read by cursor in the order of %s',
    async (sort) => {
      const read: string[] = [];
      let cursor = '';
      do {
        const page = await list(`limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        read.push(...namesOf(page));
        cursor = page.nextCursor ?? '';
      } while (cursor);
      expect(read).toHaveLength(7);
      expect(read).toEqual(await names(`limit=100&sort=${sort}`));
      const back = sort.startsWith('-') ? sort.slice(1) : `-${sort}`;
      expect(await names(`limit=100&sort=${back}`)).toEqual(read.toReversed());
    },
  );

  it('ignores case and accents in the order of names', async () => {
    expect(await names('limit=100&sort=name')).toEqual([
      'ada',
      'anton Berg',
      'cora',
      'Müller, Anna',
      'tim',
      'Zoë O’Hara',
      '山田太郎',
    ]);
  });

  it('is filtered by role and state, together', async () => {
    const { id } = members['anton Berg'] ?? expect.unreachable();
    await acme.send('PATCH', `/api/v1/users/${id}`, {
      token: acme.adminToken,
      body: { state: 'deactivated' },
    });
    expect(await names('role=TEAM_MEMBER&state=deactivated')).toEqual(['anton Berg']);
    expect(await names('search=south&state=active')).toEqual(['山田太郎']);
    expect(await names('role=ADMIN')).toEqual(['ada']);
    await acme.send('PATCH', `/api/v1/users/${id}`, { token: acme.adminToken, body: { state: 'active' } });
    expect(await names('state=deactivated')).toEqual([]);
  });

  it('shows and filters second factors', async () => {
    await enroll(acme, acme.customer);
    const { data } = await list('secondFactor=set');
    expect(data).toMatchObject([{ id: acme.customer.id, secondFactors: ['totp'] }]);
    expect(await names('secondFactor=none&role=CUSTOMER')).toEqual([]);
    const admin = await acme.signIn(acme.admin);
    await acme.send('DELETE', `/api/v1/users/${acme.customer.id}/second-factor`, { cookie: admin });
    expect((await list('secondFactor=set')).total).toBe(0);
  });

  it('says when members were last seen', async () => {
    acme.clock.advance(10 * minute);
    const seen = acme.clock.in(0);
    await acme.send('GET', '/api/v1/me', { token: acme.teamMemberToken });
    await acme.app.lastUse.flush(true);
    const { data } = await list('sort=-lastSeenAt');
    const tim = data.find(({ id }: Member) => id === acme.teamMember.id);
    expect(tim.lastSeenAt).toBe(seen);
    const never = data.at(-1);
    expect(never.lastSeenAt).toBeNull();
  });
});

describe('GET /api/v1/users/{userId}/access', () => {
  it('counts what a member has', async () => {
    const member = await acme.createMember('acme-corp', 'holder@acme.test', 'ADMIN');
    await acme.createBoard('acme-corp', 'HELD', [member]);
    await acme.createToken(member, { name: 'one' });
    await acme.createToken(member, { name: 'two' });
    const cookie = await acme.signIn(member);
    const invitation = { email: 'guest@acme.test', role: 'CUSTOMER' };
    await acme.send('POST', '/api/v1/organization/invitations', { cookie, body: invitation });
    const { body } = await acme.send('GET', `/api/v1/users/${member.id}/access`, { token: acme.adminToken });
    expect(body).toEqual({
      sessions: 1,
      tokens: 2,
      connections: 0,
      invitations: 1,
      boards: 1,
      assignedTickets: 0,
      countsAreExact: true,
    });
    const unknown = await acme.send('GET', '/api/v1/users/usr_x/access', { token: acme.adminToken });
    expectError(unknown, 404, 'not_found');
  });
});
