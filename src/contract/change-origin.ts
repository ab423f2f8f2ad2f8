/** Who made a change. The operator is whoever runs the command line; the system is the server's own sweeps. */
export type Actor =
  | {
      readonly kind: 'member';
      readonly userId: string;
      readonly credentialKind: string;
      readonly credentialId: string;
    }
  | { readonly kind: 'operator' | 'system' | 'anonymous' };

/** Where a change comes from: who, from where, when (milliseconds since the epoch), in which request. */
export type ChangeOrigin = {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly at: number;
  readonly address: string | null;
  readonly requestId: string | null;
};

/** The origin of a change by the command line or by the server itself. */
export function ownOrigin(kind: 'operator' | 'system', organizationId: string, at: number): ChangeOrigin {
  return { organizationId, actor: { kind }, at, address: null, requestId: null };
}

/** Whether a change is made with a signed-in session. */
export function isSession({ actor }: Pick<ChangeOrigin, 'actor'>): boolean {
  return actor.kind === 'member' && actor.credentialKind === 'session';
}
