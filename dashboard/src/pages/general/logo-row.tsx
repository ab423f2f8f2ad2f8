import { useRef, useState } from 'react';
import { explain } from '../../api/errors.ts';
import { type Logo, useRemoveLogo, useSaveLogo } from '../../api/organization/general/logo.ts';
import { LogoImage } from '../../shared/organization-logo.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { PictureError, pictureTypes, readPicture } from './picture.ts';

const logoDialog = lazyFile(() => import('./logo-dialog.tsx'));

/** The organization's logo, to upload and to remove. */
export function LogoRow({ logo }: { readonly logo: Logo | null }) {
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setProblem(null);
    try {
      setPicture(await readPicture(file));
    } catch (error) {
      setProblem(error instanceof PictureError ? error.message : explain(error));
    }
  };
  const close = () => {
    setPicture(null);
    button.current?.focus();
  };
  return (
    <SettingRow
      title="Logo"
      description="In the navigation, and where people sign in and allow apps. PNG, JPEG or WebP. Everyone who knows the address can see it."
      actions={
        <>
          <Button
            ref={button}
            onPointerEnter={logoDialog.preload}
            onFocus={logoDialog.preload}
            onClick={() => input.current?.click()}
          >
            {logo ? 'Replace logo' : 'Upload logo'}
          </Button>
          {logo && <RemoveButton logo={logo} onRemoved={() => button.current?.focus()} />}
        </>
      }
    >
      <input
        ref={input}
        type="file"
        aria-label="Logo file"
        tabIndex={-1}
        hidden
        accept={pictureTypes.join()}
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
      {problem !== null && <Banner tone="danger">{problem}</Banner>}
      {logo && (
        <div className="flex items-center gap-3">
          <LogoImage logo={logo} className="size-16 border border-line" />
          <LogoImage logo={logo} className="size-6" />
          <span className="text-muted text-sm">As it is shown to you</span>
        </div>
      )}
      {picture && (
        <LazyPart file={logoDialog} onMissing={close}>
          {({ LogoDialog }) => <LogoDialog picture={picture} onClose={close} />}
        </LazyPart>
      )}
    </SettingRow>
  );
}

type RemoveProps = { readonly logo: Logo; readonly onRemoved: () => void };

function RemoveButton({ logo, onRemoved }: RemoveProps) {
  const remove = useRemoveLogo();
  const save = useSaveLogo();
  const toast = useToast();
  const press = () =>
    remove.mutate(logo, {
      onSuccess: (removed) => {
        onRemoved();
        toast('Logo removed.', 'done', () => save.mutate(removed));
      },
      onError: (error) => toast(explain(error), 'failed'),
    });
  return (
    <Button variant="caution" pending={remove.isPending} onClick={press}>
      Remove logo
    </Button>
  );
}
