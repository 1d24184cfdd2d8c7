import { useEffect, useState } from 'preact/hooks';
import { useSurroundings } from '../surroundings';
import { IconButton } from './IconButton';

const SHOWN_MS = 1_500;

export function CopyButton({ text, what }: { text: string; what: string }) {
  const { host, act } = useSurroundings();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    await host.call('copyText', { text });
    setCopied(true);
  };
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? 'Copied' : `Copy ${what}`}
      onClick={() => act(copy)}
    />
  );
}
