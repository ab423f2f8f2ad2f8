import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useDocumentTitle } from './hooks/use-document-title.ts';
import { isolated } from './text/isolated.ts';
import { Name } from './text/name.tsx';

type Props = {
  /** Also the document's title. May be user-supplied, such as the name of a token. */
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** The list that the page of a single thing belongs to. Its label may be user-supplied. */
  readonly back?: { readonly to: string; readonly label: string };
  /** Beside the title, such as the badge of a state. */
  readonly badge?: ReactNode;
};

/** A page's heading, which is also the document's title. */
export function PageHeader({ title, description, actions, back, badge }: Props) {
  useDocumentTitle(isolated(title));
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-1">
        {back && (
          <Link
            to={back.to}
            className="-ml-1 flex w-fit max-w-full items-center gap-1 rounded text-muted text-sm hover:text-ink pointer-coarse:min-h-8"
          >
            <ChevronLeft aria-hidden="true" className="size-4 shrink-0" />
            <span className="min-w-0">
              <Name>{back.label}</Name>
            </span>
          </Link>
        )}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-title">
            <Name>{title}</Name>
          </h1>
          {badge}
        </div>
        {description && <p className="max-w-prose text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
