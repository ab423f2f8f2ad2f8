import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { membersQuery } from '../../api/organization/members.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { Invitations } from './invitations.tsx';
import type { OpenDialog } from './member-dialogs.tsx';
import { MemberTable } from './member-table.tsx';

/** Loaded on demand, so that the list appears sooner. */
const dialogs = lazyFile(() => import('./member-dialogs.tsx'));

/** The organization's members and pending invitations. */
export function MembersPage() {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  return (
    <>
      <PageHeader
        title="Members"
        description="People who can sign in. Role changes take effect immediately."
        actions={
          <Button
            variant="primary"
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'invite' })}
          >
            Invite member
          </Button>
        }
      />
      <Members onOpen={setOpen} />
      <Invitations
        onRevoke={(invitation) => setOpen({ kind: 'revoke-invitation', invitation })}
        onRenewLink={(invitation) => setOpen({ kind: 'renew-link', invitation })}
      />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ MemberDialogs }) => <MemberDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

function Members({ onOpen }: { readonly onOpen: (open: OpenDialog) => void }) {
  const { page, toPage } = useAddressQuery();
  const members = useQuery(membersQuery(page));
  if (members.isPending) return <SkeletonRows />;
  if (!members.data) {
    return <LoadError what="the members" error={members.error} onRetry={() => void members.refetch()} />;
  }
  const { data, pageSize, total, totalIsExact } = members.data;
  return (
    <>
      <MemberTable members={data} onOpen={onOpen} />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
    </>
  );
}
