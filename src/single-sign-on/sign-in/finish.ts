import { isDeepStrictEqual } from 'node:util';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { lockOrganization } from '../../organizations/queries.ts';
import { type Browser, type BrowserSession, openBrowserSession } from '../../sign-in/open-browser-session.ts';
import { inTransaction } from '../../storage/database.ts';
import { exchangeCode, type ProviderIdentity } from '../provider/exchange.ts';
import { SignInProblem } from '../provider/problem.ts';
import type { Provider } from '../settings/provider.ts';
import { derived } from './browser-secret.ts';
import { memberOf } from './member.ts';
import { consumeRequest } from './queries.ts';
import { requireProvider, type SingleSignOnServices } from './start.ts';

/** The response of the identity provider, as the browser brings it. */
type ProviderResponse = {
  readonly organizationId: string;
  /** The redirect URI with the response's parameters. */
  readonly url: URL;
  /** Of the browser's cookie; null without one. */
  readonly browserSecret: string | null;
};

/**
 * Finishes a sign-in: uses up its request, verifies the response, finds or creates the member, and opens a session.
 * @throws SignInProblem
 */
export async function finishSignIn(
  services: SingleSignOnServices,
  from: ChangeOrigin,
  browser: Browser,
  { organizationId, url, browserSecret }: ProviderResponse,
): Promise<{ session: BrowserSession; returnTo: string }> {
  const { db, providers } = services;
  const state = url.searchParams.get('state') ?? '';
  if (browserSecret === null) throw expired();
  const { nonce, codeVerifier, hashes } = derived(browserSecret, state);
  const request = await consumeRequest(db, organizationId, hashes, from.at);
  if (!request) throw expired();
  try {
    const session = await openVerified(services, from, browser, organizationId, request, (provider) =>
      exchangeCode(providers, provider, url, { state, nonce, codeVerifier }),
    );
    return { session, returnTo: request.returnTo };
  } catch (error) {
    throw error instanceof SignInProblem ? error.returningTo(request.returnTo) : error;
  }
}

/** Opens a session for the member whose identity the provider states. */
async function openVerified(
  { db, keys }: SingleSignOnServices,
  from: ChangeOrigin,
  browser: Browser,
  organizationId: string,
  request: { readonly issuer: string; readonly clientId: string },
  identify: (provider: Provider) => Promise<ProviderIdentity>,
): Promise<BrowserSession> {
  const provider = await requireProvider(db, keys, organizationId);
  if (provider.issuer !== request.issuer || provider.clientId !== request.clientId) throw settingsChanged();
  const identity = await identify(provider);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    // The provider may have taken seconds to respond. Settings that have changed since must not open a session.
    if (!isDeepStrictEqual(await requireProvider(trx, keys, organizationId), provider))
      throw settingsChanged();
    return openBrowserSession(trx, organizationId, from, {
      userId: await memberOf(trx, from, provider, identity),
      browser,
      openedBy: 'single_sign_on',
      secondFactor: provider.trustsSecondFactor ? 'identity_provider' : null,
    });
  });
}

function settingsChanged(): SignInProblem {
  return new SignInProblem('settings_changed', 'An administrator has just changed single sign-on.');
}

function expired(): SignInProblem {
  return new SignInProblem(
    'expired',
    'This sign-in has expired, was already used, or was started in another browser.',
  );
}
