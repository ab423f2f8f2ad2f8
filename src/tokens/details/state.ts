import type { Static } from 'typebox';
import { planHasPats } from '../../access/plans.ts';
import type { Organization } from '../../principals/principal.ts';
import type { TokenDetails } from './schema.ts';

type PausedBy = Static<typeof TokenDetails>['pausedBy'];

/** Returns what keeps an active token from working now; null if it works. @param ownerState of its member */
export function pausedBy({ plan, policy }: Organization, ownerState: string): PausedBy {
  if (!planHasPats(plan)) return 'plan';
  if (!policy.patsEnabled) return 'policy';
  return ownerState === 'active' ? null : 'member';
}
