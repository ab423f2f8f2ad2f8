/**
 * The host that a passkey belongs to (WebAuthn 5.1.2). It is the organization's own host, never a parent domain, so that
 * no other organization's pages can ask for the passkey.
 */
export type RelyingParty = {
  readonly organizationId: string;
  /** The RP ID: the host without its port. */
  readonly id: string;
  /** The origin of its pages. */
  readonly origin: string;
};

/** Returns the relying party of an organization's address. */
export function relyingPartyAt({
  id,
  origin,
}: {
  readonly id: string;
  readonly origin: string;
}): RelyingParty {
  return { organizationId: id, id: new URL(origin).hostname, origin };
}
