/** The pages of the help that the dashboard links to. The help is outside the dashboard: the browser loads its pages. */
type HelpPage = '' | 'guide' | 'clients/connect' | 'how-to/leaked-token';

/** The address of a page of the help; '' is the first one. */
export function helpPath(page: HelpPage): string {
  return `/help/${page}`;
}
