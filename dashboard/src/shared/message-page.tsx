import { type ReactNode, use } from 'react';
import { useDocumentTitle } from '../ui/hooks/use-document-title.ts';
import { WithinMain } from './within-main.ts';

type Props = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode };

/** A page with a single message and an optional action. */
export function MessagePage({ title, children, action }: Props) {
  useDocumentTitle(title);
  const Part = use(WithinMain) ? 'div' : 'main';
  return (
    <Part className="mx-auto grid max-w-md justify-items-start gap-3 px-6 py-[18vh]">
      <h1 className="text-title">{title}</h1>
      <div className="text-muted">{children}</div>
      {action && <div className="pt-2">{action}</div>}
    </Part>
  );
}
