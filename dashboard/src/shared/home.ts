/** Where a signed-in member begins. */
export const home = '/settings/account/access-tokens';
