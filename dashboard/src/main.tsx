import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { twoFactorQuery } from './api/account/two-factor.ts';
import { createQueryClient } from './api/query-client.ts';
import { addressOrganizationQuery } from './api/sign-in/address-organization.ts';
import { redirectToEnrollment } from './pages/security/enrollment.ts';
import { createRouter } from './router.tsx';
import './styles.css';
import { ToastProvider } from './ui/feedback/toast.tsx';

// Dialogs add a style element to lock scrolling. The Content-Security-Policy requires the page's nonce on it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
if (nonce) setNonce(nonce);

const queryClient = createQueryClient(() => {
  redirectToEnrollment(router);
  void queryClient.invalidateQueries({ queryKey: twoFactorQuery.queryKey });
});
// Every page needs it first. index.html preloads it in parallel with the scripts.
void queryClient.prefetchQuery(addressOrganizationQuery);
const router = createRouter(queryClient);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
);
