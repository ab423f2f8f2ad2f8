import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { type ResourceServer, resourceServersQuery } from '../../api/organization/resource-servers.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import type { OpenDialog } from './resource-server-dialogs.tsx';
import { ResourceServerTable } from './resource-server-table.tsx';

const dialogs = lazyFile(() => import('./resource-server-dialogs.tsx'));

/** The services that check the organization's tokens, with the dialogs to create and remove one. */
export function ResourceServersView() {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-prose text-muted">
          Services, such as an API gateway, that check the tokens of your organization (RFC 7662).
        </p>
        <Button
          variant="primary"
          onPointerEnter={dialogs.preload}
          onFocus={dialogs.preload}
          onClick={() => setOpen({ kind: 'create' })}
        >
          Create resource server
        </Button>
      </div>
      <ResourceServers onRemove={(server) => setOpen({ kind: 'remove', server })} />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ ResourceServerDialogs }) => <ResourceServerDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

function ResourceServers({ onRemove }: { readonly onRemove: (server: ResourceServer) => void }) {
  const servers = useQuery(resourceServersQuery);
  if (servers.isPending) return <SkeletonRows />;
  if (!servers.data) {
    return (
      <LoadError what="the resource servers" error={servers.error} onRetry={() => void servers.refetch()} />
    );
  }
  if (servers.data.length === 0) {
    return (
      <EmptyState icon={<ShieldCheck aria-hidden="true" className="size-5" />} title="No resource servers">
        Create one for each service that checks tokens. A service that forwards requests to Spedy with the
        caller's token does not need one.
      </EmptyState>
    );
  }
  return <ResourceServerTable servers={servers.data} onRemove={onRemove} />;
}
