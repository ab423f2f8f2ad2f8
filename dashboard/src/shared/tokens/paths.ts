/** The path of the page of one of the member's own tokens. */
export function tokenPath(tokenId: string): string {
  return `/settings/account/access-tokens/${tokenId}`;
}

/** The path of the page of any member's token, for administrators. */
export function ownedTokenPath(tokenId: string): string {
  return `/settings/organization/tokens/${tokenId}`;
}
