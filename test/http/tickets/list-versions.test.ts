import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../../src/access/roles.ts';
import { parseStoredWord } from '../../../src/access/words.ts';
import { findVersion } from '../../../src/audit/queries.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { removeMember } from '../../../src/members/remove-member.ts';
import { listVisibleBoards } from '../../../src/tickets/boards-queries.ts';
import { presentTicket } from '../../../src/tickets/present.ts';
import { releaseMember } from '../../../src/tickets/removed-member-queries.ts';
import { searchTickets } from '../../../src/tickets/search/search-tickets.ts';
import { type AccessFixtures, accessFixturesOf } from '../../support/access-fixtures.ts';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import type { Answer, Send } from '../../support/client.ts';
import { invite } from '../../support/invitations.ts';
import { accept, rpc } from '../../support/mcp/requests.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Member, password } from '../../support/world.ts';
import { accessCases } from '../gate/access-cases.ts';
import { unrelatedRoutes } from '../gate/unrelated-routes.ts';

type Site = AcmeWithBoards & { readonly ticketId: string; readonly assignee: Member };
/** Prepares a change over HTTP and returns it. */
type ListCase = (site: Site) => Promise<() => Promise<Answer>>;

const asAdmin = ({ send, adminToken: token }: Site) => ({
  send: (method: string, path: string, body?: unknown) =>
    send(method, path, body === undefined ? { token } : { token, body }),
});

async function commentOn(site: Site): Promise<{ readonly path: string }> {
  const path = `/api/v1/tickets/${site.ticketId}/comments`;
  const { body } = await asAdmin(site).send('POST', path, { body: 'Found it.' });
  return { path: `${path}/${body.id}` };
}

