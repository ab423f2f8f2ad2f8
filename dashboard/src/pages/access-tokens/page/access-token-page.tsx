import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import {
  type TokenDetails,
  tokenDetailsQuery,
  tokenHistoryQuery,
} from '../../../api/account/token-details.ts';
import { isApiError } from '../../../api/errors.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { NotFoundPage } from '../../../shared/not-found-page.tsx';
import { TokenView } from '../../../shared/tokens/page/token-view.tsx';
import { tokenPath } from '../../../shared/tokens/paths.ts';
import { Button } from '../../../ui/button.tsx';
import { SkeletonPage } from '../../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../../ui/lazy-file.ts';
import { LazyPart } from '../../../ui/lazy-part.tsx';
import { Section } from '../../../ui/section.tsx';
import { Command } from '../../../ui/text/command.tsx';
import type { OpenDialog } from '../token-dialogs.tsx';

const dialogs = lazyFile(() => import('../token-dialogs.tsx'));

/** One of the member's own tokens. */
export function AccessTokenPage() {
  const { tokenId = '' } = useParams();
  const token = useQuery(tokenDetailsQuery(tokenId));
  if (token.isPending) return <SkeletonPage />;
  if (token.data) return <Loaded key={tokenId} token={token.data} />;
  if (isApiError(token.error, 'not_found')) return <NotFoundPage />;
  return <LoadError what="the token" error={token.error} onRetry={() => void token.refetch()} />;
}

function Loaded({ token }: { readonly token: TokenDetails }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  const used = token.scopesUsed.map(({ scope }) => scope);
  return (
    <>
      <TokenView
        token={token}
        history={tokenHistoryQuery(token.id)}
        back={{ to: '/settings/account/access-tokens', label: 'Access Tokens' }}
        showsOwner={false}
        pathOf={tokenPath}
        commands={<Commands tokenId={token.id} />}
        onNarrow={() => setOpen({ kind: 'edit', token, scopes: used })}
        actions={
          <>
            <Button onClick={() => setOpen({ kind: 'edit', token, scopes: token.scopes })}>Edit</Button>
            {token.state === 'active' && (
              <Button onClick={() => setOpen({ kind: 'rotate', token })}>Rotate</Button>
            )}
            <Button variant="caution" onClick={() => setOpen({ kind: 'revoke', token })}>
              Revoke
            </Button>
          </>
        }
      />
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ TokenDialogs }) => <TokenDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

function Commands({ tokenId }: { readonly tokenId: string }) {
  const { origin } = window.location;
  const header = '-H "Authorization: Bearer $SPEDY_TOKEN"';
  return (
    <Section
      title="Use it"
      description="With a secret in the variable SPEDY_TOKEN. To rotate or revoke, it needs full access or tokens:write."
    >
      <Command title="Try it" text={`curl ${header} ${origin}/api/v1/me`} />
      <Command
        title="Rotate it"
        text={`curl -X POST ${header} ${origin}/api/v1/me/tokens/${tokenId}/rotate`}
      />
      <Command title="Revoke it" text={`curl -X DELETE ${header} ${origin}/api/v1/me/tokens/${tokenId}`} />
    </Section>
  );
}
