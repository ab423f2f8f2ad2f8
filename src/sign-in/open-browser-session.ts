import type { ChangeOrigin } from '../contract/change-origin.ts';
import { type NewSession, type Opener, openSession, type SessionBrowser } from '../sessions/open-session.ts';
import type { Transaction } from '../storage/database.ts';
import { rememberSources } from './sources/remember-sources.ts';

/** The browser that signs in. */
export type Browser = SessionBrowser & {
  /** Whether it sends Sec-Fetch-Site, as browsers do. Only browsers keep the device cookie. */
  readonly isBrowser: boolean;
  /** The device value from an earlier sign-in, if any. */
  readonly device: string | null;
};
/** A new session, and the device value for its browser; null for other clients. */
export type BrowserSession = NewSession & { readonly device: string | null };

/** Opens a session, and remembers where the member signed in from. */
export async function openBrowserSession(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  opener: Opener & { readonly browser: Browser },
): Promise<BrowserSession> {
  const device = await rememberSources(trx, organizationId, from, opener.userId, opener.browser);
  return { ...(await openSession(trx, organizationId, from, opener)), device };
}
