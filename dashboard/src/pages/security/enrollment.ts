import type { DataRouter } from 'react-router';
import { returnPath } from '../../shared/sign-in/return-to.ts';

const securityPath = '/settings/account/security';

type Router = Pick<DataRouter, 'state' | 'navigate'>;

/**
 * Redirects a member who must set up a second factor to the page for it. The history state keeps the page
 * that they wanted, so that they can continue there.
 */
export function redirectToEnrollment(router: Router): void {
  const { pathname, search, hash } = router.state.location;
  if (pathname === securityPath) return;
  void router.navigate(securityPath, { replace: true, state: { returnTo: pathname + search + hash } });
}

/** Returns the page that a member was redirected from, from the history state; null if there is none. */
export function enrollmentReturn(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('returnTo' in state)) return null;
  return typeof state.returnTo === 'string' ? returnPath(state.returnTo) : null;
}
