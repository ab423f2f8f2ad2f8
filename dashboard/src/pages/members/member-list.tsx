import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { membersQuery } from '../../api/organization/members.ts';
import { LoadError } from '../../shared/load-error.tsx';
import type { MemberDialog } from '../../shared/members/member-dialogs.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useListPages } from '../../ui/hooks/use-list-pages.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { CursorPagination } from '../../ui/table/cursor-pagination.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { filterOf, isFiltered } from './member-filter.ts';
import { MemberFilters } from './member-filters.tsx';
import { MemberTable } from './member-table.tsx';

const dialogs = lazyFile(() => import('../../shared/members/member-dialogs.tsx'));

/** The members with their filters. */
export function MemberList() {
  const [open, setOpen] = useState<MemberDialog | null>(null);
  useReturnFocus(open !== null);
  const { get, change } = useAddressQuery();
  return (
    <>
      <MemberFilters filter={filterOf(get)} onChange={change} />
      <Members onOpen={setOpen} />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ MemberDialogs }) => <MemberDialogs open={open} onClose={() => setOpen(null)} />}
        </LazyPart>
      )}
    </>
  );
}

function Members({ onOpen }: { readonly onOpen: (open: MemberDialog) => void }) {
  const { get, clear } = useAddressQuery();
  const pages = useListPages();
  const filter = filterOf(get);
  const members = useQuery(membersQuery(filter, pages.position));
  if (members.isPending) return <SkeletonRows />;
  if (!members.data) {
    return <LoadError what="the members" error={members.error} onRetry={() => void members.refetch()} />;
  }
  const { data, total, totalIsExact } = members.data;
  if (data.length === 0) {
    return (
      <EmptyState
        icon={<Users aria-hidden="true" className="size-5" />}
        title="No members found"
        action={<Button onClick={clear}>Show all members</Button>}
      >
        No members match this search and these filters.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-3">
      <p role="status" className={isFiltered(filter) ? 'text-muted' : 'sr-only'}>
        {countOf(total, 'member', 'members', totalIsExact)}
      </p>
      <MemberTable members={data} onOpen={onOpen} />
      <CursorPagination list={members.data} pages={pages} />
    </div>
  );
}
