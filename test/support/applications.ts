import { hashSecret } from '../../src/credentials/hash.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { saveApplication } from '../../src/oauth/clients/application-queries.ts';
import type { Client } from '../../src/oauth/clients/client.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { newId } from '../../src/storage/ids.ts';
import type { Member, World } from './world.ts';

/** A client with a metadata document. */
export const documentClient: Client = {
  clientId: 'https://claude.ai/oauth/claude-code-client-metadata',
  kind: 'metadata_document',
  name: 'Claude Code',
  uri: 'https://claude.ai',
  logoUri: null,
  redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  authMethod: 'none',
  grantTypes: new Set(['authorization_code', 'refresh_token']),
  secretHash: null,
};

/** Inserts an application, a connection and an access token, as a member's consent to a client does. */
export async function allowApplication(world: World, organizationId: string, member: Member, client: Client) {
  const now = world.clock.now();
  const token = newToken('access');
  return inTransaction(world.db, async (trx) => {
    const saved = await saveApplication(trx, organizationId, client, now);
    if (!saved) throw new Error('the client is blocked');
    const grantId = newId('grt');
    const shared = {
      organization_id: organizationId,
      scopes: 'profile:read tickets:read',
      audience: 'api',
      created_at: now,
    };
    await trx
      .insertInto('oauth_connections')
      .values({
        ...shared,
        id: grantId,
        user_id: member.id,
        application_id: saved.id,
        redirect_uris: '[]',
        consented_at: now,
        expires_at: now + 3_600_000,
        address: '203.0.113.1',
        ended_at: null,
      })
      .execute();
    await trx
      .insertInto('oauth_access_tokens')
      .values({
        ...shared,
        hash: hashSecret(token),
        connection_id: grantId,
        expires_at: now + 3_600_000,
        revoked_at: null,
      })
      .execute();
    return { applicationId: saved.id, grantId, token };
  });
}
