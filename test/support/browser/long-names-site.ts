import { allowApplication, documentClient } from '../applications.ts';
import { invite } from '../invitations.ts';
import { createSite, type Site } from '../site.ts';
import { longNames } from './long-names.ts';

/** The key of the board on the site, as long as a key can be. */
export const longBoardKey = 'WWWWWWWWWW';

/**
 * Creates a site with names that are difficult to lay out (organization, members, tokens, applications) and with
 * several rows in each list.
 */
export async function createLongNamesSite() {
  const site = await createSite();
  const names = Object.values(longNames);
  const rename = async (path: string, name: string) => {
    const answer = await site.send('PATCH', path, { token: site.adminToken, body: { name } });
    if (answer.status !== 200) throw new Error(`not renamed: ${answer.text}`);
  };
  const others = await Promise.all(names.map(() => site.newMember()));
  for (const [index, name] of names.entries()) {
    const member = others[index] ?? site.admin;
    await rename(`/api/v1/users/${member.id}`, name);
    for (const owner of [site.admin, member]) {
      await site.createToken(owner, {
        name,
        scopes: ['organization:write', 'tickets:read', 'tickets:write'],
        expiresAt: new Date(Date.now() + 4 * 86_400_000).toISOString(),
      });
    }
    await invite(
      site,
      `${'long-address-'.repeat(4)}${index}@${'long-host-'.repeat(5)}.acme.test`,
      'ADMIN',
      name,
    );
  }
  await rename(`/api/v1/users/${site.admin.id}`, longNames.unbroken);
  await rename('/api/v1/organization', longNames.wide);
  const organization = await site.send('GET', '/api/v1/organization', { token: site.adminToken });
  for (const [index, name] of names.entries()) {
    const clientId = `https://${'long-host-'.repeat(5)}${index}.example/client`;
    // Two connections of each client.
    for (let times = 0; times < 2; times += 1)
      await allowApplication(site, String(organization.body.id), site.admin, {
        ...documentClient,
        clientId,
        name,
      });
  }
  await allowApplication(site, String(organization.body.id), site.admin, {
    ...documentClient,
    kind: 'registered',
    clientId: 'cli_crowded',
    name: longNames.unbroken,
    redirectUris: names.map((_name, index) => `https://${'long-host-'.repeat(5)}${index}.example/callback`),
  });
  await createBoard(site, names);
  const cookie = await site.signIn(site.admin);
  for (const name of names)
    for (const list of ['resource-servers', 'scim-tokens'])
      await site.send('POST', `/api/v1/organization/${list}`, { cookie, body: { name } });
  return { ...site, adminCookie: await site.signIn(site.admin) };
}
export type LongNamesSite = Awaited<ReturnType<typeof createLongNamesSite>>;

/** Creates a board with the longest key, on which all members are, and a ticket with comments for each name. */
async function createBoard(site: Site, names: readonly string[]): Promise<void> {
  const { adminToken: token } = site;
  const post = async (path: string, body: object) => {
    const answer = await site.send('POST', path, { token, body });
    if (answer.status !== 201) throw new Error(`not created: ${answer.text}`);
    return answer.body;
  };
  const board = await post('/api/v1/boards', { key: longBoardKey, name: longNames.wide });
  const { data: members } = (await site.send('GET', '/api/v1/users?limit=100', { token })).body;
  for (const { id } of members) await site.send('PUT', `/api/v1/boards/${board.id}/members/${id}`, { token });
  for (const [index, title] of names.entries()) {
    const assigneeId = members[index % members.length]?.id;
    const ticket = await post('/api/v1/tickets', {
      boardId: board.id,
      title,
      description: title,
      assigneeId,
    });
    for (const internal of [false, true])
      await post(`/api/v1/tickets/${ticket.id}/comments`, { body: title, internal });
  }
}
