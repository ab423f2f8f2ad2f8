import type { Static } from 'typebox';
import { parseAudience } from '../access/audience.ts';
import { parseOAuthScopes } from '../access/scopes.ts';
import { SpedyError } from '../http/errors.ts';
import { formatTimestamp } from '../http/timestamps.ts';
import type { Principal } from '../principals/principal.ts';
import { isId } from '../storage/ids.ts';
import { authorizePath } from './authorize.ts';
import { redirectHost, redirectKind } from './clients/redirect-uris.ts';
import { parseStoredClient } from './clients/stored-client.ts';
import { parseUserCode, userCodeMacs } from './device.ts';
import type { OAuthContext } from './endpoint.ts';
import { presentClient } from './present.ts';
import { claimDeviceRequest, findRequest, type RequestRow } from './requests-queries.ts';
import type { AccessRequest } from './schema.ts';

/**
 * A request that this session may decide.
 * @throws SpedyError not_found for another session's, or one older than ten minutes; already_decided
 */
export async function getRequest(
  { db, now }: OAuthContext,
  principal: Principal,
  sessionId: string,
  id: string,
  origin: string,
): Promise<Static<typeof AccessRequest>> {
  const { organization } = principal;
  const row = isId('orq', id) ? await findRequest(db, organization.id, id, sessionId, now()) : undefined;
  if (!row) throw new SpedyError('not_found');
  if (row.decidedAt !== null) throw new SpedyError('already_decided');
  return presentRequest(principal, row, authorizePath(row, origin));
}

/**
 * The request of a device whose code was typed; from now on it is this session's to decide.
 * @throws SpedyError not_found for a code that is wrong, expired or decided
 */
export async function getDeviceRequest(
  { db, now, keys }: OAuthContext,
  principal: Principal,
  sessionId: string,
  typed: string,
): Promise<Static<typeof AccessRequest>> {
  const { id } = principal.organization;
  const code = parseUserCode(typed);
  const macs = code === null ? null : userCodeMacs(keys, id, code);
  const row = macs && (await claimDeviceRequest(db, id, macs, sessionId, now()));
  if (!row) {
    throw new SpedyError('not_found', {
      message: 'No device waits with this code: check it, or begin again on the device.',
    });
  }
  return presentRequest(principal, row, null);
}

function presentRequest(
  { organization, user }: Principal,
  row: RequestRow,
  beginAgain: string | null,
): Static<typeof AccessRequest> {
  const { redirectUri } = row;
  return {
    id: row.id,
    kind: redirectUri === null ? 'device' : 'code',
    client: {
      ...presentClient(parseStoredClient(row.client)),
      redirectHost: redirectUri === null ? null : redirectHost(redirectUri),
      loopback: redirectUri !== null && redirectKind(redirectUri) === 'loopback',
    },
    scopes: [...parseOAuthScopes(row.scopes)],
    audience: parseAudience(row.audience),
    organization: organization.name,
    user: { name: user.name, email: user.email },
    expiresAt: formatTimestamp(row.expiresAt),
    beginAgain,
  };
}
