import type { Me } from '../../api/account/me.ts';
import type { Token } from '../../api/account/tokens.ts';
import { isEnrolled, type TwoFactor } from '../../api/account/two-factor.ts';
import type { Organization } from '../../api/organization/organization.ts';
import { planHasPats, planName } from '../../api/organization/plans.ts';
import { tokenPath } from '../../shared/tokens/paths.ts';
import { countOf } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';
import { relativeTime } from '../../ui/text/relative-time.ts';
import type { Attention } from './attention-list.tsx';

const day = 86_400_000;
/** A token's expiry asks for attention this many days before it, and its disuse after this many. */
export const expiringDays = 7;
export const unusedDays = 90;

const tokensPath = '/settings/account/access-tokens';

/** Whether tokens of the organization work: they are paused on a plan without them and when the policy forbids them. */
export function pausedTokens(
  organization: Organization,
  { organization: { name } }: Me,
): readonly Attention[] {
  const { plan, policy } = organization;
  if (planHasPats(plan) && policy.patsEnabled) return [];
  const why = planHasPats(plan) ? (
    <>
      An admin of <Name>{name}</Name> turned access tokens off. Existing ones are paused.
    </>
  ) : (
    <>
      <Name>{name}</Name> is on the {planName(plan)}, so access tokens are paused.
    </>
  );
  return [{ id: 'paused', tone: 'warning', text: why, to: tokensPath, action: 'Details' }];
}

/** What a member's own tokens ask for. */
export function ownTokens(tokens: readonly Token[], now: number): readonly Attention[] {
  return [...expiring(tokens, now), ...unused(tokens, now)];
}

function expiring(tokens: readonly Token[], now: number): readonly Attention[] {
  const soon = tokens
    .flatMap(({ id, name, expiresAt }) =>
      expiresAt === null ? [] : [{ id, name, at: Date.parse(expiresAt) }],
    )
    .filter(({ at }) => at - now < expiringDays * day)
    .sort((a, b) => a.at - b.at);
  const [first, ...others] = soon;
  if (!first) return [];
  const text = (
    <>
      Your token <Name>{first.name}</Name> expires {relativeTime(first.at, now)}
      {others.length > 0 && `, and ${countOf(others.length, 'more token')} within ${expiringDays} days`}.
    </>
  );
  return [{ id: 'expiring', tone: 'warning', text, to: tokenPath(first.id), action: 'Rotate' }];
}

function unused(tokens: readonly Token[], now: number): readonly Attention[] {
  const old = tokens.filter(
    ({ createdAt, lastUsedAt }) => now - Date.parse(lastUsedAt ?? createdAt) > unusedDays * day,
  );
  const [first] = old;
  if (!first) return [];
  const what =
    old.length === 1 ? (
      <>
        Your token <Name>{first.name}</Name> has
      </>
    ) : (
      `${countOf(old.length, 'token')} of yours have`
    );
  const text = (
    <>
      {what} not been used for {unusedDays} days.
    </>
  );
  return [{ id: 'unused', tone: 'warning', text, to: `${tokensPath}?state=unused`, action: 'Review' }];
}

/** A member without a second factor should set one up. */
export function ownFactor(state: TwoFactor): readonly Attention[] {
  if (isEnrolled(state)) return [];
  const text = 'Your account has no second factor.';
  return [{ id: 'factor', tone: 'warning', text, to: '/settings/account/security', action: 'Set up' }];
}
