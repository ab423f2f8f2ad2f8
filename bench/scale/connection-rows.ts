import { hashSecret } from '../../src/credentials/hash.ts';
import { type Making, timeOf } from './data-set.ts';
import type { Place } from './organization-rows.ts';
import { newSecret } from './random.ts';
import type { Sink } from './sink.ts';

const month = 30 * 86_400_000;
const scopes = 'profile:read tickets:read';

/** Inserts an application with a metadata document. Returns its ID. */
export async function insertApplication(
  sink: Sink,
  { values }: Making,
  { organizationId }: Place,
  number: number,
  createdAt: number,
): Promise<string> {
  const id = values.id('app', createdAt);
  const clientId = `https://app-${number}.example/client.json`;
  await sink.insert('oauth_applications', {
    organization_id: organizationId,
    id,
    client_id: clientId,
    client_id_hash: hashSecret(clientId),
    kind: 'metadata_document',
    name: `Application ${number}`,
    uri: `https://app-${number}.example`,
    logo_uri: null,
    redirect_uris: '["http://127.0.0.1/callback"]',
    secret_hash: null,
    created_at: createdAt,
    blocked_at: null,
    grant_types: 'authorization_code refresh_token',
    auth_method: 'none',
    also_public: 0,
    keys: null,
  });
  return id;
}

/** Inserts connections to an application, each with an access token and three refresh tokens, two of them spent. */
export async function insertConnections(
  sink: Sink,
  making: Making,
  { organizationId }: Place,
  applicationIds: readonly string[],
  people: readonly string[],
  count: number,
): Promise<void> {
  const { at, values } = making;
  const expiresAt = at + 12 * month;
  for (let index = 0; index < count; index += 1) {
    const createdAt = timeOf(index, count, at);
    const id = values.id('grt', createdAt);
    await sink.insert('oauth_connections', {
      organization_id: organizationId,
      id,
      user_id: values.oneOf(people),
      application_id: applicationIds[index % applicationIds.length] ?? '',
      scopes,
      audience: 'api',
      redirect_uris: '["http://127.0.0.1/callback"]',
      created_at: createdAt,
      ended_at: null,
      created_with: null,
      consented_at: createdAt,
      expires_at: expiresAt,
      address: '203.0.113.7',
    });
    await sink.insert('last_uses', { organization_id: organizationId, credential_id: id, at });
    const shared = { organization_id: organizationId, connection_id: id, scopes, audience: 'api' };
    const issued = () => ({ hash: newSecret('refresh').hash, ...shared, created_at: createdAt });
    await sink.insert('oauth_access_tokens', { ...issued(), expires_at: at + month, revoked_at: null });
    for (const spentAt of [createdAt, createdAt, null])
      await sink.insert('oauth_refresh_tokens', { ...issued(), expires_at: expiresAt, spent_at: spentAt });
  }
}
