import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { meQuery } from '../../api/account/me.ts';
import { addressOrganizationQuery } from '../../api/sign-in/address-organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { isShellPath } from '../../shared/shell-path.ts';
import { returnPath } from '../../shared/sign-in/return-to.ts';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { ChooseOrganization } from './choose-organization.tsx';
import { ContinueTo } from './continue-to.tsx';
import { SignInWays } from './sign-in-ways.tsx';

/**
 * Sign-in at an organization's address. Asks for the organization on the bare domain, and redirects signed-in
 * members.
 */
export function SignInPage() {
  const me = useQuery(meQuery);
  const organization = useQuery(addressOrganizationQuery);
  const [parameters] = useSearchParams();
  const isSwitching = parameters.has('other');
  const [isChoosing, setChoosing] = useState(isSwitching);
  const path = returnPath(parameters.get('returnTo'));
  useReturn(me.data !== undefined && !isChoosing, path);
  useDocumentTitle(organization.data ? `Sign in to ${isolated(organization.data.name)}` : 'Sign in');

  if (me.isPending || (me.data && !isChoosing) || organization.isPending) return <Waiting />;
  if (organization.isError) {
    return (
      <SignInCard title="Sign in">
        <LoadError what="this page" error={organization.error} onRetry={() => void organization.refetch()} />
      </SignInCard>
    );
  }
  if (organization.data === null) return <ChooseOrganization slug={null} />;
  if (isChoosing)
    return <ChooseOrganization slug={organization.data.slug} onBack={() => setChoosing(false)} />;
  return (
    <SignInCard
      title={
        <>
          Sign in to <Name>{organization.data.name}</Name>
        </>
      }
      note={<ContinueTo path={path} />}
    >
      <SignInWays singleSignOn={organization.data.singleSignOn} returnTo={path} />
      <Button variant="quiet" onClick={() => setChoosing(true)}>
        Other organization
      </Button>
    </SignInCard>
  );
}

/**
 * Opens `path` once the member is signed in. Other paths may be served by the server, so they reload.
 */
function useReturn(isSignedIn: boolean, path: string): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!isSignedIn) return;
    if (isShellPath(path)) void navigate(path, { replace: true });
    else window.location.replace(path);
  }, [isSignedIn, path, navigate]);
}

function Waiting() {
  return (
    <SignInCard title={<Skeleton className="h-7 w-48" />}>
      <Skeleton className="h-14 w-full" />
      <Skeleton className="h-14 w-full" />
      <Skeleton className="h-9 w-full" />
    </SignInCard>
  );
}
