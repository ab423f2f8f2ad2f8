import { createHash } from 'node:crypto';

/** An audit event as it is hashed and stored. */
export type AuditEvent = {
  readonly organizationId: string;
  readonly sequence: number;
  readonly id: string;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly credentialKind: string | null;
  readonly credentialId: string | null;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  /** JSON. The hash covers exactly the stored text. */
  readonly details: string;
  readonly address: string | null;
  readonly requestId: string | null;
};

/** The previous hash of an organization's first event. */
export const chainStart = Buffer.alloc(32);

/** An event before it has its position in the chain. */
export type UnchainedEvent = Omit<AuditEvent, 'sequence'>;

/** The hash of an event: SHA-256 of the previous hash and all fields, in an unambiguous encoding. */
export function chainHash(previous: Uint8Array, event: AuditEvent): Buffer {
  const { before, after } = encodingAround(event);
  return createHash('sha256').update(previous).update(`${before}${event.sequence}${after}`).digest();
}

/** The hashed encoding of an event before and after its sequence: together, one JSON array of all fields. */
export function encodingAround(event: UnchainedEvent): { readonly before: string; readonly after: string } {
  const fields = [
    event.id,
    event.at,
    event.actorKind,
    event.actorId,
    event.credentialKind,
    event.credentialId,
    event.action,
    event.targetKind,
    event.targetId,
    event.details,
    event.address,
    event.requestId,
  ];
  return {
    before: `[${JSON.stringify(event.organizationId)},`,
    after: `,${JSON.stringify(fields).slice(1)}`,
  };
}
