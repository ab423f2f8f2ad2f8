import type { Static } from 'typebox';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import { newId } from '../../storage/ids.ts';
import type { Client } from '../clients/client.ts';
import { requireGrantTypeAt } from '../clients/grant-types.ts';
import { storeClient } from '../clients/stored-client.ts';
import type { OAuthContext } from '../issuer/context.ts';
import type { Issuer } from '../issuer/issuer.ts';
import type { Parameters } from '../protocol/parameters.ts';
import { parseResources } from '../protocol/resource.ts';
import { parseRequestedScopes } from '../protocol/scope.ts';
import { insertDeviceRequest } from '../records/device-request-queries.ts';
import type { DeviceResponse } from './schema.ts';
import { formatUserCode, newUserCode, userCodeMac } from './user-code.ts';

/** Seconds. */
const lifetime = 600;
const interval = 5;

/**
 * Stores the request of a device, which a member decides in a browser.
 * @throws OAuthError unauthorized_client; invalid_scope; invalid_target
 */
export async function openDeviceRequest(
  { db, now, keys, grantTypes }: OAuthContext,
  issuer: Issuer,
  client: Client,
  parameters: Parameters,
): Promise<Static<typeof DeviceResponse>> {
  requireGrantTypeAt(client, grantTypes, 'device');
  const scopes = parseRequestedScopes(parameters.get('scope'));
  const audience = parseResources(issuer, parameters.all('resource')) ?? 'api';
  const deviceCode = newToken('device');
  const userCode = newUserCode();
  const at = now();
  await insertDeviceRequest(db, {
    organizationId: issuer.id,
    id: newId('orq'),
    client: storeClient(client),
    scopes: scopes.join(' '),
    audience,
    createdAt: at,
    expiresAt: at + lifetime * 1000,
    userCodeMac: userCodeMac(keys, issuer.id, userCode),
    deviceCodeHash: hashSecret(deviceCode),
    interval,
  });
  const displayedCode = formatUserCode(userCode);
  return {
    device_code: deviceCode,
    user_code: displayedCode,
    verification_uri: `${issuer.origin}/device`,
    verification_uri_complete: `${issuer.origin}/device?user_code=${displayedCode}`,
    expires_in: lifetime,
    interval,
  };
}
