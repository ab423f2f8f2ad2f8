import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { type Token, tokensQuery } from '../../api/account/tokens.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { planHasPats } from '../../api/organization/plans.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { Time } from '../../ui/text/time.tsx';
import { StartCard } from './start-card.tsx';

const path = '/settings/account/access-tokens';

/** The member's access tokens, and the button that creates one. */
export function TokenCard() {
  const tokens = useQuery(tokensQuery);
  const organization = useQuery(organizationQuery).data;
  const navigate = useNavigate();
  const arePaused = organization && !(planHasPats(organization.plan) && organization.policy.patsEnabled);
  const isFirst = tokens.data?.length === 0;
  return (
    <StartCard
      icon={<KeyRound className="size-4" />}
      title="Access Tokens"
      actions={
        <>
          <Button
            variant={isFirst ? 'primary' : 'secondary'}
            disabled={arePaused}
            onClick={() => void navigate(`${path}?name=`)}
          >
            Create Token
          </Button>
          {!isFirst && (
            <Link to={path} className={buttonClasses({ variant: 'quiet' })}>
              All your tokens
            </Link>
          )}
        </>
      }
    >
      {tokens.data ? <Summary tokens={tokens.data} /> : <Skeleton className="h-5 w-56 max-w-full" />}
    </StartCard>
  );
}

function Summary({ tokens }: { readonly tokens: readonly Token[] }) {
  if (tokens.length === 0) return 'Create your first token to use the API from a script or a CI job.';
  const uses = tokens.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt])).sort();
  const latest = uses.at(-1);
  return (
    <>
      You have {countOf(tokens.length, 'active token')}
      {latest === undefined ? ', never used' : ', last used '}
      {latest !== undefined && <Time at={latest} />}.
    </>
  );
}
