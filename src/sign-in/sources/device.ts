import { day } from '../../access/policy.ts';
import { randomBase62 } from '../../credentials/base62.ts';
import { hashSecret } from '../../credentials/hash.ts';

/** How long a source stays known after the last sign-in from it, in milliseconds. */
export const knownFor = 90 * day;

const form = /^[0-9A-Za-z]{32}$/;

/**
 * Creates the device value that identifies a browser after its session has ended. It gives no access: it only makes the
 * browser's wrong passwords count separately, so that an attacker's attempts do not slow down the member.
 */
export function newDevice(): string {
  return randomBase62(32);
}

export function isDevice(value: string): boolean {
  return form.test(value);
}

/** Returns a device as a source of attempts. Only its hash is stored. */
export function deviceSource(device: string): `device:${string}` {
  return `device:${hashSecret(device).toString('hex')}`;
}