/** Changes of what a list shows, or may show, by route; the part after a comma distinguishes cases of the same one. */
const listCases: Readonly<Record<string, ListCase>> = {
  'POST /api/v1/boards': async (site) => () =>
    asAdmin(site).send('POST', '/api/v1/boards', { key: 'NEW', name: 'New' }),
  'PUT /api/v1/boards/{boardId}/members/{userId}': async (site) => () =>
    asAdmin(site).send('PUT', `/api/v1/boards/${site.ops.id}/members/${site.teamMember.id}`),
  'DELETE /api/v1/boards/{boardId}/members/{userId}': async (site) => () =>
    asAdmin(site).send('DELETE', `/api/v1/boards/${site.web.id}/members/${site.teamMember.id}`),
  'POST /api/v1/tickets': async (site) => () =>
    asAdmin(site).send('POST', '/api/v1/tickets', { title: 'Another', boardId: site.web.id }),
  'PATCH /api/v1/boards/{boardId}': async (site) => () =>
    asAdmin(site).send('PATCH', `/api/v1/boards/${site.web.id}`, { name: 'Another Name' }),
  'POST /api/v1/tickets/{ticketId}/comments': async (site) => () =>
    asAdmin(site).send('POST', `/api/v1/tickets/${site.ticketId}/comments`, { body: 'Found it.' }),
  'POST /api/v1/tickets/{ticketId}/comments, internal': async (site) => () =>
    asAdmin(site).send('POST', `/api/v1/tickets/${site.ticketId}/comments`, {
      body: 'Hidden',
      internal: true,
    }),
  'PATCH /api/v1/tickets/{ticketId}/comments/{commentId}': async (site) => {
    const { path } = await commentOn(site);
    return () => asAdmin(site).send('PATCH', path, { body: 'Changed' });
  },
  'DELETE /api/v1/tickets/{ticketId}/comments/{commentId}': async (site) => {
    const { path } = await commentOn(site);
    return () => asAdmin(site).send('DELETE', path);
  },
  ...Object.fromEntries(
    Object.entries({
      title: 'Changed',
      description: 'Changed',
      status: 'DONE',
      priority: 'URGENT',
      assigneeId: null,
    }).map(([field, value]): [string, ListCase] => [
      `PATCH /api/v1/tickets/{ticketId}, ${field}`,
      async (site) => () =>
        asAdmin(site).send('PATCH', `/api/v1/tickets/${site.ticketId}`, { [field]: value }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ name: 'Another Name', role: 'CUSTOMER', state: 'deactivated' }).map(
      ([field, value]): [string, ListCase] => [
        `PATCH /api/v1/users/{userId}, ${field}`,
        async (site) => () =>
          asAdmin(site).send('PATCH', `/api/v1/users/${site.assignee.id}`, { [field]: value }),
      ],
    ),
  ),
  'PATCH /api/v1/users/{userId}, role of a viewer': async (site) => {
    // Only a session makes somebody an administrator.
    const cookie = await site.signIn(site.admin);
    const path = `/api/v1/users/${site.teamMember.id}`;
    return () => site.send('PATCH', path, { cookie, body: { role: 'ADMIN' } });
  },
  'DELETE /api/v1/users/{userId}': async (site) => () =>
    asAdmin(site).send('DELETE', `/api/v1/users/${site.assignee.id}`),
  'POST /api/v1/auth/invitation/accept': async (site) => {
    const { secret: token } = await invite(site, 'new@acme.test', 'TEAM_MEMBER', 'New');
    return () =>
      site.send('POST', '/api/v1/auth/invitation/accept', { body: { token, name: 'New', password } });
  },
};

/** Everything that lists of tickets and boards show, and that decides who sees it, by organization. */
async function shownData({ db }: Pick<Site, 'db'>): Promise<ReadonlyMap<string, string>> {
  const rows = await Promise.all([
    db.selectFrom('tickets').selectAll().orderBy('id').execute(),
    db.selectFrom('boards').selectAll().orderBy('id').execute(),
    db.selectFrom('board_members').selectAll().orderBy('board_id').orderBy('user_id').execute(),
    db.selectFrom('users').select(['organization_id', 'id', 'name', 'role', 'state']).orderBy('id').execute(),
    // For the totals of lists of tokens, which also know when tokens end by themselves.
    db
      .selectFrom('access_tokens')
      .select(['organization_id', 'id'])
      .where('ended', '=', 0)
      .where('expires_at', 'is', null)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .execute(),
  ]);
  const organizations = await db.selectFrom('organizations').select('id').execute();
  return new Map(
    organizations.map(({ id }) => [
      id,
      JSON.stringify(rows.map((table) => table.filter((row) => row.organization_id === id))),
    ]),
  );
}

async function versions({ db }: Pick<Site, 'db'>): Promise<ReadonlyMap<string, string | null>> {
  const organizations = await db.selectFrom('organizations').select('id').execute();
  return new Map(
    await Promise.all(organizations.map(async ({ id }) => [id, await findVersion(db, id)] as const)),
  );
}

/** Runs a change. Returns whether it changed the data, after requiring another version for each changed organization. */
async function requireNewVersion(site: Pick<Site, 'db'>, change: () => Promise<unknown>): Promise<boolean> {
  const [data, version] = [await shownData(site), await versions(site)];
  await change();
  const [after, versionAfter] = [await shownData(site), await versions(site)];
  const changed = [...after.keys()].filter((id) => data.get(id) !== after.get(id));
  for (const id of changed) expect(versionAfter.get(id)).not.toBe(version.get(id));
  return changed.length > 0;
}

async function prepareSite(): Promise<Site> {
  const acme = await createAcmeWithBoards();
  const assignee = await acme.createMember('acme-corp', 'assigned@acme.test', 'TEAM_MEMBER');
  await acme.send('PUT', `/api/v1/boards/${acme.web.id}/members/${assignee.id}`, { token: acme.adminToken });
  const { id } = await postTicket(acme, { title: 'One', boardId: acme.web.id, assigneeId: assignee.id });
  await postTicket(acme, { title: 'Two', boardId: acme.ops.id });
  return { ...acme, assignee, ticketId: id };
}

/** What the lists of a member must show, read from the database. */
async function truthFor({ db }: Site, member: Member): Promise<unknown> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', member.id).executeTakeFirstOrThrow();
  const viewer = {
    organizationId: row.organization_id,
    userId: row.id,
    role: parseStoredWord(roles, row.role),
  };
  const page = { page: 1, limit: 20 };
  const [tickets, boards] = [
    await searchTickets(db, viewer, {}, page),
    await listVisibleBoards(db, viewer, page),
  ];
  const shown = { tickets: tickets.data.map((ticket) => presentTicket(ticket, viewer)), boards: boards.data };
  return { api: shown, mcp: shown };
}

