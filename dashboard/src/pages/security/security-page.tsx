import { useQuery } from '@tanstack/react-query';
import { twoFactorQuery } from '../../api/account/two-factor.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { EnrollmentBanner } from './enrollment-banner.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

/**
 * A member's password, second factor and sessions. Shows only the second factor while the organization
 * requires one that this session has not verified, because the server rejects everything else.
 */
export function SecurityPage() {
  const twoFactor = useQuery(twoFactorQuery);
  const mustVerify = twoFactor.data?.required === true && !twoFactor.data.verified;
  return (
    <>
      <PageHeader title="Security" description="How you sign in, and where you are signed in." />
      {mustVerify && <EnrollmentBanner isEnrolled={twoFactor.data?.enabled === true} />}
      {twoFactor.isPending && <SkeletonRows />}
      {twoFactor.isError && !twoFactor.data && (
        <LoadError
          what="your two-factor settings"
          error={twoFactor.error}
          onRetry={() => void twoFactor.refetch()}
        />
      )}
      {!twoFactor.isPending && !mustVerify && <PasswordCard />}
      {twoFactor.data && <TwoFactorCard state={twoFactor.data} />}
      {!twoFactor.isPending && !mustVerify && <SessionsSection />}
    </>
  );
}
