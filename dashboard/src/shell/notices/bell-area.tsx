import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { noticesQuery } from '../../api/account/notices.ts';
import { isApiError } from '../../api/errors.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { BellButton } from './bell-button.tsx';

const popover = lazyFile(() => import('./notices-popover.tsx'));

/** The bell. What it opens is loaded on demand. Not shown to a session that must show a second factor first. */
export function BellArea() {
  const { error } = useQuery(noticesQuery);
  const [isWanted, setWanted] = useState(false);
  if (isApiError(error, 'two_factor_enrollment_required', 'two_factor_verification_required')) return null;
  const button = (
    <BellButton onPointerEnter={popover.preload} onFocus={popover.preload} onClick={() => setWanted(true)} />
  );
  if (!isWanted) return button;
  return (
    <LazyPart file={popover} fallback={button} onMissing={() => setWanted(false)}>
      {({ NoticesPopover }) => <NoticesPopover />}
    </LazyPart>
  );
}
