import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { meQuery, useMe } from '../api/account/me.ts';
import { explain, isApiError } from '../api/errors.ts';
import { settleRenewal, useIsSessionEnded } from '../api/session.ts';
import { MessagePage } from '../shared/message-page.tsx';
import { signInPath } from '../shared/sign-in/return-to.ts';
import { WithinMain } from '../shared/within-main.ts';
import { Button } from '../ui/button.tsx';
import { OfflineNotice } from '../ui/feedback/offline-notice.tsx';
import { Skeleton, SkeletonRows } from '../ui/feedback/skeleton.tsx';
import { lazyFile } from '../ui/lazy-file.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import { Logo } from '../ui/logo.tsx';
import { isolated } from '../ui/text/isolated.ts';
import { Name } from '../ui/text/name.tsx';
import { Navigation } from './navigation.tsx';
import { NavigationButton } from './navigation-button.tsx';
import { UserArea } from './user-area.tsx';

const signInAgain = lazyFile(() => import('./sign-in-again.tsx'));

/** The frame of all pages under Settings. Redirects to sign-in if there is no session. */
export function Shell() {
  const me = useQuery(meQuery);
  const { pathname, search, hash } = useLocation();
  if (me.data) return <Frame />;
  if (me.isPending) return <ShellSkeleton />;
  if (isApiError(me.error, 'authentication_required')) {
    return <Navigate to={signInPath(pathname + search + hash)} replace />;
  }
  return (
    <MessagePage
      title="Could not load the dashboard"
      action={
        <Button variant="primary" pending={me.isFetching} onClick={() => void me.refetch()}>
          Try again
        </Button>
      }
    >
      {explain(me.error)}
    </MessagePage>
  );
}

function Frame() {
  const main = useMainFocus();
  const isSessionEnded = useIsSessionEnded();
  return (
    <>
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <div className="lg:grid lg:min-h-dvh lg:grid-cols-[17rem_minmax(0,1fr)]">
        <Sidebar />
        <div className="min-w-0">
          <OfflineNotice />
          <main
            ref={main}
            id="main"
            tabIndex={-1}
            className="mx-auto grid w-full max-w-6xl grid-cols-[minmax(0,1fr)] content-start gap-6 px-4 py-6 outline-none sm:px-8 lg:py-10"
          >
            <WithinMain value={true}>
              <Outlet />
            </WithinMain>
          </main>
        </div>
      </div>
      {isSessionEnded && (
        <LazyPart file={signInAgain} onMissing={() => settleRenewal(false)}>
          {({ SignInAgain }) => <SignInAgain />}
        </LazyPart>
      )}
    </>
  );
}

function Sidebar() {
  const { organization } = useMe();
  return (
    <header className="sticky top-0 z-30 flex h-(--bar) items-center gap-2 border-line border-b bg-surface px-3 lg:h-dvh lg:flex-col lg:items-stretch lg:gap-6 lg:border-r lg:border-b-0 lg:p-3">
      <div className="lg:hidden">
        <NavigationButton />
      </div>
      <div className="flex min-w-0 flex-1 items-center gap-2.5 lg:flex-none lg:px-2.5 lg:pt-2">
        <Logo className="size-6 shrink-0" />
        <p title={isolated(organization.name)} className="truncate font-semibold">
          <Name>{organization.name}</Name>
        </p>
      </div>
      <div className="hidden flex-1 overflow-y-auto lg:block">
        <Navigation />
      </div>
      <UserArea />
    </header>
  );
}

/** Moves the focus to the start of the page after navigation, as a full load does. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const focusedPath = useRef(pathname);
  useEffect(() => {
    if (focusedPath.current === pathname) return;
    focusedPath.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return main;
}

function ShellSkeleton() {
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="h-(--bar) border-line border-b bg-surface lg:h-auto lg:border-r lg:border-b-0" />
      <main className="mx-auto grid w-full max-w-6xl content-start gap-6 px-4 py-6 sm:px-8 lg:py-10">
        <Skeleton className="h-7 w-44" />
        <SkeletonRows />
      </main>
    </div>
  );
}
