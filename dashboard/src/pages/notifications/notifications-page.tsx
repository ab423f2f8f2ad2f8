import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../api/account/me.ts';
import {
  type Notifications,
  notificationsQuery,
  useChangeNotifications,
} from '../../api/account/notifications.ts';
import { explain } from '../../api/errors.ts';
import { mailStateQuery } from '../../api/organization/mail.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Card } from '../../ui/card.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { CheckboxField } from '../../ui/form/checkbox-field.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Name } from '../../ui/text/name.tsx';

const optional = [
  {
    name: 'tokenCreated',
    label: 'An access token of yours was created',
    description: 'With its name, its expiry, and where it was created.',
  },
  {
    name: 'tokenExpiring',
    label: 'An access token of yours is about to expire',
    description: 'Seven days and one day before.',
  },
] as const satisfies readonly { name: keyof Notifications; label: string; description: string }[];

const always = [
  'A sign-in with a browser or from a place that you did not use before',
  'A change of your password, your second factor or your email',
  'A token, session or app of yours that was found in public and revoked',
  'Links that you or an administrator requested',
] as const;

/** Which messages a member gets. */
export function NotificationsPage() {
  const notifications = useQuery(notificationsQuery);
  return (
    <>
      <PageHeader title="Notifications" description={<Channel />} />
      {notifications.isPending && <SkeletonRows />}
      {notifications.isError && !notifications.data && (
        <LoadError
          what="your notifications"
          error={notifications.error}
          onRetry={() => void notifications.refetch()}
        />
      )}
      {notifications.data && <Optional wanted={notifications.data} />}
      <Card title="Always" description="Messages about the security of your account cannot be turned off.">
        <ul className="grid list-disc gap-2 pl-5">
          {always.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Card>
    </>
  );
}

/** Where messages arrive. */
function Channel() {
  const { user } = useMe();
  const mail = useQuery(mailStateQuery);
  if (!mail.data) return 'What you are told about.';
  if (!mail.data.enabled)
    return 'This server sends no e-mail. You see notices on the page of your access tokens.';
  return (
    <span className="[overflow-wrap:anywhere]">
      Messages go to <Name>{user.email}</Name>.
    </span>
  );
}

function Optional({ wanted }: { readonly wanted: Notifications }) {
  const change = useChangeNotifications();
  return (
    <Card title="If you want them" description="A change takes effect immediately.">
      {change.isError && <Banner tone="danger">{explain(change.error)}</Banner>}
      {optional.map(({ name, label, description }) => (
        <CheckboxField
          key={name}
          label={label}
          description={description}
          checked={wanted[name]}
          onChange={(event) => change.mutate({ [name]: event.target.checked })}
        />
      ))}
    </Card>
  );
}
