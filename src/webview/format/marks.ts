/** Letter case and accents aside, as the extension counts it; with the place of every character in the text. */
function fold(text: string): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character
      .normalize('NFD')
      .replaceAll(/\p{M}+/gu, '')
      .toLowerCase();
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

const NO_TEXT = 'button, header, footer, time, .screen-reader';

/** Every place in an element that has one of the words, as ranges: nothing in it is changed. */
export function rangesOf(root: Element, words: readonly string[]): Range[] {
  const wanted = words.map((word) => fold(word).folded).filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const nodes = textNodes(root);
  const { folded, places } = fold(nodes.map(({ data }) => data).join(''));
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
