export const clientKinds = ['registered', 'metadata_document'] as const;
export type ClientKind = (typeof clientKinds)[number];
/** How a client shows who it is at the token endpoint (RFC 7591 2). `none` is a public client. */
export const authMethods = ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'] as const;
export type AuthMethod = (typeof authMethods)[number];

/** RFC 8628 3.4 */
export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** Every grant type of the token endpoint, in the order in which they are named everywhere. */
export const grantTypes = ['authorization_code', 'refresh_token', deviceGrantType] as const;
export type GrantTypeName = (typeof grantTypes)[number];

/** The public keys of a client (RFC 7591 2): its own list, or where they are published. */
export type ClientKeys = ({ readonly jwks: readonly PublicJwk[] } | { readonly jwksUri: string }) & {
  /** The only algorithm it signs with, where it said so. */
  readonly alg?: string;
};
/** A public key (RFC 7517), nothing but what is needed to verify with it. */
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

/** An OAuth client, wherever it is described: in its own client id, in its document, or in its row. */
export type Client = {
  readonly clientId: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly uri: string | null;
  readonly logoUri: string | null;
  readonly redirectUris: readonly string[];
  readonly authMethod: AuthMethod;
  /**
   * The grant types that it may use (RFC 7591 2), in the order of `grantTypes`. The device grant is in a document only
   * where the document names it: else a stranger could ask in the name of a well-known application, whose host would
   * vouch for it. A client that registered without naming any may use all.
   */
  readonly grantTypes: readonly GrantTypeName[];
  /** SHA-256 of the client secret; null where it has none. */
  readonly secretHash: Uint8Array | null;
  /** What a client with `private_key_jwt` signs with; absent for any other. */
  readonly keys?: ClientKeys;
  /** A client with keys whose document lets it come without a proof as well. */
  readonly alsoPublic?: true;
};

/** Where a client is looked for, and for whom: its registration there must be open to it. */
export type ClientHome = {
  readonly id: string;
  /** The organization's policy on new clients. */
  readonly registration: 'open' | 'authenticated' | 'off';
  /** Where the request came from: what reads of new documents are counted by. */
  readonly address: string;
};

/**
 * Finds a client by its client_id, or null where there is none that may act in this organization: unknown, of another
 * organization, blocked, or new where none may come.
 * `fresh` reads a metadata document anew where its time is up (for a new authorization); else what is known is enough.
 */
export type FindClient = (home: ClientHome, clientId: string, fresh: boolean) => Promise<Client | null>;
