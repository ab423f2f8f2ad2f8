import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { pendingEmailQuery, useCancelEmailChange } from '../../api/account/profile.ts';
import { explain } from '../../api/errors.ts';
import { mailStateQuery } from '../../api/organization/mail.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

const nameDialog = lazyFile(() => import('./name-dialog.tsx'));
const emailDialog = lazyFile(() => import('./email-dialog.tsx'));

/** A member's name and email. */
export function ProfilePage() {
  const { user } = useMe();
  const mail = useQuery(mailStateQuery);
  const [open, setOpen] = useState<'name' | 'email' | null>(null);
  useReturnFocus(open !== null);
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader title="Profile" description="How others see you, and the email with which you sign in." />
      <SettingRow
        title="Name"
        description={
          <span className="[overflow-wrap:anywhere]">
            <Name>{user.name}</Name>
          </span>
        }
        actions={
          <Button
            onPointerEnter={nameDialog.preload}
            onFocus={nameDialog.preload}
            onClick={() => setOpen('name')}
          >
            Change name
          </Button>
        }
      />
      <SettingRow
        title="Email"
        description={
          <div className="grid gap-1">
            <span className="[overflow-wrap:anywhere]">
              <Name>{user.email}</Name>
            </span>
            {mail.data?.enabled === false && (
              <span>This server sends no e-mail, so that a new email cannot be confirmed.</span>
            )}
          </div>
        }
        actions={
          mail.data?.enabled && (
            <Button
              onPointerEnter={emailDialog.preload}
              onFocus={emailDialog.preload}
              onClick={() => setOpen('email')}
            >
              Change email
            </Button>
          )
        }
      >
        <PendingEmail />
      </SettingRow>
      {open === 'name' && (
        <LazyPart file={nameDialog} onMissing={close}>
          {({ NameDialog }) => <NameDialog onClose={close} />}
        </LazyPart>
      )}
      {open === 'email' && (
        <LazyPart file={emailDialog} onMissing={close}>
          {({ EmailDialog }) => <EmailDialog onClose={close} />}
        </LazyPart>
      )}
    </>
  );
}

/** The change that waits for confirmations. Renders nothing if there is none. */
function PendingEmail() {
  const { data: pending } = useQuery(pendingEmailQuery);
  const cancel = useCancelEmailChange();
  if (!pending) return null;
  const { email, currentConfirmed, newConfirmed, expiresAt } = pending;
  return (
    <Banner
      tone="info"
      title="The new email waits for its confirmations"
      action={
        <Button pending={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel the change
        </Button>
      }
    >
      <p className="[overflow-wrap:anywhere]">
        Open the links that were sent to your current email (
        {currentConfirmed ? 'confirmed' : 'not yet confirmed'}) and to <Name>{email}</Name> (
        {newConfirmed ? 'confirmed' : 'not yet confirmed'}). The change ends <Time at={expiresAt} />.
      </p>
      {cancel.isError && <p>{explain(cancel.error)}</p>}
    </Banner>
  );
}
