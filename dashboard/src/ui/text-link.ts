/** The look of a link within words. */
export const textLinkLook = 'rounded text-accent underline underline-offset-4 hover:no-underline';
