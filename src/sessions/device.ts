import { day } from '../access/policy.ts';
import { randomBase62 } from '../credentials/base62.ts';
import { hashSecret } from '../credentials/hash.ts';

/** Milliseconds that a source stays known after the last sign-in from it. */
export const knownFor = 90 * day;

const form = /^[0-9A-Za-z]{32}$/;

/**
 * The value by which a browser is known again after its session has ended. It opens nothing: it only tells whose wrong
 * passwords to count apart, so that a stranger who makes an account slow does not shut its member out.
 */
export function newDevice(): string {
  return randomBase62(32);
}

export function isDevice(value: string): boolean {
  return form.test(value);
}

/** Under which a device is kept as a source of tries: only its hash is stored. */
export function deviceSource(device: string): `device:${string}` {
  return `device:${hashSecret(device).toString('hex')}`;
}
