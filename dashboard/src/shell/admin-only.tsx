import { Outlet } from 'react-router';
import { useMe } from '../api/account/me.ts';
import { ForbiddenPage } from '../pages/errors/forbidden-page.tsx';

/** Lets administrators through. The server refuses the others by itself; this says so before anything is asked. */
export function AdminOnly() {
  return useMe().role === 'ADMIN' ? <Outlet /> : <ForbiddenPage />;
}
