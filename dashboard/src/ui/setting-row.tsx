import { type ReactNode, useId } from 'react';

type Props = {
  readonly title: string;
  /** A badge next to the title. */
  readonly state?: ReactNode;
  readonly description: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
};

/** A boxed setting with its state and its actions. */
export function SettingRow({ title, state, description, actions, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 flex-1 basis-72 gap-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 id={id} className="font-semibold">
              {title}
            </h2>
            {state}
          </div>
          <div className="max-w-prose text-muted">{description}</div>
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
