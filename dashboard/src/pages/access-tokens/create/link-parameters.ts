/** The parameters of the page's address that fill in the form: `?name=CI&scopes=tickets:read&expiresIn=90d`. */
export const linkParameters = ['name', 'description', 'scopes', 'expiresIn'] as const;

/** Whether an address fills in the form. Empty values only open it. */
export function isLink(parameters: URLSearchParams): boolean {
  return linkParameters.some((name) => parameters.has(name));
}

/** Returns an address's other parameters. */
export function withoutLink(parameters: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(parameters);
  for (const name of linkParameters) rest.delete(name);
  return rest;
}
