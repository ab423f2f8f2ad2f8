import { SpedyError } from '../http/errors.ts';
import type { Principal } from '../principals/principal.ts';

/** The session that a member came with. @throws SpedyError forbidden for a token */
export function sessionIdOf({ authentication }: Principal): string {
  if (authentication.method !== 'session') throw new SpedyError('forbidden');
  return authentication.sessionId;
}
