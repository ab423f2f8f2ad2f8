import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from 'react-router';
import { type Notice, noticesQuery, useDismissNotice } from '../../api/account/notices.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

/** The page to open for each kind of notice. */
const places: Partial<Record<Notice['kind'], { readonly to: string; readonly label: string }>> = {
  connection_leaked: { to: '/settings/account/connected-apps', label: 'Connected apps' },
  session_leaked: { to: '/settings/account/security', label: 'Security' },
  invitation_leaked: { to: '/settings/organization/members', label: 'Members' },
};

/** Notices about leaked tokens, sessions and connections, shown until the member dismisses them. */
export function Notices() {
  const { data: notices = [] } = useQuery(noticesQuery);
  const dismiss = useDismissNotice();
  return notices.map((notice) => {
    const place = places[notice.kind];
    return (
      <Banner key={notice.id} tone="danger" onDismiss={() => dismiss.mutate(notice.id)}>
        <Message notice={notice} /> <Time at={notice.createdAt} className="text-muted" />
        {place && (
          <Link to={place.to} className={`${textLinkClasses} block w-fit`}>
            {place.label}
          </Link>
        )}
      </Banner>
    );
  });
}

/** The text of a notice, with the token's name isolated in its own text direction. */
function Message({ notice: { message, tokenName } }: { readonly notice: Notice }) {
  const at = tokenName === '' ? -1 : message.indexOf(tokenName);
  if (at === -1) return <Fragment>{message}</Fragment>;
  return (
    <>
      {message.slice(0, at)}
      <Name>{tokenName}</Name>
      {message.slice(at + tokenName.length)}
    </>
  );
}
