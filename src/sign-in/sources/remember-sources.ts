import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { addressKey } from '../../contract/limits/addresses.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { deleteExpired } from '../../storage/expired-rows-queries.ts';
import { deviceSource, knownFor, newDevice } from './device.ts';
import { isKnownSource, rememberSource } from './queries.ts';

export type Remembered = {
  /** The device value for the browser; null for other clients. */
  readonly device: string | null;
  /** Whether the member had not signed in with this browser before, or another client from this address. */
  readonly isNew: boolean;
};

/** Stores the address and the browser from which a member has signed in. */
export async function rememberSources(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  browser: { readonly isBrowser: boolean; readonly device: string | null },
): Promise<Remembered> {
  const { address, at } = from;
  const source = addressKey(address ?? '');
  const isBrowser = browser.device !== null || browser.isBrowser;
  const isKnown = isBrowser || (await isKnownSource(trx, organizationId, userId, source));
  await rememberSource(trx, organizationId, userId, { source, at });
  if (!isBrowser) return { device: null, isNew: !isKnown };
  const device = await rememberDevice(trx, organizationId, from, userId, browser.device);
  return { device, isNew: device !== browser.device };
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
