import { parseAudience } from '../../../access/audience.ts';
import { parseOAuthScopes } from '../../../access/scopes.ts';
import { appendAudit } from '../../../audit/append.ts';
import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { tokenKindOf } from '../../../credentials/token-format.ts';
import { inTransaction, type Transaction } from '../../../storage/database.ts';
import { deviceGrantType } from '../../clients/client.ts';
import { parseStoredClient } from '../../clients/stored-client.ts';
import type { OAuthContext } from '../../issuer/context.ts';
import { narrowResource } from '../../protocol/resource.ts';
import { findConnection } from '../../records/connection-queries.ts';
import { findDeviceRequest, notePoll, spendDeviceRequest } from '../../records/request-queries.ts';
import { endSignInsBeyond, tellEnded } from '../connection-limit.ts';
import { isOver, issueFirstTokens, type TokenResponse } from '../issue.ts';
import { type GrantType, type TokenRequest, throughConnection } from './grant-type.ts';

/** Seconds added to the interval of a device that polls too often (RFC 8628 3.5). */
const slowDown = 5;

type DeviceRow = NonNullable<Awaited<ReturnType<typeof findDeviceRequest>>>;
/** The result of a poll. An error is returned, not thrown, so that the transaction commits the poll time. */
type Outcome = TokenResponse | OAuthError;

/** Exchanges a device code after the member has allowed it (RFC 8628 3.4, 3.5). */
export const deviceCode: GrantType = {
  grantType: deviceGrantType,
  parameters: ['device_code', 'resource'],
  handle: async (context, request) => {
    const code = request.parameters.require('device_code');
    if (tokenKindOf(code) !== 'device') throw unknownCode();
    const outcome = await inTransaction(context.db, (trx) => poll(trx, context, request, hashSecret(code)));
    if (outcome instanceof OAuthError) throw outcome;
    return outcome;
  },
};

async function poll(
  trx: Transaction,
  context: OAuthContext,
  request: TokenRequest,
  hash: Uint8Array,
): Promise<Outcome> {
  const at = context.now();
  const row = await findDeviceRequest(trx, request.issuer.id, hash);
  if (!row || parseStoredClient(row.client).clientId !== request.client.clientId) throw unknownCode();
  if (row.expiresAt <= at) return new OAuthError('expired_token', 'the device code has expired: start again');
  if (row.decision === 'deny') return new OAuthError('access_denied', 'the member denied the request');
  if (row.decision === 'allow') return exchange(trx, context, request, row, at);
  const interval = row.interval ?? slowDown;
  const tooSoon = row.polledAt !== null && at - row.polledAt < interval * 1000;
  await notePoll(trx, request.issuer.id, row.id, tooSoon ? interval + slowDown : interval, at);
  return tooSoon
    ? new OAuthError('slow_down', `poll every ${interval + slowDown} seconds`)
    : new OAuthError('authorization_pending', 'the member has not decided yet');
}

async function exchange(
  trx: Transaction,
  { lifetimes }: OAuthContext,
  { issuer, client, parameters, from }: TokenRequest,
  row: DeviceRow,
  at: number,
): Promise<Outcome> {
  const held = { scopes: parseOAuthScopes(row.scopes), audience: parseAudience(row.audience) };
  const audience = narrowResource(held.audience, issuer, parameters.all('resource'));
  const connection =
    row.connectionId === null ? undefined : await findConnection(trx, issuer.id, row.connectionId);
  if (!connection || isOver(connection, lifetimes, at) || connection.memberState !== 'active')
    throw unknownCode();
  if (!(await spendDeviceRequest(trx, issuer.id, row.id, at))) throw unknownCode();
  const { connectionId, consentedAt } = connection;
  const signIn = { organizationId: issuer.id, connectionId, consentedAt, address: from.address };
  const tokens = await issueFirstTokens(trx, client, signIn, held, audience, lifetimes, at);
  const ended = await endSignInsBeyond(trx, { ...connection, organizationId: issuer.id }, at);
  const changeOrigin = throughConnection(from, connection.userId, connection.connectionId);
  await appendAudit(trx, issuer.id, changeOrigin, {
    action: 'grant.exchanged',
    target: { kind: 'grant', id: connection.connectionId },
    details: { client: connection.clientName, scopes: held.scopes, audience },
  });
  await tellEnded(trx, issuer.id, changeOrigin, connection.userId, ended);
  return tokens;
}

function unknownCode(): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'the device code is invalid or used, or was issued to another client',
  );
}
