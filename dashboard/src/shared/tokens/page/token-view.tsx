import type { ReactNode } from 'react';
import type { TokenDetails, tokenHistoryQuery } from '../../../api/account/token-details.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/feedback/banner.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Time } from '../../../ui/text/time.tsx';
import { EndedBy, EndReason } from '../inactive-end.tsx';
import { ScopeUse } from './scope-use.tsx';
import { TokenFacts } from './token-facts.tsx';
import { TokenHistory } from './token-history.tsx';
import { TokenAddresses, TokenUsage } from './token-usage.tsx';

type Props = {
  readonly token: TokenDetails;
  readonly history: ReturnType<typeof tokenHistoryQuery>;
  readonly back: { readonly to: string; readonly label: string };
  /** Buttons for a token that is not inactive. */
  readonly actions: ReactNode;
  /** The section of commands that use the token's ID. */
  readonly commands: ReactNode;
  /** Beside the history. */
  readonly historyActions?: ReactNode;
  readonly showsOwner: boolean;
  readonly pathOf: (tokenId: string) => string;
  readonly onNarrow?: () => void;
};

/** A token's page: what it is, how it is used, what it could lose, and what happened to it. */
export function TokenView({ token, history, back, commands, showsOwner, pathOf, ...rest }: Props) {
  const isInactive = token.state === 'inactive';
  return (
    <>
      <PageHeader
        title={token.name}
        back={back}
        badge={<StateBadge state={token.state} />}
        description={token.description ?? undefined}
        actions={isInactive ? undefined : rest.actions}
      />
      <StateBanner token={token} pathOf={pathOf} />
      <TokenFacts token={token} showsOwner={showsOwner} pathOf={pathOf} />
      <TokenUsage usage={token.usage} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ScopeUse token={token} onNarrow={isInactive ? undefined : rest.onNarrow} />
        <TokenAddresses addresses={token.addresses} lastUsedAt={token.lastUsedAt} />
      </div>
      {!isInactive && commands}
      <TokenHistory query={history} actions={rest.historyActions} />
    </>
  );
}

const badges = {
  active: <Badge tone="good">Active</Badge>,
  paused: <Badge tone="warning">Paused</Badge>,
  inactive: <Badge>Inactive</Badge>,
} as const;

function StateBadge({ state }: Pick<TokenDetails, 'state'>) {
  return badges[state];
}

const pauses = {
  plan: "The organization's plan does not include access tokens. It will work again once the plan does.",
  policy: 'An admin turned access tokens off. It will work again when an admin turns them back on.',
  member: 'Its owner is deactivated. It will work again when an admin activates them.',
} as const;

type BannerProps = Pick<Props, 'token' | 'pathOf'>;

/** Why a token does not work; nothing for one that does. */
function StateBanner({ token: { state, pausedBy, inactive }, pathOf }: BannerProps) {
  if (state === 'paused' && pausedBy) {
    return (
      <Banner tone="warning" title="This token is paused">
        {pauses[pausedBy]}
      </Banner>
    );
  }
  if (!inactive) return null;
  return (
    <Banner tone="info" title="This token no longer works">
      <EndReason inactive={inactive} pathOf={pathOf} /> <Time at={inactive.at} />
      {inactive.by && (
        <>
          {' '}
          by <EndedBy by={inactive.by} />
        </>
      )}
      . It stays listed for 90 days.
    </Banner>
  );
}
