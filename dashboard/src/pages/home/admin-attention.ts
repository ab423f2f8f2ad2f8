import { useQuery } from '@tanstack/react-query';
import {
  type Count,
  membersWithoutFactorQuery,
  tokenCountQuery,
  waitingApplicationsQuery,
} from '../../api/organization/attention.ts';
import { countOf } from '../../ui/text/count-of.ts';
import { isolated } from '../../ui/text/isolated.ts';
import type { Attention } from './attention-list.tsx';
import { expiringDays, unusedDays } from './own-attention.tsx';

const tokensPath = '/settings/organization/tokens';

/** What asks for an admin's attention, as far as it has loaded. Requests nothing for other members. */
export function useAdminAttention(isAdmin: boolean) {
  const expiring = useQuery({
    ...tokenCountQuery({ expiringWithinDays: expiringDays }),
    enabled: isAdmin,
  });
  const unused = useQuery({ ...tokenCountQuery({ unusedForDays: unusedDays }), enabled: isAdmin });
  const waiting = useQuery({ ...waitingApplicationsQuery, enabled: isAdmin });
  const unprotected = useQuery({ ...membersWithoutFactorQuery, enabled: isAdmin });
  const queries = [expiring, unused, waiting, unprotected];
  return {
    items: [
      ...expiringOf(expiring.data),
      ...unusedOf(unused.data),
      ...applicationsOf(waiting.data),
      ...unprotectedOf(unprotected.data),
    ] satisfies readonly Attention[],
    isPending: isAdmin && queries.some(({ isPending }) => isPending),
    failed: queries.find(({ isError }) => isError),
  };
}

function expiringOf(count: Count | undefined): readonly Attention[] {
  if (!count || count.total === 0) return [];
  const text = `${tokens(count)} in your organization expire${count.total === 1 ? 's' : ''} within ${expiringDays} days.`;
  const to = `${tokensPath}?expiringWithinDays=${expiringDays}`;
  return [{ id: 'all-expiring', tone: 'warning', text, to, action: 'Review' }];
}

function unusedOf(count: Count | undefined): readonly Attention[] {
  if (!count || count.total === 0) return [];
  const text = `${tokens(count)} in your organization ${count.total === 1 ? 'has' : 'have'} not been used for ${unusedDays} days.`;
  const to = `${tokensPath}?unusedForDays=${unusedDays}`;
  return [{ id: 'all-unused', tone: 'warning', text, to, action: 'Review' }];
}

function applicationsOf(names: readonly string[] | undefined): readonly Attention[] {
  const [first, ...others] = names ?? [];
  if (first === undefined) return [];
  const text =
    others.length === 0
      ? `The app ${isolated(first)} waits to be verified or blocked.`
      : `The app ${isolated(first)} and ${others.length} more wait to be verified or blocked.`;
  return [{ id: 'apps', tone: 'warning', text, to: '/settings/organization/applications', action: 'Decide' }];
}

function unprotectedOf(count: Count | undefined): readonly Attention[] {
  if (!count || count.total === 0) return [];
  const members = countOf(count.total, 'member', 'members', count.totalIsExact);
  const text = `${members} ${count.total === 1 ? 'has' : 'have'} no second factor.`;
  const to = '/settings/organization/members?secondFactor=none';
  return [{ id: 'unprotected', tone: 'warning', text, to, action: 'Review' }];
}

function tokens({ total, totalIsExact }: Count): string {
  return countOf(total, 'token', 'tokens', totalIsExact);
}
