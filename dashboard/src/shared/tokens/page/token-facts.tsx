import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { TokenDetails } from '../../../api/account/token-details.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Section } from '../../../ui/section.tsx';
import { ExpiryTime } from '../../../ui/text/expiry-time.tsx';
import { Name } from '../../../ui/text/name.tsx';
import { Time } from '../../../ui/text/time.tsx';
import { textLinkClasses } from '../../../ui/text-link.ts';
import { LastUse } from '../../last-use.tsx';
import { Person } from '../../person.tsx';
import { ScopeChip } from '../../scopes/scope-chip.tsx';
import { TokenHint } from '../../token-hint.tsx';

type Props = {
  readonly token: TokenDetails;
  readonly showsOwner: boolean;
  readonly pathOf: (tokenId: string) => string;
};

/** What a token is: its ID, its dates, and who created it with which credential. */
export function TokenFacts({ token, showsOwner, pathOf }: Props) {
  return (
    <Section title="Details">
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2 xl:grid-cols-3">
        {showsOwner && (
          <Fact name="Owner">
            <Person name={token.owner.name} email={token.owner.email} />
          </Fact>
        )}
        <Fact name="ID">
          <span className="flex items-center gap-2">
            <code className="min-w-0 break-all font-mono text-sm">{token.id}</code>
            <CopyButton iconOnly text={token.id} label="Copy the ID" />
          </span>
        </Fact>
        <Fact name="Secret">
          <TokenHint hint={token.hint} />
        </Fact>
        <Fact name="Permissions">
          <ScopeChip scopes={token.scopes} />
        </Fact>
        <Fact name="Created">
          <Time at={token.createdAt} />
          <CreatedWith token={token} pathOf={pathOf} />
        </Fact>
        {token.state !== 'inactive' && (
          <Fact name="Expires">
            <ExpiryTime at={token.expiresAt} />
          </Fact>
        )}
        <Fact name="Last used">
          <LastUse at={token.lastUsedAt} />
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

/** The credential that created a token, or that it replaces another one. */
function CreatedWith({ token: { createdWith, predecessorId }, pathOf }: Pick<Props, 'token' | 'pathOf'>) {
  return (
    <span className="block text-muted text-sm">
      {createdWith === null && 'by the operator'}
      {createdWith?.kind === 'session' && 'in a session of the dashboard'}
      {createdWith?.kind === 'token' && (
        <>
          with the token{' '}
          {createdWith.name === null ? (
            <code className="font-mono">{createdWith.id}</code>
          ) : (
            <Name>{createdWith.name}</Name>
          )}
        </>
      )}
      {predecessorId && (
        <>
          , in place of{' '}
          <Link to={pathOf(predecessorId)} className={textLinkClasses}>
            its predecessor
          </Link>
        </>
      )}
    </span>
  );
}
