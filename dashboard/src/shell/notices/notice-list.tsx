import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { type Notice, noticesQuery, useDismissNotice } from '../../api/account/notices.ts';
import { explain } from '../../api/errors.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { NoticeLink } from '../../shared/notices/notice-link.tsx';
import { NoticeText } from '../../shared/notices/notice-text.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly titleId: string; readonly onFollow: (to: string) => void };

/** The member's notices, newest first, until they dismiss them. */
export function NoticeList({ titleId, onFollow }: Props) {
  const { data, error, refetch } = useQuery(noticesQuery);
  const dismiss = useDismissNotice();
  const toast = useToast();
  const title = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const onDismiss = (id: string, place: number) => {
    // Its button disappears: the next one gets the focus, or the one before, or the title.
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    (buttons[place + 1] ?? buttons[place - 1] ?? title.current)?.focus();
    dismiss.mutate(id, { onError: (problem) => toast(explain(problem), 'failed') });
  };
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 ref={title} id={titleId} tabIndex={-1} className="font-semibold outline-none">
          Notices
        </h2>
        <p role="status" className="text-muted text-sm">
          {data && summaryOf(data.notices.length, data.total)}
        </p>
      </div>
      {!data && !error && <SkeletonRows />}
      {!data && error && <LoadError what="your notices" error={error} onRetry={() => void refetch()} />}
      {data && data.notices.length > 0 && (
        <ul ref={list} className="grid divide-y divide-line">
          {data.notices.map((notice, place) => (
            <NoticeItem
              key={notice.id}
              notice={notice}
              onFollow={onFollow}
              onDismiss={() => onDismiss(notice.id, place)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

type ItemProps = Pick<Props, 'onFollow'> & { readonly notice: Notice; readonly onDismiss: () => void };

function NoticeItem({ notice, onFollow, onDismiss }: ItemProps) {
  const textId = `text-${notice.id}`;
  return (
    <li className="flex gap-2 py-3 first:pt-0 last:pb-0">
      <div className="grid min-w-0 flex-1 gap-1">
        <p id={textId} className="[overflow-wrap:anywhere]">
          <NoticeText notice={notice} />
        </p>
        <div className="flex flex-wrap items-center gap-x-3 text-sm">
          <Time at={notice.createdAt} className="text-muted" />
          <NoticeLink kind={notice.kind} onFollow={onFollow} />
        </div>
      </div>
      <Button variant="quiet" size="icon" aria-label="Dismiss" aria-describedby={textId} onClick={onDismiss}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </li>
  );
}

function summaryOf(shown: number, total: number): string {
  if (total === 0) return 'Nothing new';
  return shown < total ? `The newest ${shown} of ${countText(total)}` : `${countText(total)} unread`;
}
