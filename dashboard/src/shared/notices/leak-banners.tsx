import { useQuery } from '@tanstack/react-query';
import { noticesQuery, useDismissNotice } from '../../api/account/notices.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Time } from '../../ui/text/time.tsx';
import { NoticeLink } from './notice-link.tsx';
import { NoticeText } from './notice-text.tsx';

/** Notices that a credential was leaked. They ask for action, so they are on Home and Access Tokens until they are dismissed. */
export function LeakBanners() {
  const { data } = useQuery(noticesQuery);
  const dismiss = useDismissNotice();
  return data?.notices
    .filter(({ kind }) => kind.endsWith('_leaked'))
    .map((notice) => (
      <Banner key={notice.id} tone="danger" onDismiss={() => dismiss.mutate(notice.id)}>
        <NoticeText notice={notice} /> <Time at={notice.createdAt} className="text-muted" />
        {notice.kind !== 'token_leaked' && <NoticeLink kind={notice.kind} />}
      </Banner>
    ));
}
