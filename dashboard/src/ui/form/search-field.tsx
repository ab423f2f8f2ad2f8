import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '../class-names.ts';
import { controlClasses, Field } from './field.tsx';

type Props = {
  readonly label: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly value: string;
  /** Called when the typing pauses. */
  readonly onChange: (text: string) => void;
  readonly className?: string;
};

/** How long a pause in typing is, in milliseconds. */
const pause = 250;

/** A field that searches while its text is typed. */
export function SearchField({ label, value, onChange, className, ...input }: Props) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  useEffect(() => {
    // Changed from outside, such as by "Clear filters".
    if (value === sent.current) return;
    clearTimeout(timer.current);
    sent.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (text: string) => {
    clearTimeout(timer.current);
    if (text === sent.current) return;
    sent.current = text;
    onChange(text);
  };
  return (
    <Field label={label}>
      {(control) => (
        <div className={classNames('relative', className)}>
          <Search
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-muted"
          />
          <input
            {...input}
            {...control}
            type="search"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            className={classNames(controlClasses, 'pl-9')}
            onChange={({ target }) => {
              setTyped(target.value);
              clearTimeout(timer.current);
              timer.current = setTimeout(() => send(target.value), pause);
            }}
            onKeyDown={(event) => event.key === 'Enter' && send(typed)}
          />
        </div>
      )}
    </Field>
  );
}
