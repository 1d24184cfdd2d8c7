import { useSurroundings } from '../surroundings';
import { Banner } from './states';

/** What limits everything in view. */
export function Banners() {
  const { host, act, app } = useSurroundings();
  const readOnly = app.start.value?.readOnly;
  return (
    <>
      {readOnly && (
        <Banner
          icon="lock"
          action={{
            label: 'Try Again',
            run: () => act(() => host.call('helpLibrary', { by: 'tryingAgain' })),
          }}
        >
          {readOnly}
        </Banner>
      )}
      {!app.trusted.value && (
        <Banner
          icon="shield"
          action={{ label: 'Manage Trust', run: () => act(() => host.call('manageTrust', {})) }}
        >
          Files are not read until you trust this workspace.
        </Banner>
      )}
    </>
  );
}
