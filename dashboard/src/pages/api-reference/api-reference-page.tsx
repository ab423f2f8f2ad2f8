import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { ApiDocument } from '../../api/reference/api-document.ts';
import { referenceQuery } from '../../api/reference/reference.ts';
import { DownloadLink } from '../../shared/download-link.tsx';
import { helpPath } from '../../shared/help-path.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { Logo } from '../../ui/logo.tsx';
import { GroupSection } from './group-section.tsx';
import { groupsOf, search } from './operations.ts';
import { SideList } from './side-list.tsx';
import { useAnchor } from './use-anchor.ts';

/** The API reference, rendered from the server's OpenAPI document. Public, at every host. */
export function ApiReferencePage() {
  useDocumentTitle('API reference');
  const reference = useQuery(referenceQuery);
  return (
    <>
      <header className="flex items-center gap-2.5 border-line border-b bg-surface px-4 py-3 sm:px-8">
        <Logo className="size-6 shrink-0" />
        <p className="font-semibold">Spedy</p>
        <nav aria-label="Related links" className="ml-auto flex gap-4 text-sm">
          <DownloadLink
            href="/openapi.json"
            what="the OpenAPI document"
            className="inline-flex items-center gap-1.5 text-accent underline-offset-4 hover:underline"
          >
            OpenAPI document
          </DownloadLink>
          <a href={helpPath('guide')} className="text-accent underline-offset-4 hover:underline">
            Help
          </a>
          <a href="/" className="text-accent underline-offset-4 hover:underline">
            Dashboard
          </a>
        </nav>
      </header>
      {reference.data ? (
        <Reference document={reference.data} />
      ) : (
        <main className="mx-auto grid max-w-4xl gap-6 px-4 py-8">
          <h1 className="text-title">API reference</h1>
          {reference.isPending ? (
            <SkeletonRows rows={6} />
          ) : (
            <LoadError
              what="the API reference"
              error={reference.error}
              onRetry={() => void reference.refetch()}
            />
          )}
        </main>
      )}
    </>
  );
}

function Reference({ document }: { readonly document: ApiDocument }) {
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed);
  const groups = useMemo(() => groupsOf(document), [document]);
  const found = useMemo(() => search(groups, wanted), [groups, wanted]);
  const anchor = useAnchor();
  const count = found.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <div className="mx-auto max-w-7xl lg:grid lg:grid-cols-[18rem_minmax(0,1fr)]">
      <aside className="hidden lg:sticky lg:top-0 lg:block lg:h-dvh lg:overflow-y-auto lg:border-line lg:border-r lg:p-4">
        <SideList groups={found} current={anchor} />
      </aside>
      <main className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-8 px-4 py-8 sm:px-8">
        <Introduction document={document} />
        <div className="max-w-xl">
          <TextField
            label="Search"
            type="search"
            name="search"
            autoComplete="off"
            placeholder="tokens, POST, /api/v1/tickets"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <p role="status" className="pt-1.5 text-muted text-sm">
            {count === 1 ? '1 operation' : `${count} operations`}
          </p>
        </div>
        {found.map((group) => (
          <GroupSection key={group.name} group={group} opened={anchor} />
        ))}
        {count === 0 && <p className="text-muted">No operations match. Try fewer or different words.</p>}
      </main>
    </div>
  );
}

function Introduction({ document: { info } }: { readonly document: ApiDocument }) {
  return (
    <div className="grid max-w-prose gap-2">
      <h1 className="text-title">API reference</h1>
      <p className="text-muted">
        Version {info.version} at <code className="font-mono text-ink">{window.location.origin}</code>.
        Authenticate with a personal access token:{' '}
        <code className="font-mono text-ink">Authorization: Bearer spedy_pat_…</code>. Requests and responses
        are JSON. Every error has a <code className="font-mono text-ink">code</code> for programs and a{' '}
        <code className="font-mono text-ink">message</code> for people.
      </p>
    </div>
  );
}
