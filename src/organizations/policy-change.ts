import type { Policy } from '../access/policy.ts';
import { invalidField } from '../contract/errors.ts';
import type { PolicyChange } from './schema.ts';

/**
 * Returns a policy after a change. `twoFactorRequired` is the earlier form of `twoFactor`: true keeps a stricter value.
 * @throws SpedyError validation_failed if the two contradict each other
 */
export function changedPolicy(before: Policy, { twoFactorRequired, ...fields }: PolicyChange): Policy {
  const after = { ...before, ...fields };
  if (twoFactorRequired === undefined) return after;
  if (fields.twoFactor !== undefined && isRequired(after) !== twoFactorRequired)
    throw invalidField('policy.twoFactor', 'contradicts twoFactorRequired; send only one of them');
  if (isRequired(after) === twoFactorRequired) return after;
  return { ...after, twoFactor: twoFactorRequired ? 'required' : 'off' };
}

/** Whether a policy requires a second factor, of any kind. */
export function isRequired({ twoFactor }: Pick<Policy, 'twoFactor'>): boolean {
  return twoFactor !== 'off';
}
