import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

/** A notice at the top of the page while the browser is offline. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="sticky top-(--bar) z-20 lg:top-0">
      {!isOnline && (
        <p className="flex items-center justify-center gap-2 border-line border-b bg-warn-soft px-4 py-2 text-warn">
          <WifiOff aria-hidden="true" className="size-4 shrink-0" />
          You are offline. This page may be out of date, and changes cannot be saved.
        </p>
      )}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
