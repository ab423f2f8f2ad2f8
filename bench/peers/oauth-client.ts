import { createHash, randomBytes } from 'node:crypto';

/** The one confidential client of a peer, and its requests. */
export const clientId = 'bench';
export const clientSecret = randomBytes(32).toString('base64url');
export const redirectUri = 'https://client.example/callback';
/** The owner of the tokens and codes. */
export const accountId = 'ada';

/** For client_secret_basic. Neither value contains a character that form encoding changes. */
export const basicAuthorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
export const formType = 'application/x-www-form-urlencoded';

const codeVerifier = randomBytes(32).toString('base64url');
export const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');

export const refreshForm = { grant_type: 'refresh_token' };
export const exchangeForm = {
  grant_type: 'authorization_code',
  redirect_uri: redirectUri,
  code_verifier: codeVerifier,
};

export const refreshTokenCount = 64;
/** The first argument, by default enough for one short run. */
export const codeCount = Number(process.argv[2] ?? 4_000);
/** In seconds. All codes are created at the start, so they need a longer lifetime than in production. */
export const codeLifetime = 3_600;
