import { Outlet } from 'react-router';
import { useMe } from '../api/account/me.ts';
import { ForbiddenPage } from '../shared/forbidden-page.tsx';

/**
 * Renders the page for admins only. The server enforces this too; here it saves a request that would fail.
 */
export function AdminOnly() {
  return useMe().role === 'ADMIN' ? <Outlet /> : <ForbiddenPage />;
}
