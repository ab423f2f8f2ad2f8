import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Member, type MemberAccess, memberAccessQuery } from '../../api/organization/members.ts';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { countOf } from '../../ui/text/count-of.ts';

type Counts = Omit<MemberAccess, 'countsAreExact'>;
type Props = {
  readonly member: Member;
  /** Says what happens to what is counted: a name and its text for each kind. */
  readonly lines: readonly (readonly [name: keyof Counts, text: (count: string) => ReactNode])[];
};

const nouns: Readonly<Record<keyof Counts, string>> = {
  sessions: 'session',
  tokens: 'access token',
  connections: 'app connection',
  invitations: 'pending invitation',
  boards: 'board',
  assignedTickets: 'assigned ticket',
};
/** A count that stands for more. */
const mostCounted = 10_000;

/** Lists what a change of a member ends, with exact counts. Kinds of which there are none are left out. */
export function EndingAccess({ member, lines }: Props) {
  const access = useQuery(memberAccessQuery(member.id));
  if (access.isPending) return <Skeleton className="h-12 w-56 max-w-full" />;
  const { data } = access;
  if (!data) return <p>What ends could not be counted. It ends all the same.</p>;
  const shown = lines.filter(([name]) => data[name] > 0);
  if (shown.length === 0) return <p>There is nothing that ends with it.</p>;
  return (
    <ul aria-label="What ends" className="list-disc pl-5">
      {shown.map(([name, text]) => (
        <li key={name}>{text(countText(data, name))}</li>
      ))}
    </ul>
  );
}

function countText(counts: MemberAccess, name: keyof Counts): string {
  const isMore = !counts.countsAreExact && counts[name] === mostCounted;
  return countOf(counts[name], nouns[name], `${nouns[name]}s`, isMore ? false : undefined);
}
