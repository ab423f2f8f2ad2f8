import { clients } from './clients/list.ts';
import type { ClientVerdict, Step } from './report.ts';

/** Steps that concern the tested token, not a client. */
const tokenSteps: ReadonlySet<string> = new Set(['initialize', 'tools']);

/**
 * Decides which clients can connect. A client cannot connect if a step failed for all clients or for this
 * one, or if this kind of address is an obstacle for it.
 * @param obstacles by the client's name
 */
export function verdictsOf(
  steps: readonly Step[],
  obstacles: ReadonlyMap<string, string>,
): readonly ClientVerdict[] {
  return clients.map(({ name }) => {
    const own = steps.filter(
      ({ client, step }) => client === name || (client === null && !tokenSteps.has(step)),
    );
    const failure = own.find(({ state }) => state === 'failed');
    const why = obstacles.get(name) ?? failure?.why ?? null;
    if (why !== null) return { name, connects: false, why };
    const went = (wanted: string) => own.some(({ step, state }) => step === wanted && state === 'ok');
    // Without registration, clients with a document can connect if the server can read it.
    const connects = went('authorize') || (went('outbound') && went('identity') && !own.some(isRegistration));
    if (connects) return { name, connects, why: null };
    const hindrance = own.find((step) => isRegistration(step) && step.state === 'warning');
    return { name, connects: null, why: hindrance?.why ?? null };
  });
}

function isRegistration({ step }: Step): boolean {
  return step === 'register';
}
