export type { Authentication, TokenProvider } from './authentication.ts';
export { type ClientOptions, createClient, SpedyClient } from './client.ts';
export { type ErrorCode, errorCodes } from './error-codes.ts';
export {
  type ClientErrorCode,
  type ErrorDetail,
  isApiError,
  isClientError,
  SpedyApiError,
  SpedyClientError,
  SpedyError,
} from './errors.ts';
export { type OAuthOptions, OAuthTokens, oauth } from './oauth/oauth.ts';
export { completeSignIn, type SignIn, startSignIn } from './oauth/sign-in.ts';
export type { StoredTokens, TokenStore } from './oauth/tokens.ts';
export type { components, paths } from './schema.ts';
export type { ListItem, ListPage, ListPath } from './types.ts';
