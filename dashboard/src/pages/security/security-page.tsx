import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { isEnrolled, twoFactorQuery } from '../../api/account/two-factor.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { enrollmentReturn } from './enrollment.ts';
import { EnrollmentBanner } from './enrollment-banner.tsx';
import { PasskeysSection } from './passkeys/passkeys-section.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

/**
 * A member's password, second factor and sessions. Shows only the second factor while the organization
 * requires one that this session has not verified, because the server rejects everything else.
 */
export function SecurityPage() {
  const twoFactor = useQuery(twoFactorQuery);
  const continueToPage = useContinue();
  const mustVerify = twoFactor.data?.satisfied === false;
  return (
    <>
      <PageHeader title="Security" description="How you sign in, and where you are signed in." />
      {twoFactor.data && mustVerify && <EnrollmentBanner state={twoFactor.data} />}
      {twoFactor.isPending && <SkeletonRows />}
      {twoFactor.isError && !twoFactor.data && (
        <LoadError
          what="your two-factor settings"
          error={twoFactor.error}
          onRetry={() => void twoFactor.refetch()}
        />
      )}
      {!twoFactor.isPending && !mustVerify && <PasswordCard />}
      {twoFactor.data && <TwoFactorCard state={twoFactor.data} onVerified={continueToPage} />}
      {twoFactor.data && (
        <PasskeysSection
          mustVerify={mustVerify}
          canAdd={twoFactor.data.verified || !isEnrolled(twoFactor.data)}
          onAdded={continueToPage}
        />
      )}
      {!twoFactor.isPending && !mustVerify && <SessionsSection />}
    </>
  );
}

/**
 * Returns to the page that the member was redirected from, after they set up or used a second factor.
 */
function useContinue(): () => void {
  const navigate = useNavigate();
  const { state } = useLocation();
  return () => {
    const path = enrollmentReturn(state);
    if (path !== null) void navigate(path, { replace: true });
  };
}
