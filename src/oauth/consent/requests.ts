import type { Static } from 'typebox';
import { parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import { SpedyError } from '../../contract/errors.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { isId } from '../../storage/ids.ts';
import { authorizePath } from '../authorize/authorization-request.ts';
import { isVerified } from '../clients/applications/verification-queries.ts';
import { presentClient } from '../clients/present-client.ts';
import { parseStoredClient } from '../clients/stored-client.ts';
import { parseUserCode, userCodeMacs } from '../device/user-code.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { redirectHost, redirectKind } from '../protocol/redirect-uris.ts';
import { connectionEnd } from '../records/connection.ts';
import { claimDeviceRequest, findDeviceRequestByCode } from '../records/device-request-queries.ts';
import { deleteExcessRequests, findRequest, type RequestRow } from '../records/request-queries.ts';
import type { AccessRequest } from './schema.ts';

/**
 * Returns a request that this session can decide.
 * @throws SpedyError not_found for a request of another session or an expired one; already_decided
 */
export async function getRequest(
  context: OAuthContext,
  member: SessionPrincipal,
  id: string,
  origin: string,
): Promise<Static<typeof AccessRequest>> {
  const { db, now } = context;
  const { organization, authentication } = member;
  const { sessionId } = authentication;
  const row = isId('orq', id) ? await findRequest(db, organization.id, id, sessionId, now()) : undefined;
  if (!row) throw new SpedyError('not_found');
  if (row.decidedAt !== null) throw new SpedyError('already_decided');
  return presentRequest(context, member, row, authorizePath(row, origin));
}

/**
 * Returns the request of a device by its user code. Changes nothing: any session with the code can decide the request
 * until one claims it.
 * @throws SpedyError not_found for a code that is wrong, expired, decided, or claimed by another session
 */
export function getDeviceRequest(
  context: OAuthContext,
  member: SessionPrincipal,
  userCode: string,
): Promise<Static<typeof AccessRequest>> {
  return byUserCode(context, member, userCode, (macs, now) =>
    findDeviceRequestByCode(context.db, member.organization.id, macs, member.authentication.sessionId, now),
  );
}

/**
 * Claims the request of a device for this session. Other sessions can no longer see or decide it.
 * @throws SpedyError not_found for a code that is wrong, expired, decided, or claimed by another session
 */
export function claimRequest(
  context: OAuthContext,
  member: SessionPrincipal,
  userCode: string,
): Promise<Static<typeof AccessRequest>> {
  const { db } = context;
  const organizationId = member.organization.id;
  const { sessionId } = member.authentication;
  return byUserCode(context, member, userCode, async (macs, now) => {
    const claimed = await claimDeviceRequest(db, organizationId, macs, sessionId, now);
    if (claimed) await deleteExcessRequests(db, organizationId, sessionId, claimed.id, now);
    return claimed;
  });
}

async function byUserCode(
  context: OAuthContext,
  member: SessionPrincipal,
  userCode: string,
  find: (macs: readonly Uint8Array[], now: number) => Promise<RequestRow | undefined>,
): Promise<Static<typeof AccessRequest>> {
  const { now, keys } = context;
  const code = parseUserCode(userCode);
  const macs = code === null ? null : userCodeMacs(keys, member.organization.id, code);
  const row = macs && (await find(macs, now()));
  if (!row) {
    throw new SpedyError('not_found', {
      message: "We couldn't find that code. Check it, or start again on the device.",
    });
  }
  return presentRequest(context, member, row, null);
}

async function presentRequest(
  { db, now, lifetimes }: OAuthContext,
  { organization, user, role }: SessionPrincipal,
  row: RequestRow,
  restartPath: string | null,
): Promise<Static<typeof AccessRequest>> {
  const { redirectUri } = row;
  const client = parseStoredClient(row.client);
  return {
    id: row.id,
    kind: redirectUri === null ? 'device' : 'code',
    client: {
      ...presentClient(client, await isVerified(db, organization.id, client.clientId)),
      redirectHost: redirectUri === null ? null : redirectHost(redirectUri),
      loopback: redirectUri !== null && redirectKind(redirectUri) === 'loopback',
    },
    scopes: [...parseOAuthScopes(row.scopes)],
    audience: parseAudience(row.audience),
    organization: organization.name,
    user: { name: user.name, email: user.email, role },
    expiresAt: formatTimestamp(row.expiresAt),
    accessEndsAt: formatTimestamp(connectionEnd({ consentedAt: now() }, lifetimes)),
    beginAgain: restartPath,
  };
}
