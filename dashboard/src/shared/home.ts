/** The page that members see first after signing in. */
export const home = '/';
