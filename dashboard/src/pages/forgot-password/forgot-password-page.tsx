import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { addressOrganizationQuery } from '../../api/sign-in/address-organization.ts';
import { useRequestReset } from '../../api/sign-in/password-reset.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MessagePage } from '../../shared/message-page.tsx';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

/** Requests a link to set a new password. */
export function ForgotPasswordPage() {
  const organization = useQuery(addressOrganizationQuery);
  const request = useRequestReset();
  useDocumentTitle('Forgot password');
  if (organization.isPending) {
    return (
      <SignInCard title="Forgot password">
        <Skeleton className="h-14 w-full" />
        <Skeleton className="h-9 w-full" />
      </SignInCard>
    );
  }
  if (organization.isError) {
    return (
      <SignInCard title="Forgot password">
        <LoadError what="this page" error={organization.error} onRetry={() => void organization.refetch()} />
      </SignInCard>
    );
  }
  if (organization.data === null) {
    return (
      <MessagePage title="Forgot password" action={<ToSignIn />}>
        Open your organization's own address first, such as the one in your invitation.
      </MessagePage>
    );
  }
  if (!organization.data.mail) {
    return (
      <MessagePage title="Forgot password" action={<ToSignIn />}>
        This server sends no e-mail. Ask an administrator of <Name>{organization.data.name}</Name> for a link
        to set a new password.
      </MessagePage>
    );
  }
  if (request.isSuccess) {
    return (
      <MessagePage title="Look into your e-mail" action={<ToSignIn />}>
        <p role="status">
          If <Name>{request.variables}</Name> belongs to a member, a link is on its way. It works once, for{' '}
          {request.data.validForMinutes} minutes. If nothing arrives, look into the folder for spam, or ask an
          administrator.
        </p>
      </MessagePage>
    );
  }
  return (
    <SignInCard title="Forgot password" note="You get a link by e-mail to set a new one.">
      <RequestForm request={request} />
    </SignInCard>
  );
}

function RequestForm({ request }: { readonly request: ReturnType<typeof useRequestReset> }) {
  const form = useForm({
    initial: { email: '' },
    fields: ['email'],
    check: ({ email }): Readonly<Record<string, string>> =>
      email.trim() === '' ? { email: 'Enter your email.' } : {},
    send: ({ email }) => request.mutate(email.trim()),
    request,
  });
  return (
    <form {...form.props} className="grid gap-4">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={form.entries.email}
        error={form.problems.email}
        onChange={(event) => form.change({ email: event.target.value })}
      />
      <Button type="submit" variant="primary" pending={request.isPending}>
        Send link
      </Button>
      <p className="text-center">
        <Link to="/sign-in" className={textLinkClasses}>
          Back to sign-in
        </Link>
      </p>
    </form>
  );
}

function ToSignIn() {
  return (
    <Link to="/sign-in" className={buttonClasses()}>
      Back to sign-in
    </Link>
  );
}
