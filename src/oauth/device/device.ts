import { randomInt } from 'node:crypto';
import { hashSecret } from '../../credentials/hash.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import { newToken } from '../../credentials/token-format.ts';
import { newId } from '../../storage/ids.ts';
import { type Client, deviceGrantType } from '../clients/client.ts';
import { requireGrantType } from '../clients/grant-types.ts';
import { storeClient } from '../clients/stored-client.ts';
import type { Issuer, OAuthContext } from '../issuer/context.ts';
import type { Parameters } from '../protocol/parameters.ts';
import { parseResources } from '../protocol/resource.ts';
import { parseAskedScopes } from '../protocol/scope.ts';
import { insertDeviceRequest } from '../records/request-queries.ts';

/** Consonants that are easy to tell apart and do not form words (RFC 8628 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
const codeForm = new RegExp(`^[${letters}]{${codeLength}}$`);
/** Seconds. */
const lifetime = 600;
const interval = 5;

/** The device authorization response (RFC 8628 3.2). */
export type DeviceAnswer = {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
};

/**
 * Stores the request of a device, which a member decides in a browser.
 * @throws OAuthError unauthorized_client; invalid_scope; invalid_target
 */
export async function openDeviceRequest(
  { db, now, keys }: OAuthContext,
  issuer: Issuer,
  client: Client,
  parameters: Parameters,
): Promise<DeviceAnswer> {
  requireGrantType(client, deviceGrantType);
  const scopes = parseAskedScopes(parameters.get('scope'));
  const audience = parseResources(issuer, parameters.all('resource')) ?? 'api';
  const deviceCode = newToken('device');
  const userCode = Array.from({ length: codeLength }, () => letters.charAt(randomInt(letters.length))).join(
    '',
  );
  const at = now();
  await insertDeviceRequest(db, {
    organizationId: issuer.id,
    id: newId('orq'),
    client: storeClient(client),
    scopes: scopes.join(' '),
    audience,
    createdAt: at,
    expiresAt: at + lifetime * 1000,
    userCodeMac: keys.current.mac('user-code', userCodeText(issuer.id, userCode)),
    deviceCodeHash: hashSecret(deviceCode),
    interval,
  });
  const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`;
  return {
    device_code: deviceCode,
    user_code: shown,
    verification_uri: `${issuer.origin}/device`,
    verification_uri_complete: `${issuer.origin}/device?user_code=${shown}`,
    expires_in: lifetime,
    interval,
  };
}

/** Parses a typed user code: with or without the dash, in any letter case; null if it is not one. */
export function parseUserCode(typed: string): string | null {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return codeForm.test(code) ? code : null;
}

/** Returns the MACs of a user code, one per secret key. A plain hash of so short a code could be reversed. */
export function userCodeMacs(keys: KeyRing, organizationId: string, userCode: string): Buffer[] {
  return keys.macs('user-code', userCodeText(organizationId, userCode));
}

function userCodeText(organizationId: string, userCode: string): string {
  return `${organizationId} ${userCode}`;
}
