import { parseStoredWord } from '../../access/words.ts';
import { authMethods, type Client, clientKinds } from './client.ts';
import { olderGrantTypesOf } from './grant-types.ts';

type StoredClient = Omit<Client, 'secretHash' | 'grantTypes'> & {
  readonly secretHash: string | null;
  readonly grantTypes?: readonly string[];
  /** Stored by older versions instead of `grantTypes`. */
  readonly deviceGrant?: boolean;
};

/** Serializes a client for a stored request. */
export function storeClient(client: Client): string {
  const secretHash = client.secretHash && Buffer.from(client.secretHash).toString('base64');
  return JSON.stringify({ ...client, grantTypes: [...client.grantTypes], secretHash });
}

/**
 * Parses the client of a stored request.
 * @throws Error if a newer version of the server stored an unknown value
 */
export function parseStoredClient(text: string): Client {
  const { deviceGrant, ...stored }: StoredClient = JSON.parse(text);
  return {
    ...stored,
    kind: parseStoredWord(clientKinds, stored.kind),
    authMethod: parseStoredWord(authMethods, stored.authMethod),
    grantTypes: stored.grantTypes ? new Set(stored.grantTypes) : olderGrantTypesOf(deviceGrant === true),
    secretHash: stored.secretHash === null ? null : Buffer.from(stored.secretHash, 'base64'),
  };
}
