import type { Audience } from '../../src/access/audience.ts';
import type { OAuthScope } from '../../src/access/scopes.ts';
import { hashSecret } from '../../src/credentials/hash.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { newId } from '../../src/storage/ids.ts';
import { hour } from './clock.ts';
import type { Member, World } from './world.ts';

/** An access token of a grant to some client, as the token endpoint would have issued it. */
export async function createAccessToken(
  { db, clock }: World,
  { id: user_id, organization }: Member,
  { scopes: held, audience = 'api' }: { scopes: readonly OAuthScope[]; audience?: Audience },
) {
  const { id: organization_id } = await db
    .selectFrom('organizations')
    .select('id')
    .where('slug', '=', organization)
    .executeTakeFirstOrThrow();
  const [clientId, grantId, token] = [newId('app'), newId('grt'), newToken('access')];
  const shared = { organization_id, audience, scopes: held.join(' '), created_at: clock.now() };
  await db
    .insertInto('oauth_clients')
    .values({
      organization_id,
      id: clientId,
      client_id: `cli_${clientId}`,
      client_id_hash: hashSecret(clientId),
      kind: 'registered',
      name: 'A tool',
      redirect_uris: '[]',
      auth_method: 'none',
      created_at: clock.now(),
    })
    .execute();
  await db
    .insertInto('oauth_grants')
    .values({ ...shared, id: grantId, user_id, client_id: clientId, redirect_uris: '[]' })
    .execute();
  await db
    .insertInto('oauth_access_tokens')
    .values({
      ...shared,
      hash: hashSecret(token),
      grant_id: grantId,
      family_id: newId('fam'),
      expires_at: clock.now() + hour,
    })
    .execute();
  return { token, grantId };
}
