import { SpedyError } from '../../contract/errors.ts';
import type { Principal } from '../../principals/principal.ts';

/** Returns the id of the principal's session. @throws SpedyError forbidden for another credential */
export function sessionIdOf({ authentication }: Principal): string {
  if (authentication.method !== 'session') throw new SpedyError('forbidden');
  return authentication.sessionId;
}
