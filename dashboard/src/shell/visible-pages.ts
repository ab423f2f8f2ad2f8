import { useMe } from '../api/account/me.ts';
import { isNavigationPage, type NavigationPage, shellPages } from '../routes.ts';

export type PageGroup = { readonly name: string | null; readonly pages: readonly NavigationPage[] };

const pages = shellPages.filter(isNavigationPage);
const settings = '/settings/';
const ofOthers: readonly PageGroup[] = [
  { name: null, pages: pagesOf('/') },
  { name: 'Account', pages: pagesOf(`${settings}account/`) },
];
const ofAdmins: readonly PageGroup[] = [
  ...ofOthers,
  { name: 'Organization', pages: pagesOf(`${settings}organization/`) },
];

/** The pages that the member can see: those of the product, then those under Settings. */
export function useVisiblePages(): readonly PageGroup[] {
  return useMe().role === 'ADMIN' ? ofAdmins : ofOthers;
}

function pagesOf(prefix: string): readonly NavigationPage[] {
  return pages.filter(
    ({ path }) => path.startsWith(prefix) && (prefix !== '/' || !path.startsWith(settings)),
  );
}
