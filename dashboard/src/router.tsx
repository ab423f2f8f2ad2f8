import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject, redirect } from 'react-router';
import { whenSignedIn } from './api/account/me.ts';
import { ErrorPage } from './pages/errors/error-page.tsx';
import { NotFoundPage } from './pages/errors/not-found-page.tsx';
import { isSettingsPage, type Route, redirects, routes } from './routes.ts';
import { home } from './shared/home.ts';
import { loadFile } from './ui/lazy-file.ts';

/** Creates the router. Each page is a separate file that the browser loads on demand. */
export function createRouter(client: QueryClient) {
  const routeOf = ({ path, load, prefetch }: Route): RouteObject => ({
    path,
    ...loadedLater(load),
    ...(prefetch && {
      loader: () => {
        void whenSignedIn(client, prefetch);
        return null;
      },
    }),
  });
  const settingsPages = routes.filter(isSettingsPage);
  return createBrowserRouter([
    {
      ErrorBoundary: ErrorPage,
      HydrateFallback: Nothing,
      children: [
        ...routes.filter((route) => !isSettingsPage(route)).map(routeOf),
        ...redirects.map((path) => ({ path, loader: () => redirect(home) })),
        {
          ...loadedLater(() => import('./shell/shell.tsx').then((file) => file.Shell)),
          children: [
            {
              ErrorBoundary: ErrorPage,
              children: [
                ...settingsPages.filter((page) => !isAdminPage(page)).map(routeOf),
                {
                  ...loadedLater(() => import('./shell/admin-only.tsx').then((file) => file.AdminOnly)),
                  children: settingsPages.filter(isAdminPage).map(routeOf),
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

function loadedLater(load: Route['load']): Pick<RouteObject, 'lazy'> {
  const loaded = () => loadFile(load);
  return { lazy: { Component: loaded } };
}

function isAdminPage({ path }: Route): boolean {
  return path.startsWith('/settings/organization/');
}

function Nothing() {
  return null;
}
