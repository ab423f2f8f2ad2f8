import { useMe } from '../../api/account/me.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';

/**
 * Says why a member is here and what to do: their organization requires a second factor, which they have yet to set
 * up, or to show in this session.
 */
export function EnrollmentBanner({ isEnrolled }: { readonly isEnrolled: boolean }) {
  const { organization } = useMe();
  return (
    <Banner
      tone="warning"
      title={
        <>
          <Name>{organization.name}</Name> requires two-factor authentication
        </>
      }
    >
      {isEnrolled
        ? 'This session was opened without your second factor. Enter a code below to go on: until then the other pages are closed to you.'
        : 'Set it up below to go on: until then the other pages are closed to you. You need an authenticator app, such as the one in your password manager or on your phone. Your access tokens go on working.'}
    </Banner>
  );
}
