import { hash } from 'node:crypto';
import { randomBase62 } from '../../credentials/base62.ts';
import { hashSecret } from '../../credentials/hash.ts';

const length = 43;
const form = /^[0-9A-Za-z]{43}$/;

/** A random value that only one browser has. It binds sign-ins to the browser that started them. */
export function newBrowserSecret(): string {
  return randomBase62(length);
}

export function isBrowserSecret(value: string): boolean {
  return form.test(value);
}

/** Returns a new `state`, which finds the request of a response (RFC 6749 10.12). */
export function newState(): string {
  return randomBase62(length);
}

/**
 * Returns what the response to a request must match. The values follow from the browser's secret and the state, so that
 * the database has only the hashes of both, and the browser needs one cookie for any number of requests.
 */
export function derived(secret: string, state: string) {
  const derive = (purpose: string) => hash('sha256', `${purpose}\n${secret}\n${state}`, 'base64url');
  return {
    nonce: derive('nonce'),
    /** 43 characters (RFC 7636 4.1). */
    codeVerifier: derive('code verifier'),
    hashes: { stateHash: hashSecret(state), browserHash: hashSecret(secret) },
  };
}
