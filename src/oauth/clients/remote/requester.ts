import type { ClientLookup } from '../client.ts';

/** On whose behalf something is fetched from an untrusted server. */
export type Requester = {
  readonly organizationId: string;
  /** The address that the request came from. */
  readonly address: string;
  /** Whether a member has allowed the client, which an attacker cannot fake: more of these are fetched for one address. */
  readonly isAllowed?: boolean;
};

/** Returns on whose behalf a document or a key set is fetched. */
export function requesterOf({ id, address }: ClientLookup): Requester {
  return { organizationId: id, address };
}
