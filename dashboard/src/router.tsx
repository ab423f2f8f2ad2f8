import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject, redirect } from 'react-router';
import { whenSignedIn } from './api/account/me.ts';
import { ErrorPage } from './pages/errors/error-page.tsx';
import { NotFoundPage } from './pages/errors/not-found-page.tsx';
import { type Page, pages, settingsPages } from './pages.ts';
import { home } from './shared/home.ts';
import { loadFile } from './ui/later-file.ts';

/** The addresses of the dashboard: each page is a file that the browser loads when it is first needed. */
export function createRouter(client: QueryClient) {
  const routeOf = ({ path, load, readAhead }: Page): RouteObject => ({
    path,
    ...loadedLater(load),
    ...(readAhead && {
      loader: () => {
        void whenSignedIn(client, readAhead);
        return null;
      },
    }),
  });
  return createBrowserRouter([
    {
      ErrorBoundary: ErrorPage,
      HydrateFallback: Nothing,
      children: [
        ...pages.map(routeOf),
        { path: '/', loader: toHome },
        { path: '/settings', loader: toHome },
        {
          ...loadedLater(() => import('./shell/shell.tsx').then((file) => file.Shell)),
          children: [
            {
              ErrorBoundary: ErrorPage,
              children: [
                ...settingsPages.filter(({ path }) => !isAdminPage(path)).map(routeOf),
                {
                  ...loadedLater(() => import('./shell/admin-only.tsx').then((file) => file.AdminOnly)),
                  children: settingsPages.filter(({ path }) => isAdminPage(path)).map(routeOf),
                },
                { path: '/settings/*', Component: NotFoundPage },
              ],
            },
          ],
        },
        { path: '*', Component: NotFoundPage },
      ],
    },
  ]);
}

function loadedLater(load: Page['load']): Pick<RouteObject, 'lazy'> {
  const loaded = () => loadFile(load);
  return { lazy: { Component: loaded } };
}

function isAdminPage(path: string): boolean {
  return path.startsWith('/settings/organization/');
}

function toHome() {
  return redirect(home);
}

function Nothing() {
  return null;
}
