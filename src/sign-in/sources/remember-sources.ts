import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { addressKey } from '../../contract/limits/addresses.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { deleteExpired } from '../../storage/expired-rows-queries.ts';
import { deviceSource, knownFor, newDevice } from './device.ts';
import { isKnownSource, rememberSource } from './queries.ts';

/**
 * Stores the address and the browser from which a member has signed in.
 * @returns the device value for the browser; null for other clients
 */
export async function rememberSources(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  browser: { readonly isBrowser: boolean; readonly device: string | null },
): Promise<string | null> {
  const { address, at } = from;
  await rememberSource(trx, organizationId, userId, { source: addressKey(address ?? ''), at });
  return browser.device !== null || browser.isBrowser
    ? rememberDevice(trx, organizationId, from, userId, browser.device)
    : null;
}

/**
 * Stores a member's browser. A presented device value is accepted only if it is already this member's, so that nobody can
 * plant their own in another member's browser.
 * @returns the device value for the browser
 */
export async function rememberDevice(
  trx: Transaction,
  organizationId: string,
  { at }: ChangeOrigin,
  userId: string,
  presented: string | null,
): Promise<string> {
  const isKnown =
    presented !== null && (await isKnownSource(trx, organizationId, userId, deviceSource(presented)));
  const device = isKnown ? presented : newDevice();
  await rememberSource(trx, organizationId, userId, { source: deviceSource(device), at });
  return device;
}

/** Deletes at most `limit` sources that are no longer known; returns how many. */
export function deleteOldSources(db: Database, now: number, limit: number): Promise<number> {
  return deleteExpired(db, 'known_sources', now - knownFor - 1, limit);
}
