/** How long a person may take at the identity provider, in milliseconds. */
export const requestLifetime = 600_000;
