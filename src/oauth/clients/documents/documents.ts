import type { Client } from '../client.ts';
import type { GrantTypeDefinition } from '../grant-types.ts';
import { type RemoteOptions, RemoteValues } from '../remote/remote-values.ts';
import type { Requester } from '../remote/requester.ts';
import { documentUrl, parseDocument } from './metadata-document.ts';

/**
 * Reads and caches client ID metadata documents (draft-ietf-oauth-client-id-metadata-document 5.2).
 */
export class ClientDocuments {
  readonly #allowLoopback: boolean;
  readonly #documents: RemoteValues<Client>;

  /**
   * @param grantTypes of the server
   * @param now milliseconds since the epoch
   */
  constructor(
    allowLoopback: boolean,
    grantTypes: readonly GrantTypeDefinition[],
    now: () => number,
    options: Partial<RemoteOptions> = {},
  ) {
    this.#allowLoopback = allowLoopback;
    this.#documents = new RemoteValues(
      (clientId, text) => parseDocument(clientId, text, grantTypes, allowLoopback),
      now,
      options,
    );
  }

  /**
   * Returns the client that a document describes; fetches the document again if it is no longer fresh.
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(clientId: string, requester: Requester): Promise<Client> {
    return this.#documents.read(documentUrl(clientId, this.#allowLoopback), requester);
  }

  /** Returns the client from the cached document, fresh or not; without one, like `read`. */
  async readOnce(clientId: string, requester: Requester): Promise<Client> {
    return this.#documents.readOnce(documentUrl(clientId, this.#allowLoopback), requester);
  }
}
