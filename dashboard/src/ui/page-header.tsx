import type { ReactNode } from 'react';
import { useDocumentTitle } from './hooks/use-document-title.ts';

type Props = {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
};

/** A page's heading, which is also the document's title. */
export function PageHeader({ title, description, actions }: Props) {
  useDocumentTitle(title);
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid gap-1">
        <h1 className="font-semibold text-xl leading-tight tracking-tight">{title}</h1>
        {description && <p className="max-w-prose text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
