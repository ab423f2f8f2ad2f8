/** The first segments of paths that only the dashboard serves, inside the shell. */
const segments = ['', 'boards', 'connect', 'settings', 'tickets'] as const;
type Segment = Exclude<(typeof segments)[number], ''>;

/** The path of a page inside the shell. */
export type ShellPath = '/' | `/${Segment}` | `/${Segment}/${string}`;

/** Whether an address of this origin is a page inside the shell. The server may have a page of its own at others. */
export function isShellPath(address: string): boolean {
  const first = /^\/([^/?#]*)/.exec(address)?.[1];
  return segments.some((segment) => segment === first);
}
