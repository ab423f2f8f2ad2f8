export const clientKinds = ['registered', 'metadata_document'] as const;
type ClientKind = (typeof clientKinds)[number];
/** How a client authenticates at the token endpoint (RFC 7591 2). `none`: a public client. */
export const authMethods = ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'] as const;
export type AuthMethod = (typeof authMethods)[number];

/** RFC 8628 3.4 */
export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** All grant types, in canonical order. */
export const grantTypes = ['authorization_code', 'refresh_token', deviceGrantType] as const;
export type GrantTypeName = (typeof grantTypes)[number];

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

/** An OAuth client, read from its client id, its metadata document, or its row. */
export type Client = {
  readonly clientId: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly uri: string | null;
  readonly logoUri: string | null;
  readonly redirectUris: readonly string[];
  readonly authMethod: AuthMethod;
  /**
   * The grant types of the client (RFC 7591 2), in the order of `grantTypes`. A client with a metadata document has the
   * device grant only if the document lists it: otherwise anyone could start a device request in the name of a well-known
   * application with a verified host. A client that registered without listing any has all.
   */
  readonly grantTypes: readonly GrantTypeName[];
  /** SHA-256 of the client secret; null without one. */
  readonly secretHash: Uint8Array | null;
  /** The keys of a client with `private_key_jwt`. */
  readonly keys?: ClientKeys;
  /** A client with keys whose metadata document also allows `none`. */
  readonly alsoPublic?: true;
};

/** The organization in which a client is looked up, with its registration policy. */
export type ClientHome = {
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
export type FindClient = (home: ClientHome, clientId: string, fresh: boolean) => Promise<Client | null>;
