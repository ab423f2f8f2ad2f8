import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { addressKey } from '../../contract/limits/addresses.ts';
import { deviceSource, newDevice } from '../../sessions/device.ts';
import type { Browser } from '../../sessions/open-session.ts';
import type { Transaction } from '../../storage/database.ts';
import { isKnownSource, rememberSource } from './queries.ts';

/**
 * Remembers from where, and with which browser, a member has signed in.
 * @returns the device that the browser is known by from now on; null for what is no browser
 */
export async function rememberSources(
  trx: Transaction,
  from: ChangeOrigin,
  userId: string,
  browser: Browser,
): Promise<string | null> {
  const { organizationId, address, at } = from;
  await rememberSource(trx, organizationId, userId, { source: addressKey(address ?? ''), at });
  return browser.device !== null || browser.isBrowser
    ? rememberDevice(trx, from, userId, browser.device)
    : null;
}

/**
 * Remembers a member's browser. A value that it brought along is kept only where it is this member's already: nobody
 * can plant one of their own in another's browser.
 * @returns the device that the browser is known by from now on
 */
export async function rememberDevice(
  trx: Transaction,
  { organizationId, at }: ChangeOrigin,
  userId: string,
  presented: string | null,
): Promise<string> {
  const isKnown =
    presented !== null && (await isKnownSource(trx, organizationId, userId, deviceSource(presented)));
  const device = isKnown ? presented : newDevice();
  await rememberSource(trx, organizationId, userId, { source: deviceSource(device), at });
  return device;
}
