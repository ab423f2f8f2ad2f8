import type { MaybePromise } from '../../storage/maybe-promise.ts';

export const clientKinds = ['registered', 'metadata_document'] as const;
export type ClientKind = (typeof clientKinds)[number];
/** How a client authenticates at the token endpoint (RFC 7591 2). `none`: a public client. */
export const authMethods = ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'] as const;
export type AuthMethod = (typeof authMethods)[number];

/** The public keys of a client (RFC 7591 2): a list, or the URL where they are published. */
export type ClientKeys = ({ readonly jwks: readonly PublicJwk[] } | { readonly jwksUri: string }) & {
  /** The only algorithm that the client signs with, if it registered one. */
  readonly alg?: string;
};
/** A public key (RFC 7517), reduced to the members needed for verification. */
export type PublicJwk = {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
};

/** An OAuth client, read from its client ID, its metadata document, or its row. */
export type Client = {
  readonly clientId: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly uri: string | null;
  readonly logoUri: string | null;
  readonly redirectUris: readonly string[];
  readonly authMethod: AuthMethod;
  /** The names of the grant types that the client can use (RFC 7591 2), in the order of the server's list. */
  readonly grantTypes: ReadonlySet<string>;
  /** SHA-256 of the client secret; null without one. */
  readonly secretHash: Uint8Array | null;
  /** The keys of a client with `private_key_jwt`. */
  readonly keys?: ClientKeys;
  /** A client with keys whose metadata document also allows `none`. */
  readonly alsoPublic?: true;
};

/** Where a client is looked up: in an organization, for a request. */
export type ClientLookup = {
  /** The organization's id. */
  readonly id: string;
  /** The organization's policy on new clients. */
  readonly registration: 'open' | 'authenticated' | 'off';
  /** The address of the request, which limits how many new documents are fetched. */
  readonly address: string;
};

/**
 * Finds a client by its client_id; null if it cannot be used in this organization: unknown, of another organization,
 * blocked, or new although the policy forbids new clients. `fresh` fetches a metadata document again if it is stale (for
 * a new authorization); otherwise the cached one is enough.
 */
export type FindClient = (
  lookup: ClientLookup,
  clientId: string,
  fresh: boolean,
) => MaybePromise<Client | null>;

/** Returns the host that publishes a client's metadata document; null for a registered client. */
export function verifiedHost({
  kind,
  clientId,
}: {
  readonly kind: string;
  readonly clientId: string;
}): string | null {
  return kind === 'metadata_document' ? (URL.parse(clientId)?.host ?? null) : null;
}
