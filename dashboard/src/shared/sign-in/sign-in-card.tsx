import type { ReactNode } from 'react';
import { OfflineNotice } from '../../ui/feedback/offline-notice.tsx';
import { OrganizationLogo } from '../organization-logo.tsx';

/** The card of the pages before sign-in. */
export function SignInCard({
  title,
  note,
  children,
}: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      <OfflineNotice />
      <main className="mx-auto grid w-full max-w-sm content-start gap-6 px-4 py-[12vh]">
        <header className="grid justify-items-center gap-3 text-center">
          <OrganizationLogo className="size-10" />
          <div className="grid gap-1">
            <h1 className="text-title">{title}</h1>
            {note && <p className="text-muted [overflow-wrap:anywhere]">{note}</p>}
          </div>
        </header>
        <div className="grid gap-4 rounded-xl border border-line bg-surface p-6 shadow-sm">{children}</div>
      </main>
    </>
  );
}
