/** The classes of a link within text. */
export const textLinkClasses = 'rounded text-accent underline underline-offset-4 hover:no-underline';
