import { randomInt } from 'node:crypto';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';

/** Consonants that are easy to tell apart and do not form words (RFC 8628 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
const codeForm = new RegExp(`^[${letters}]{${codeLength}}$`);

/** Returns a random user code, without the dash. */
export function newUserCode(): string {
  const code = Array.from({ length: codeLength }, () => letters.charAt(randomInt(letters.length)));
  return code.join('');
}

/** Returns a user code as the device shows it. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Parses a typed user code: with or without the dash, in any letter case; null if it is not one. */
export function parseUserCode(typed: string): string | null {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return codeForm.test(code) ? code : null;
}

/** Returns the MAC under which a new user code is stored. */
export function userCodeMac(keys: KeyRing, organizationId: string, userCode: string): Buffer {
  return keys.current.mac('user-code', userCodeText(organizationId, userCode));
}

/** Returns the MACs of a user code, one per secret key. A plain hash of so short a code could be reversed. */
export function userCodeMacs(keys: KeyRing, organizationId: string, userCode: string): Buffer[] {
  return keys.macs('user-code', userCodeText(organizationId, userCode));
}

function userCodeText(organizationId: string, userCode: string): string {
  return `${organizationId} ${userCode}`;
}
