import { allowApplication, documentClient } from '../applications.ts';
import { invite } from '../invitations.ts';
import { createSite } from '../site.ts';
import { longNames } from './long-names.ts';

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
  const cookie = await site.signIn(site.admin);
  for (const name of names)
    await site.send('POST', '/api/v1/organization/resource-servers', { cookie, body: { name } });
  return { ...site, adminCookie: await site.signIn(site.admin) };
}
export type LongNamesSite = Awaited<ReturnType<typeof createLongNamesSite>>;
