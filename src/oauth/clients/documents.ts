import type { Asker } from '../remote/fetch-budget.ts';
import { type RemoteOptions, RemoteValues } from '../remote/remote-values.ts';
import type { Client } from './client.ts';
import { documentUrl, parseDocument } from './metadata-document.ts';

/**
 * Client ID metadata documents, as strangers' servers serve them
 * (draft-ietf-oauth-client-id-metadata-document 5.2).
 */
export class ClientDocuments {
  readonly #allowLoopback: boolean;
  readonly #documents: RemoteValues<Client>;

  /** @param now milliseconds since the epoch */
  constructor(allowLoopback: boolean, now: () => number, options: Partial<RemoteOptions> = {}) {
    this.#allowLoopback = allowLoopback;
    this.#documents = new RemoteValues(
      (clientId, text) => parseDocument(clientId, text, allowLoopback),
      now,
      options,
    );
  }

  /**
   * The client that a document describes, read anew where its time is up.
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(clientId: string, asker: Asker): Promise<Client> {
    return this.#documents.read(documentUrl(clientId, this.#allowLoopback), asker);
  }

  /** The client as its document was last read here, however long ago; else as `read` gives it. */
  async readOnce(clientId: string, asker: Asker): Promise<Client> {
    return this.#documents.readOnce(documentUrl(clientId, this.#allowLoopback), asker);
  }
}