async function listsOf(send: Send, token: string) {
  const [tickets, boards] = [
    await send('GET', '/api/v1/tickets', { token }),
    await send('GET', '/api/v1/boards', { token }),
  ];
  const byTool = async (name: string) => {
    const body = rpc('tools/call', { name, arguments: {} });
    return (await send('POST', '/mcp', { token, headers: { accept }, body })).body.result.structuredContent
      .data;
  };
  return {
    api: { tickets: tickets.body.data, boards: boards.body.data },
    mcp: { tickets: await byTool('list_tickets'), boards: await byTool('list_boards') },
  };
}

describe('a change of what lists show', () => {
  it.each(Object.entries(listCases))('%s: appears in every process at once', async (_name, prepare) => {
    const site = await prepareSite();
    const peer: Peer = await startPeer(site);
    await peer.poll();
    const viewers = [
      { member: site.admin, token: site.adminToken },
      { member: site.teamMember, token: site.teamMemberToken },
      { member: site.customer, token: site.customerToken },
    ];
    const change = await prepare(site);
    // A list is kept from its second use on.
    for (const { member, token } of [...viewers, ...viewers]) {
      for (const send of [site.send, peer.send])
        expect(await listsOf(send, token)).toEqual(await truthFor(site, member));
    }
    await requireNewVersion(site, async () => expect((await change()).status).toBeLessThan(300));
    await peer.poll();
    for (const { member, token } of viewers) {
      for (const send of [site.send, peer.send])
        expect(await listsOf(send, token)).toEqual(await truthFor(site, member));
    }
    await peer.close();
    await site.close();
  });

  it('the release of what names a removed member changes no list', async () => {
    const site = await prepareSite();
    const { db, assignee, adminToken: token } = site;
    const { organization_id: organizationId } = await db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', assignee.id)
      .executeTakeFirstOrThrow();
    const lists = async () => [
      await listsOf(site.send, token),
      (await site.send('GET', `/api/v1/tickets?assigneeId=${assignee.id}`, { token })).body,
    ];
    await removeMember(db, organizationId, ownOrigin('operator', 0), assignee.id, async () => ({}));
    const between = await lists();
    expect(between).toMatchObject([await truthFor(site, site.admin), { total: 0, data: [] }]);
    expect(await releaseMember(db, organizationId, assignee.id, 100)).toBe(2);
    expect(await lists()).toEqual(between);
    expect(await truthFor(site, site.admin)).toEqual(between[0]);
    await site.close();
  });

  describe('by another route', () => {
    let site: Site;
    let fixtures: AccessFixtures;
    beforeAll(async () => {
      site = await prepareSite();
      fixtures = accessFixturesOf(site);
    });
    afterAll(() => site.close());

    it.each(Object.entries(accessCases))('%s: has another version', async (_name, prepare) => {
      const { change } = await prepare(fixtures);
      await requireNewVersion(site, change);
    });

    it('has a case for every route that changes anything, except those that have nothing to do with lists', () => {
      const covered = new Set(
        [...Object.keys(accessCases), ...Object.keys(listCases)].map((name) => name.split(',')[0]),
      );
      const missing = Object.entries(unrelatedRoutes)
        .filter(([route, reason]) => /board/.test(reason) && !covered.has(route))
        .map(([route]) => route);
      expect(missing).toEqual([]);
    });
  });
});
