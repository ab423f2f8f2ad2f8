import { ArrowRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { OfflineNotice } from '../../ui/feedback/offline-notice.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { OrganizationLogo } from '../organization-logo.tsx';

type Props = {
  /** The title of the browser tab. */
  readonly documentTitle: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  /** The application's icon, next to the product's. */
  readonly sign?: ReactNode;
  readonly children?: ReactNode;
};

/** The frame of a decision. Its heading gets the focus, so that screen readers read the question first. */
export function ConsentFrame({ documentTitle, title, note, sign, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useDocumentTitle(documentTitle);
  return (
    <>
      <OfflineNotice />
      <main className="mx-auto grid w-full max-w-lg grid-cols-[minmax(0,1fr)] content-start gap-6 px-4 py-[8vh]">
        <header className="grid justify-items-center gap-4 text-center">
          <div className="flex items-center gap-3">
            {sign}
            {sign && <ArrowRight aria-hidden="true" className="size-5 text-muted" />}
            <OrganizationLogo className="size-11" />
          </div>
          <div className="grid min-w-0 max-w-full gap-1">
            {/* Clipped: a name with stacked accents would cover the text above and below it. */}
            <h1 ref={heading} tabIndex={-1} className="overflow-clip text-title outline-none">
              {title}
            </h1>
            {note && <div className="text-muted [overflow-wrap:anywhere]">{note}</div>}
          </div>
        </header>
        {children && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5 rounded-xl border border-line bg-surface p-5 shadow-sm sm:p-6">
            {children}
          </div>
        )}
      </main>
    </>
  );
}
