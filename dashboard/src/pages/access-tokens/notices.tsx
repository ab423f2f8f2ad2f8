import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { noticesQuery, useDismissNotice } from '../../api/notices.ts';
import { Banner } from '../../ui/banner.tsx';
import { textLinkLook } from '../../ui/text-link.ts';
import { Time } from '../../ui/time.tsx';

/** What the member must know about their tokens and connected applications, until they dismiss it. */
export function Notices() {
  const { data: notices = [] } = useQuery(noticesQuery);
  const dismiss = useDismissNotice();
  return notices.map((notice) => (
    <Banner key={notice.id} tone="danger" onDismiss={() => dismiss.mutate(notice.id)}>
      {notice.message} <Time at={notice.createdAt} className="text-muted" />
      {notice.kind === 'connection_leaked' && (
        <Link to="/settings/account/connected-apps" className={`${textLinkLook} block w-fit`}>
          Connected Applications
        </Link>
      )}
    </Banner>
  ));
}
