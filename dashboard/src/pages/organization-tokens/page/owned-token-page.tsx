import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { TokenDetails } from '../../../api/account/token-details.ts';
import { isApiError } from '../../../api/errors.ts';
import { ownedTokenHistoryQuery, ownedTokenQuery } from '../../../api/organization/owned-token.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { NotFoundPage } from '../../../shared/not-found-page.tsx';
import { TokenView } from '../../../shared/tokens/page/token-view.tsx';
import { ownedTokenPath } from '../../../shared/tokens/paths.ts';
import { Button } from '../../../ui/button.tsx';
import { SkeletonPage } from '../../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../../ui/hooks/use-return-focus.ts';
import { Section } from '../../../ui/section.tsx';
import { Command } from '../../../ui/text/command.tsx';
import { textLinkClasses } from '../../../ui/text-link.ts';
import { RevokeTokensDialog } from '../revoke-tokens-dialog.tsx';

/** Any member's token, for administrators. */
export function OwnedTokenPage() {
  const { tokenId = '' } = useParams();
  const token = useQuery(ownedTokenQuery(tokenId));
  if (token.isPending) return <SkeletonPage />;
  if (token.data) return <Loaded key={tokenId} token={token.data} />;
  if (isApiError(token.error, 'not_found')) return <NotFoundPage />;
  return <LoadError what="the token" error={token.error} onRetry={() => void token.refetch()} />;
}

function Loaded({ token }: { readonly token: TokenDetails }) {
  const [isRevoking, setRevoking] = useState(false);
  useReturnFocus(isRevoking);
  return (
    <>
      <TokenView
        token={token}
        history={ownedTokenHistoryQuery(token.id)}
        back={{ to: '/settings/organization/tokens', label: 'Tokens' }}
        showsOwner
        pathOf={ownedTokenPath}
        commands={<Commands tokenId={token.id} />}
        historyActions={
          <Link to={`/settings/organization/audit-log?credentialId=${token.id}`} className={textLinkClasses}>
            What was done with it
          </Link>
        }
        actions={
          <Button variant="caution" onClick={() => setRevoking(true)}>
            Revoke
          </Button>
        }
      />
      {isRevoking && <RevokeTokensDialog tokens={[token]} onClose={() => setRevoking(false)} />}
    </>
  );
}

function Commands({ tokenId }: { readonly tokenId: string }) {
  const address = `${window.location.origin}/api/v1/organization/tokens/${tokenId}`;
  return (
    <Section
      title="Revoke it from a terminal"
      description="With an admin's token in the variable SPEDY_TOKEN, or on the server."
    >
      <Command
        title="Over the API"
        text={`curl -X DELETE -H "Authorization: Bearer $SPEDY_TOKEN" ${address}`}
      />
      <Command title="On the server" text={`spedy admin token revoke ${tokenId}`} />
    </Section>
  );
}
