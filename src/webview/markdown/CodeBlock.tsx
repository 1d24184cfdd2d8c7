import { useMemo } from 'preact/hooks';
import { CopyButton } from '../components/CopyButton';
import { CodeActions } from '../components/CodeActions';
import { useUnfolding } from '../components/useUnfolding';
import { plural } from '../format/amounts';
import { highlight } from './highlight';
import { Link } from './Link';
import { pathInCode } from './links';

const LINES_AT_FIRST = 400;
const LONGEST_SHOWN = 200_000;

interface Props {
  code: string;
  /** What stands behind the fence: a language, perhaps a file. */
  info: string;
  /** The fence is not closed yet. */
  open: boolean;
}

/** The position after so many lines or characters; the whole length when there are fewer. */
function cutAt(code: string): number {
  let end = -1;
  for (let line = 0; line < LINES_AT_FIRST; line++) {
    end = code.indexOf('\n', end + 1);
    if (end < 0) return Math.min(code.length, LONGEST_SHOWN);
  }
  return Math.min(end, LONGEST_SHOWN);
}

function describe(info: string) {
  const [language = '', file = ''] = info
    .trim()
    .slice(0, 300)
    .split(/[\s:]+/);
  return { language: language.toLowerCase(), file: pathInCode(file) };
}

export function CodeBlock({ code, info, open }: Props) {
  const [all, setAll] = useUnfolding('text');
  const { language, file } = describe(info);
  const cut = all ? code.length : cutAt(code);
  const shown = code.slice(0, cut);
  const colours = useMemo(
    () => (open || language === '' ? undefined : highlight(shown, language)),
    [shown, language, open],
  );

  return (
    <div class="code-block">
      <div class="code-head">
        <span class="ellipsis">
          {language || 'text'}
          {file && ' · '}
          {file && <Link href={file}>{file}</Link>}
        </span>
        <CopyButton text={code} what="code" />
        {!open && <CodeActions code={code} language={language} file={file} />}
      </div>
      <pre tabIndex={0} aria-label={`Code, ${language || 'text'}`}>
        <code>{colours ?? shown}</code>
      </pre>
      {cut < code.length && (
        <button class="code-more" onClick={() => setAll(true)}>
          Show all {plural(code.split('\n').length, 'line')}
        </button>
      )}
    </div>
  );
}
