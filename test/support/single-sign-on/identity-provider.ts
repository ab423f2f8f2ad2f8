import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { listenOnLoopback } from '../servers/loopback.ts';

export const clientId = 'spedy';
export const clientSecret = 'a secret that only the provider and the server know';

/** The claims of an account at the provider. */
export type Account = Readonly<Record<string, unknown>> & { readonly sub: string };

/** An account with a verified email. */
export function accountOf(email: string, claims: Record<string, unknown> = {}): Account {
  return { sub: `sub-of-${email}`, email, email_verified: true, name: email.split('@')[0], ...claims };
}

type Options = {
  readonly redirectUris: readonly string[];
  readonly port?: number;
  readonly settings?: object;
};
/** Answers a request in place of the provider; returns whether it did. */
type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** The certified oidc-provider on loopback, as the identity provider of an organization. It signs in one account at once. */
export async function openIdentityProvider({ redirectUris, port = 0, settings = {} }: Options) {
  let key = await newKey('first');
  let account: Account = accountOf('nobody@acme.test');
  let intercept: Interceptor = () => false;
  let listener: RequestListener = () => {};
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url?.split('?')[0] ?? '');
    if (!(await intercept(request, response))) listener(request, response);
  });
  let opened = await listenOnLoopback(server, port);
  const issuer = `http://127.0.0.1:${opened.port}`;

  const build = (keys: JWK) => {
    const provider = new Provider(
      issuer,
      configurationOf(keys, redirectUris, () => account, settings),
    );
    const answer = provider.callback();
    listener = async (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return answer(request, response);
      const { grantId, params } = await provider.interactionDetails(request, response);
      const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
      const grant = known ?? new provider.Grant({ accountId: account.sub, clientId: params.client_id });
      grant.addOIDCScope('openid email profile');
      const consent = { grantId: await grant.save() };
      await provider.interactionFinished(request, response, { login: { accountId: account.sub }, consent });
    };
  };
  build(key);

  return {
    issuer,
    port: opened.port,
    /** The paths of all requests. */
    requests,
    close: () => opened.close(),
    /** Listens again at its port, after `close`. */
    reopen: async () => {
      opened = await listenOnLoopback(server, Number(new URL(issuer).port));
    },
    signInAs: (next: Account) => {
      account = next;
    },
    /** Replaces the signing key; the old one is no longer published. */
    rotateKeys: async () => {
      key = await newKey(`next ${requests.length}`);
      build(key);
    },
    intercept: (next: Interceptor) => {
      intercept = next;
    },
    /**
     * Answers the next requests for tokens with an ID token of these claims, signed with the provider's key, and those for
     * UserInfo with other claims, if given.
     */
    sendIdToken: (
      claimsFor: () => JWTPayload,
      signedWith: JWK | null = null,
      userInfo: object | null = null,
    ) => {
      intercept = async (request, response) => {
        if (request.url === '/me' && userInfo !== null) {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(userInfo));
          return true;
        }
        if (request.url !== '/token') return false;
        const token = await signed(claimsFor(), signedWith ?? key);
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({ access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: token }),
        );
        return true;
      };
    },
  };
}
export type IdentityProvider = Awaited<ReturnType<typeof openIdentityProvider>>;

export async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid };
}

async function signed(claims: JWTPayload, key: JWK): Promise<string> {
  const header = { alg: 'ES256', kid: key.kid ?? '' };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, 'ES256'));
}

function configurationOf(
  key: JWK,
  redirectUris: readonly string[],
  account: () => Account,
  settings: object,
): object {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [key] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    scopes: ['openid', 'email', 'profile'],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified', 'xms_edov'],
      profile: ['name', 'groups', 'realm_access'],
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['only for tests'] },
    // Every sign-in is of the current account.
    expiresWithSession: () => false,
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 1,
      Grant: 600,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ ...account(), sub: id }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    renderError: (context: { body: unknown }, out: unknown) => {
      context.body = out;
    },
    ...settings,
  };
}
