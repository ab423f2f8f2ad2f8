import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, Navigate, Outlet, ScrollRestoration, useLocation, useMatches } from 'react-router';
import { meQuery, useMe } from '../api/account/me.ts';
import { explain, isApiError } from '../api/errors.ts';
import { settleRenewal, useIsSessionEnded } from '../api/session.ts';
import { ConfirmIdentity } from '../shared/confirmation/confirm-identity.tsx';
import { home } from '../shared/home.ts';
import { MessagePage } from '../shared/message-page.tsx';
import { OrganizationLogo } from '../shared/organization-logo.tsx';
import { signInPath } from '../shared/sign-in/return-to.ts';
import { WithinMain } from '../shared/within-main.ts';
import { Button } from '../ui/button.tsx';
import { OfflineNotice } from '../ui/feedback/offline-notice.tsx';
import { SkeletonPage } from '../ui/feedback/skeleton.tsx';
import { lazyFile } from '../ui/lazy-file.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import { isolated } from '../ui/text/isolated.ts';
import { Name } from '../ui/text/name.tsx';
import {
  CommandDialogs,
  type OpenCommands,
  SearchButton,
  SearchIconButton,
} from './commands/command-area.tsx';
import { useShortcuts } from './commands/use-shortcuts.ts';
import { Navigation } from './navigation.tsx';
import { NavigationButton } from './navigation-button.tsx';
import { BellArea } from './notices/bell-area.tsx';
import { publicHandle } from './public-handle.ts';
import { UserArea } from './user/user-area.tsx';

const signInAgain = lazyFile(() => import('./sign-in-again.tsx'));

/** The frame of all pages for members. Redirects to sign-in if there is no session. */
export function Shell() {
  const me = useQuery(meQuery);
  const isPublic = useMatches().some(({ handle }) => handle === publicHandle);
  const { pathname, search, hash } = useLocation();
  if (me.data) return <Frame />;
  if (me.isPending) return <ShellSkeleton />;
  if (isApiError(me.error, 'authentication_required')) {
    if (isPublic) return <Outlet />;
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
  const [commands, setCommands] = useState<OpenCommands>(null);
  const onSearch = useCallback(() => setCommands('palette'), []);
  const onSheet = useCallback(() => setCommands('shortcuts'), []);
  useShortcuts({ onSearch, onSheet });
  return (
    <>
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <div className="lg:grid lg:min-h-dvh lg:grid-cols-[17rem_minmax(0,1fr)]">
        <Sidebar onSearch={onSearch} onShortcuts={onSheet} />
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
      <ScrollRestoration />
      <CommandDialogs open={commands} onOpen={setCommands} />
      {!isSessionEnded && <ConfirmIdentity />}
      {isSessionEnded && (
        <LazyPart file={signInAgain} onMissing={() => settleRenewal(false)}>
          {({ SignInAgain }) => <SignInAgain />}
        </LazyPart>
      )}
    </>
  );
}

type SidebarProps = { readonly onSearch: () => void; readonly onShortcuts: () => void };

function Sidebar({ onSearch, onShortcuts }: SidebarProps) {
  const { organization } = useMe();
  return (
    <header className="sticky top-0 z-30 flex h-(--bar) items-center gap-2 border-line border-b bg-surface px-3 lg:h-dvh lg:flex-col lg:items-stretch lg:gap-4 lg:border-r lg:border-b-0 lg:p-3">
      <div className="lg:hidden">
        <NavigationButton />
      </div>
      <div className="flex min-w-0 flex-1 items-center gap-2.5 lg:flex-none lg:px-2.5 lg:pt-2">
        <Link
          to={home}
          title={isolated(organization.name)}
          className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md"
        >
          <OrganizationLogo className="size-6 shrink-0" />
          <span className="truncate font-semibold">
            <span className="sr-only">Home of </span>
            <Name>{organization.name}</Name>
          </span>
        </Link>
        <div className="lg:hidden">
          <SearchIconButton onSearch={onSearch} />
        </div>
        <BellArea />
      </div>
      <div className="hidden lg:block">
        <SearchButton onSearch={onSearch} />
      </div>
      <div className="hidden flex-1 overflow-y-auto lg:block">
        <Navigation />
      </div>
      <UserArea onShortcuts={onShortcuts} />
    </header>
  );
}

/** Moves the focus to the page after navigation, as a full load does. `ScrollRestoration` scrolls. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const focusedPath = useRef(pathname);
  useEffect(() => {
    if (focusedPath.current === pathname) return;
    focusedPath.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function ShellSkeleton() {
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="h-(--bar) border-line border-b bg-surface lg:h-auto lg:border-r lg:border-b-0" />
      <main className="mx-auto grid w-full max-w-6xl content-start gap-6 px-4 py-6 sm:px-8 lg:py-10">
        <SkeletonPage />
      </main>
    </div>
  );
}
