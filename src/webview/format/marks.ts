/** Accents aside, and letter case perhaps, as the extension counts it; with the place of every character in the text. */
function fold(text: string, matchCase: boolean): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const bare = character.normalize('NFD').replaceAll(/\p{M}+/gu, '');
    const plain = matchCase ? bare : bare.toLowerCase();
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

const NO_TEXT = 'button, header, footer, time, .code-head, .screen-reader';
/** What a message says, without what is said about it. */
const SAID = '.reasoning-text, .markdown, .bubble';
/** No match goes on from one into another. */
const BLOCK = 'p, li, pre, th, td, h3, h4, h5, h6, .reasoning-text, .bubble';

/** Every place in a message that has one of the words, as ranges: nothing in it is changed. */
export function rangesOf(message: Element, words: readonly string[], matchCase = false): Range[] {
  const wanted = words.map((word) => fold(word, matchCase).folded).filter((word) => word !== '');
  if (wanted.length === 0) return [];
  return [...message.querySelectorAll(SAID)]
    .flatMap((said) => blocksOf(textNodes(said)))
    .flatMap((nodes) => rangesIn(nodes, wanted, matchCase));
}

function blocksOf(nodes: Text[]): Text[][] {
  const blocks: Text[][] = [];
  let last: Element | null | undefined;
  for (const node of nodes) {
    const block = node.parentElement?.closest(BLOCK);
    if (blocks.length > 0 && block === last) blocks.at(-1)?.push(node);
    else blocks.push([node]);
    last = block;
  }
  return blocks;
}

function rangesIn(nodes: Text[], wanted: readonly string[], matchCase: boolean): Range[] {
  const { folded, places } = fold(nodes.map(({ data }) => data).join(''), matchCase);
  return wanted.flatMap((word) => {
    const ranges: Range[] = [];
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const range = rangeOver(nodes, places[at] ?? 0, places[at + word.length] ?? 0);
      if (range) ranges.push(range);
    }
    return ranges;
  });
}

function textNodes(root: Element): Text[] {
  const walker = document.createTreeWalker(
    root,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    (node) => {
      if (node instanceof Element) {
        return node.matches(NO_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
      }
      return NodeFilter.FILTER_ACCEPT;
    },
  );
  const nodes: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) nodes.push(walker.currentNode);
  return nodes;
}

function rangeOver(nodes: Text[], start: number, end: number): Range | undefined {
  const range = document.createRange();
  let from = 0;
  let isOpen = false;
  for (const node of nodes) {
    const to = from + node.data.length;
    if (!isOpen && start < to) {
      range.setStart(node, start - from);
      isOpen = true;
    }
    if (isOpen && end <= to) {
      range.setEnd(node, end - from);
      return range;
    }
    from = to;
  }
  return undefined;
}
