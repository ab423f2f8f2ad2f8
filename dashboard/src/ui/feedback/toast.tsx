import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { Button } from '../button.tsx';

/**
 * How long a toast is shown, in milliseconds. Hover and focus keep it; a failure stays until it is dismissed.
 */
const shownFor = 6_000;

type Outcome = 'done' | 'failed';
type Show = (message: ReactNode, outcome?: Outcome) => void;
type Shown = { readonly id: number; readonly message: ReactNode; readonly outcome: Outcome };
const ToastContext = createContext<Show>(() => undefined);

/** Returns a function that shows a short message about a success or failure. Screen readers announce it. */
export function useToast(): Show {
  return use(ToastContext);
}

/** Provides toasts to the page. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const show = useCallback<Show>((message, outcome = 'done') => {
    setToasts((current) => [...current.slice(-2), { id: Date.now() + Math.random(), message, outcome }]);
  }, []);
  const dismiss = useCallback(
    (id: number) => setToasts((current) => current.filter((toast) => toast.id !== id)),
    [],
  );
  const list = useMemo(
    () => toasts.map(({ id, ...toast }) => <Toast key={id} {...toast} onEnd={() => dismiss(id)} />),
    [toasts, dismiss],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-4 z-60 grid justify-items-center gap-2 sm:left-auto sm:justify-items-end"
      >
        {list}
      </div>
    </ToastContext>
  );
}

type ToastProps = Omit<Shown, 'id'> & { readonly onEnd: () => void };

function Toast({ message, outcome, onEnd }: ToastProps) {
  const hasFailed = outcome === 'failed';
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld || hasFailed) return;
    const timer = setTimeout(onEnd, shownFor);
    return () => clearTimeout(timer);
  }, [isHeld, hasFailed, onEnd]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: not clickable; hovering only keeps the toast visible
    <div
      className="pointer-events-auto flex max-w-md items-center gap-2.5 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-lg"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {hasFailed ? (
        <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-danger" />
      ) : (
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
      )}
      <p className="min-w-0 break-words">{message}</p>
      <Button variant="quiet" size="icon" aria-label="Dismiss" onClick={onEnd}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
