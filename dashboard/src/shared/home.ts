/** The page that members see first after signing in. */
export const home = '/settings/account/access-tokens';
