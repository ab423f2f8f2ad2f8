/** The handle of a route inside the shell that also shows without a session, then without the navigation. */
export const publicHandle = { isPublic: true } as const;
