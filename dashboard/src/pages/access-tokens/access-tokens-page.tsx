import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { organizationQuery } from '../../api/organization/organization.ts';
import { helpPath } from '../../shared/help-path.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { LeakBanners } from '../../shared/notices/leak-banners.tsx';
import { Button } from '../../ui/button.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Availability, tokensWork } from './availability.tsx';
import { isLink, withoutLink } from './create/link-parameters.ts';
import { TokenList } from './list/token-list.tsx';
import type { OpenDialog } from './token-dialogs.tsx';

/** Loaded on demand, so that the list appears sooner. */
const dialogs = lazyFile(() => import('./token-dialogs.tsx'));

/** A member's own personal access tokens. */
export function AccessTokensPage() {
  const organization = useQuery(organizationQuery);
  // The button works before the policy has loaded; the dialog opens once it has.
  const arePaused = organization.data !== undefined && !tokensWork(organization.data);
  const [open, setOpen] = useOpenDialog(arePaused);
  useReturnFocus(open !== null);
  return (
    <>
      <PageHeader
        title="Access Tokens"
        description={
          <>
            Tokens let scripts, CI jobs and integrations use the API as you.{' '}
            <Link to="/docs" className="text-accent underline underline-offset-4">
              API reference
            </Link>{' '}
            ·{' '}
            <a href={helpPath('guide')} className="text-accent underline underline-offset-4">
              Guide
            </a>
          </>
        }
        actions={
          <Button
            variant="primary"
            disabled={arePaused}
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'create', link: null })}
          >
            Create Token
          </Button>
        }
      />
      <LeakBanners />
      {organization.data && <Availability organization={organization.data} />}
      {organization.isError && !organization.data && (
        <LoadError
          what="your organization's policy"
          error={organization.error}
          onRetry={() => void organization.refetch()}
        />
      )}
      <TokenList arePaused={arePaused} onOpen={setOpen} />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ TokenDialogs }) => <TokenDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

/** The open dialog. A link that fills in the form opens it; the address keeps the link until the dialog closes. */
function useOpenDialog(arePaused: boolean) {
  const [parameters, setParameters] = useSearchParams();
  const [opened, setOpened] = useState<OpenDialog | null>(null);
  const hasLink = isLink(parameters);
  const linked: OpenDialog | null = hasLink && !arePaused ? { kind: 'create', link: parameters } : null;
  const setOpen = (next: OpenDialog | null) => {
    setOpened(next);
    if (hasLink) setParameters(withoutLink, { replace: true, preventScrollReset: true });
  };
  return [opened ?? linked, setOpen] as const;
}
