import { type AuditEvent, chainHash, chainStart } from '../../src/audit/chain.ts';
import type { Values } from './random.ts';
import type { Sink } from './sink.ts';

/** The end of an organization's audit chain. */
export type Chain = { readonly organizationId: string; sequence: number; hash: Buffer };

export function beginningOf(organizationId: string): Chain {
  return { organizationId, sequence: 0, hash: chainStart };
}

type Event = {
  readonly at: number;
  readonly actorId: string;
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly details: object;
};

/** Appends an event, so that the chain stays valid. */
export async function append(sink: Sink, values: Values, chain: Chain, event: Event): Promise<void> {
  const { organizationId } = chain;
  const { at, actorId, action, target, details } = event;
  chain.sequence += 1;
  const full: AuditEvent = {
    organizationId,
    sequence: chain.sequence,
    id: values.id('aud', at),
    at,
    actorKind: 'member',
    actorId,
    credentialKind: 'session',
    credentialId: `ses_${actorId.slice(4)}`,
    action,
    targetKind: target.kind,
    targetId: target.id,
    details: JSON.stringify(details),
    address: '203.0.113.7',
    requestId: `req-${chain.sequence}`,
  };
  const hash = chainHash(chain.hash, full);
  await sink.insert('audit_events', {
    organization_id: organizationId,
    sequence: full.sequence,
    id: full.id,
    at,
    actor_kind: full.actorKind,
    actor_id: actorId,
    credential_kind: full.credentialKind,
    credential_id: full.credentialId,
    action,
    target_kind: target.kind,
    target_id: target.id,
    details: full.details,
    address: full.address,
    request_id: full.requestId,
    previous_hash: chain.hash,
    hash,
  });
  chain.hash = hash;
}
