import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { tokensQuery } from '../../api/account/tokens.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Availability, tokensWork } from './availability.tsx';
import { Notices } from './notices.tsx';
import type { OpenDialog } from './token-dialogs.tsx';
import { TokenTable } from './token-table.tsx';

/** Loaded on demand, so that the list appears sooner. */
const dialogs = lazyFile(() => import('./token-dialogs.tsx'));

/** A member's own personal access tokens. */
export function AccessTokensPage() {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  const organization = useQuery(organizationQuery);
  // The button works before the policy has loaded; the dialog opens once it has.
  const arePaused = organization.data !== undefined && !tokensWork(organization.data);
  return (
    <>
      <PageHeader
        title="Access Tokens"
        description={
          <>
            Tokens let scripts, CI jobs and integrations use the API as you.{' '}
            <Link to="/docs" className="text-accent underline underline-offset-4">
              API reference
            </Link>
          </>
        }
        actions={
          <Button
            variant="primary"
            disabled={arePaused}
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'create' })}
          >
            Create Token
          </Button>
        }
      />
      <Notices />
      {organization.data && <Availability organization={organization.data} />}
      {organization.isError && !organization.data && (
        <LoadError
          what="your organization's policy"
          error={organization.error}
          onRetry={() => void organization.refetch()}
        />
      )}
      <Tokens arePaused={arePaused} onOpen={setOpen} />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ TokenDialogs }) => <TokenDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

type TokensProps = { readonly arePaused: boolean; readonly onOpen: (open: OpenDialog) => void };

function Tokens({ arePaused, onOpen }: TokensProps) {
  const tokens = useQuery(tokensQuery);
  if (tokens.isPending) return <SkeletonRows />;
  if (!tokens.data) {
    return <LoadError what="your tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  if (tokens.data.length === 0) {
    return (
      <EmptyState icon={<KeyRound aria-hidden="true" className="size-5" />} title="No tokens yet">
        Create a token to call the API from a script or a CI job. Use a separate token for each one, so that
        you can revoke it without affecting the others.
      </EmptyState>
    );
  }
  return (
    <TokenTable
      tokens={tokens.data}
      arePaused={arePaused}
      onRotate={(token) => onOpen({ kind: 'rotate', token })}
      onRevoke={(token) => onOpen({ kind: 'revoke', token })}
    />
  );
}
