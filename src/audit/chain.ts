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

/** The hash of an event: SHA-256 of the previous hash and all fields, in an unambiguous encoding. */
export function chainHash(previous: Uint8Array, event: AuditEvent): Buffer {
  const fields = [
    event.organizationId,
    event.sequence,
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
  return createHash('sha256').update(previous).update(JSON.stringify(fields)).digest();
}
