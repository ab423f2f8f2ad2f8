import { clients } from './clients/list.ts';
import type { ClientVerdict, Step } from './report.ts';

/** Steps that are about the one token that was tried, not about a client. */
const ofToken: ReadonlySet<string> = new Set(['initialize', 'tools']);

/**
 * Which clients can connect, by what was found. A step that failed for every client, or for this one, is why it cannot;
 * so is whatever stands in its way at any server of such an address.
 * @param obstacles by the client's name
 */
export function verdictsOf(
  steps: readonly Step[],
  obstacles: ReadonlyMap<string, string>,
): readonly ClientVerdict[] {
  return clients.map(({ name }) => {
    const own = steps.filter(
      ({ client, step }) => client === name || (client === null && !ofToken.has(step)),
    );
    const failure = own.find(({ state }) => state === 'failed');
    const why = obstacles.get(name) ?? failure?.why ?? null;
    if (why !== null) return { name, connects: false, why };
    const went = (wanted: string) => own.some(({ step, state }) => step === wanted && state === 'ok');
    // Where nobody registers, those with a document get as far as the server reads it.
    const connects = went('authorize') || (went('outbound') && went('identity') && !own.some(isRegistration));
    if (connects) return { name, connects, why: null };
    const hindrance = own.find((step) => isRegistration(step) && step.state === 'warning');
    return { name, connects: null, why: hindrance?.why ?? null };
  });
}

function isRegistration({ step }: Step): boolean {
  return step === 'register';
}
