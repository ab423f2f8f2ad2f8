import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject, redirect } from 'react-router';
import { whenSignedIn } from './api/account/me.ts';
import { ErrorPage } from './pages/errors/error-page.tsx';
import { otherPages, redirects, type ShellPage, shellPages } from './routes.ts';
import { NotFoundPage } from './shared/not-found-page.tsx';
import { publicHandle } from './shell/public-handle.ts';
import { loadFile } from './ui/lazy-file.ts';

type Page = (typeof otherPages)[number];

/** Creates the router. Each page is a separate file that the browser loads on demand. */
export function createRouter(client: QueryClient) {
  const routeOf = ({ path, load, prefetch }: Page): RouteObject => ({
    path,
    ...loadedLater(load),
    ...(prefetch && {
      loader: () => {
        void whenSignedIn(client, prefetch);
        return null;
      },
    }),
  });
  return createBrowserRouter([
    {
      ErrorBoundary: ErrorPage,
      HydrateFallback: Nothing,
      children: [
        ...otherPages.map(routeOf),
        ...redirects.map(({ from, to }) => ({ path: from, loader: () => redirect(to) })),
        {
          ...loadedLater(() => import('./shell/shell.tsx').then((file) => file.Shell)),
          children: [
            {
              ErrorBoundary: ErrorPage,
              children: [
                ...shellPages.filter((page) => !isAdminPage(page)).map(routeOf),
                {
                  ...loadedLater(() => import('./shell/admin-only.tsx').then((file) => file.AdminOnly)),
                  children: shellPages.filter(isAdminPage).map(routeOf),
                },
                // Inside the shell for members, by itself for everyone else.
                { path: '*', handle: publicHandle, Component: NotFoundPage },
              ],
            },
          ],
        },
      ],
    },
  ]);
}

function loadedLater(load: Page['load']): Pick<RouteObject, 'lazy'> {
  const loaded = () => loadFile(load);
  return { lazy: { Component: loaded } };
}

function isAdminPage({ path }: ShellPage): boolean {
  return path.startsWith('/settings/organization/');
}

function Nothing() {
  return null;
}
