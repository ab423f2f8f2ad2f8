import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { type Member, memberQuery } from '../../api/organization/members.ts';
import { MemberBoards } from '../../shared/boards/member-boards.tsx';
import { LoadError } from '../../shared/load-error.tsx';
import type { MemberDialog } from '../../shared/members/member-dialogs.tsx';
import { MemberState } from '../../shared/members/member-facts.tsx';
import { NotFoundPage } from '../../shared/not-found-page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonPage } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { AppsSection } from './apps-section.tsx';
import { LogSection } from './log-section.tsx';
import { ProfileCard } from './profile-card.tsx';
import { Section } from './section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TokensSection } from './tokens-section.tsx';

const dialogs = lazyFile(() => import('../../shared/members/member-dialogs.tsx'));
const list = '/settings/organization/members';

/** One member: who they are, what they have, and what happened. */
export function MemberPage() {
  const { userId = '' } = useParams();
  const member = useQuery(memberQuery(userId));
  if (isApiError(member.error, 'not_found')) return <NotFoundPage />;
  if (member.isPending) return <SkeletonPage />;
  if (!member.data) {
    return <LoadError what="the member" error={member.error} onRetry={() => void member.refetch()} />;
  }
  // The key closes a dialog when another member is opened.
  return <MemberView key={userId} member={member.data} />;
}

function MemberView({ member }: { readonly member: Member }) {
  const [open, setOpen] = useState<MemberDialog['kind'] | null>(null);
  const navigate = useNavigate();
  useReturnFocus(open !== null);
  const { id } = member;
  return (
    <>
      <Header member={member} onOpen={setOpen} />
      <ProfileCard member={member} onOpen={setOpen} />
      <SessionsSection userId={id} />
      <TokensSection userId={id} />
      <AppsSection userId={id} />
      <Section title="Boards">
        <MemberBoards userId={id} name={member.name} role={member.role} />
      </Section>
      <LogSection userId={id} side="by" />
      <LogSection userId={id} side="about" />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ MemberDialogs }) => (
            <MemberDialogs
              open={{ kind: open, member }}
              onClose={() => setOpen(null)}
              onRemoved={() => void navigate(list)}
            />
          )}
        </LazyPart>
      )}
    </>
  );
}

type HeaderProps = { readonly member: Member; readonly onOpen: (kind: MemberDialog['kind']) => void };

function Header({ member, onOpen }: HeaderProps) {
  const isMe = useMe().user.id === member.id;
  const isActive = member.state === 'active';
  return (
    <PageHeader
      title={member.name}
      back={{ to: list, label: 'Members' }}
      badge={
        <>
          {!isActive && <MemberState state={member.state} />}
          {isMe && <Badge tone="accent">You</Badge>}
        </>
      }
      actions={
        <>
          <Button
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => onOpen(isActive ? 'deactivate' : 'reactivate')}
          >
            {isActive ? 'Deactivate' : 'Reactivate'}
          </Button>
          <Button
            variant="caution"
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => onOpen('remove')}
          >
            Remove
          </Button>
        </>
      }
    />
  );
}
