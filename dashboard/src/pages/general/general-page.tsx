import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Organization, organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { LogoRow } from './logo-row.tsx';
import { NameForm } from './name-form.tsx';
import { PlanRow } from './plan-row.tsx';

const addressDialog = lazyFile(() => import('./address-dialog.tsx'));
const deletionDialog = lazyFile(() => import('./deletion-dialog.tsx'));

/** The organization's name, logo, address and plan, and its deletion. */
export function GeneralPage() {
  const organization = useQuery(organizationQuery);
  return (
    <>
      <PageHeader title="General" description="What your organization is called, and where it is." />
      {organization.data ? (
        <Settings organization={organization.data} />
      ) : organization.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError
          what="the organization"
          error={organization.error}
          onRetry={() => void organization.refetch()}
        />
      )}
    </>
  );
}

function Settings({ organization }: { readonly organization: Organization }) {
  const [open, setOpen] = useState<'address' | 'deletion' | null>(null);
  useReturnFocus(open !== null);
  const close = () => setOpen(null);
  return (
    <>
      <SettingRow title="Name" description="In pages and messages. It is not part of the address.">
        <NameForm organization={organization} />
      </SettingRow>
      <LogoRow logo={organization.logo} />
      <SettingRow
        title="Address"
        description={
          <>
            Where members sign in, and the first part of every address of the API.{' '}
            <span className="block font-mono text-ink text-sm [overflow-wrap:anywhere]">
              {window.location.origin}
            </span>
          </>
        }
        actions={
          <Button
            onPointerEnter={addressDialog.preload}
            onFocus={addressDialog.preload}
            onClick={() => setOpen('address')}
          >
            Change address
          </Button>
        }
      />
      <PlanRow plan={organization.plan} />
      <SettingRow
        title="Delete organization"
        description="Stops it for everyone at once. The operator of this server can restore it for 30 days; then everything is erased."
        actions={
          <Button
            variant="caution"
            onPointerEnter={deletionDialog.preload}
            onFocus={deletionDialog.preload}
            onClick={() => setOpen('deletion')}
          >
            Delete organization
          </Button>
        }
      />
      {open === 'address' && (
        <LazyPart file={addressDialog} onMissing={close}>
          {({ AddressDialog }) => <AddressDialog slug={organization.slug} onClose={close} />}
        </LazyPart>
      )}
      {open === 'deletion' && (
        <LazyPart file={deletionDialog} onMissing={close}>
          {({ DeletionDialog }) => <DeletionDialog name={organization.name} onClose={close} />}
        </LazyPart>
      )}
    </>
  );
}
