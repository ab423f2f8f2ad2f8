/** Returns the address of a board's page. */
export function boardPath(key: string): string {
  return `/boards/${encodeURIComponent(key)}`;
}

/** Returns the address of a ticket's page. */
export function ticketPath(displayId: string): string {
  return `/tickets/${encodeURIComponent(displayId)}`;
}

/** Returns the key of a ticket's board. */
export function boardKeyOf(displayId: string): string {
  return displayId.slice(0, displayId.lastIndexOf('-'));
}
