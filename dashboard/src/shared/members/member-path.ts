/** Returns the path of a member's page, for administrators. */
export function memberPath(userId: string): string {
  return `/settings/organization/members/${userId}`;
}
