import { useQuery } from '@tanstack/react-query';
import { noticesQuery, useDismissNotice } from '../../api/notices.ts';
import { Banner } from '../../ui/banner.tsx';
import { Time } from '../../ui/time.tsx';

/** What the member must know about their tokens, until they dismiss it. */
export function Notices() {
  const { data: notices = [] } = useQuery(noticesQuery);
  const dismiss = useDismissNotice();
  return notices.map((notice) => (
    <Banner key={notice.id} tone="danger" onDismiss={() => dismiss.mutate(notice.id)}>
      {notice.message} <Time at={notice.createdAt} className="text-muted" />
    </Banner>
  ));
}
