import type { DataRouter } from 'react-router';
import { returnPath } from '../../shared/sign-in/return-to.ts';

export const securityPath = '/settings/account/security';

type Router = Pick<DataRouter, 'state' | 'navigate'>;

/**
 * Leads a member who must set up a second factor first to the page for it. The page that they wanted is remembered
 * with the address, so that they go on there.
 */
export function leadToEnrollment(router: Router): void {
  const { pathname, search, hash } = router.state.location;
  if (pathname === securityPath) return;
  void router.navigate(securityPath, { replace: true, state: { returnTo: pathname + search + hash } });
}

/** Where a member was led away from, by the state of the page's address; null where they came by themselves. */
export function enrollmentReturn(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('returnTo' in state)) return null;
  return typeof state.returnTo === 'string' ? returnPath(state.returnTo) : null;
}
