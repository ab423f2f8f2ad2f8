import type { ChangeOrigin } from '../contract/change-origin.ts';
import { tellMember } from '../mail/tell.ts';
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

/** Opens a session, remembers where the member signed in from, and tells them if it was not known. */
export async function openBrowserSession(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  opener: Opener & { readonly browser: Browser },
): Promise<BrowserSession> {
  const { userId, browser, openedBy } = opener;
  const { device, isNew } = await rememberSources(trx, organizationId, from, userId, browser);
  if (isNew && openedBy !== 'invitation') {
    const { at, address } = from;
    const fields = { at, address, userAgent: browser.userAgent?.slice(0, 300) ?? null };
    await tellMember(trx, { organizationId, userId }, 'new_sign_in', fields, at);
  }
  return { ...(await openSession(trx, organizationId, from, opener)), device };
}
