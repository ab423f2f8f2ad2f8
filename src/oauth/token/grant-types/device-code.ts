import { parseAudience } from '../../../access/audience.ts';
import { parseOAuthScopes } from '../../../access/scopes.ts';
import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { tokenKindOf } from '../../../credentials/token-format.ts';
import { inTransaction, type Transaction } from '../../../storage/database.ts';
import { parseStoredClient } from '../../clients/stored-client.ts';
import type { ClientRequest } from '../../issuer/client-request.ts';
import type { OAuthContext } from '../../issuer/context.ts';
import { narrowResource } from '../../protocol/resource.ts';
import { isOver } from '../../records/connection.ts';
import { findConnection } from '../../records/connection-queries.ts';
import { findDeviceRequest, recordPoll, spendDeviceRequest } from '../../records/device-request-queries.ts';
import { completeSignIn } from './complete-sign-in.ts';
import type { GrantType } from './grant-type.ts';
import type { TokenResponse } from './schema.ts';

/** Seconds added to the interval of a device that polls too often (RFC 8628 3.5). */
const slowDown = 5;

type DeviceRow = NonNullable<Awaited<ReturnType<typeof findDeviceRequest>>>;
/** The result of a poll. An error is returned, not thrown, so that the transaction commits the poll time. */
type Outcome = TokenResponse | OAuthError;

/** Exchanges a device code after the member has allowed it (RFC 8628 3.4, 3.5). */
export const deviceCode: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:device_code',
  startsAt: 'device',
  // A document must list it: otherwise anyone could start a device request in the name of a well-known app with a
  // verified host.
  defaultFor: ['registered'],
  exchanges: 'a device code',
  rfc: 8628,
  section: '3.4',
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
  request: ClientRequest,
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
  await recordPoll(trx, request.issuer.id, row.id, tooSoon ? interval + slowDown : interval, at);
  return tooSoon
    ? new OAuthError('slow_down', `poll every ${interval + slowDown} seconds`)
    : new OAuthError('authorization_pending', 'the member has not decided yet');
}

async function exchange(
  trx: Transaction,
  { lifetimes }: OAuthContext,
  request: ClientRequest,
  row: DeviceRow,
  at: number,
): Promise<Outcome> {
  const { issuer, parameters } = request;
  const held = { scopes: parseOAuthScopes(row.scopes), audience: parseAudience(row.audience) };
  const audience = narrowResource(held.audience, issuer, parameters.all('resource'));
  const connection = row.connectionId && (await findConnection(trx, issuer.id, row.connectionId));
  if (!connection || isOver(connection, lifetimes, at) || connection.memberState !== 'active')
    throw unknownCode();
  if (!(await spendDeviceRequest(trx, issuer.id, row.id, at))) throw unknownCode();
  return completeSignIn(trx, request, connection, held, audience, lifetimes, at);
}

function unknownCode(): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'the device code is invalid or used, or was issued to another client',
  );
}
