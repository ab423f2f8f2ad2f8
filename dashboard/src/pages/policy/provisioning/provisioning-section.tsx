import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Organization } from '../../../api/organization/organization.ts';
import { planHasPats } from '../../../api/organization/plans.ts';
import { type ScimTokens, scimTokensQuery } from '../../../api/organization/scim-tokens.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Banner } from '../../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../../ui/lazy-file.ts';
import { LazyPart } from '../../../ui/lazy-part.tsx';
import type { OpenDialog } from './scim-dialogs.tsx';
import { ScimTokenTable } from './scim-token-table.tsx';

const dialogs = lazyFile(() => import('./scim-dialogs.tsx'));

/** The SCIM tokens of identity providers, with the dialogs to create, rotate and revoke one. */
export function ProvisioningSection({ plan }: Pick<Organization, 'plan'>) {
  const id = useId();
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const tokens = useQuery(scimTokensQuery);
  const hasScim = planHasPats(plan);
  useReturnFocus(open !== null);
  return (
    <section aria-labelledby={id} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="grid gap-1">
          <h2 id={id} className="font-semibold">
            Provisioning
          </h2>
          <p className="max-w-prose text-muted text-sm">
            An identity provider, such as Entra ID or Okta, adds and removes members over SCIM 2.0. When it
            deactivates a member, their sessions, tokens, connected apps and invitations end immediately.
          </p>
        </div>
        {hasScim && (
          <Button
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'create' })}
          >
            Create SCIM token
          </Button>
        )}
      </div>
      {!hasScim && (
        <Banner tone="info">
          Adding and changing members over SCIM requires the Pro plan. Existing SCIM tokens can still
          deactivate and delete members.
        </Banner>
      )}
      {tokens.data ? (
        <Tokens tokens={tokens.data} canRotate={hasScim} onOpen={setOpen} />
      ) : tokens.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError what="the SCIM tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />
      )}
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ ScimDialogs }) => (
            <ScimDialogs open={open} baseUrl={tokens.data?.baseUrl ?? ''} onOpen={setOpen} />
          )}
        </LazyPart>
      )}
    </section>
  );
}

type TokensProps = {
  readonly tokens: ScimTokens;
  readonly canRotate: boolean;
  readonly onOpen: (open: OpenDialog) => void;
};

function Tokens({ tokens: { baseUrl, data }, canRotate, onOpen }: TokensProps) {
  return (
    <>
      <div className="grid min-w-0 gap-1.5">
        <p className="font-medium">SCIM base URL</p>
        <div className="flex items-center gap-2 rounded-lg border border-line bg-surface p-1.5 pl-3">
          <code className="min-w-0 flex-1 break-all py-1 font-mono text-sm">{baseUrl}</code>
          <CopyButton iconOnly text={baseUrl} label="Copy the SCIM base URL" />
        </div>
      </div>
      {data.length === 0 ? (
        <p className="text-muted">No SCIM tokens.</p>
      ) : (
        <ScimTokenTable tokens={data} canRotate={canRotate} onOpen={onOpen} />
      )}
    </>
  );
}
