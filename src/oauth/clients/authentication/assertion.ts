import { AttemptLimit } from '../../../contract/limits/attempt-limit.ts';
import type { Client } from '../client.ts';
import type { AssertionLookup, AssertionSources } from './verify-assertion.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Assertions per minute from one client of an organization: each stores a row for up to an hour. */
const usesPerMinute = 600;

export type CheckAssertion = (lookup: AssertionLookup, client: Client, assertion: string) => Promise<void>;

/**
 * Returns the unverified `sub` of an assertion, only to find the client; empty if it has none, null if it is not a JWT.
 */
export async function claimedClientId(assertion: string): Promise<string | null> {
  return (await verification()).claimedClientId(assertion);
}

/**
 * Creates the function that verifies a client assertion (RFC 7523 3): signed with a key of the client by a supported
 * algorithm, issued by the client for this server, not expired, with a limited lifetime, and used once. The function
 * throws OAuthError invalid_client, or temporarily_unavailable if the client's keys cannot be fetched.
 */
export function assertionChecker(sources: AssertionSources): CheckAssertion {
  const limit = new AttemptLimit(sources.limits, 'client assertions', usesPerMinute);
  return async (lookup, client, assertion) => {
    const count = ({ clientId }: Client) => limit.take(`${lookup.id} ${clientId}`);
    await (await verification()).verifyAssertion(sources, count, lookup, client, assertion);
  };
}

/** Loads what verifies signatures, which most servers never need. */
function verification() {
  return import('./verify-assertion.ts');
}
