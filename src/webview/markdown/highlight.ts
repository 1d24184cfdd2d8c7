import hljs from 'highlight.js/lib/common';
import type { ComponentChild } from 'preact';
import { h } from 'preact';

/** Beyond these, colours cost more than they help. */
const LONGEST = 60_000;
const LONGEST_LINE = 2_000;

interface Branch {
  scope: string | undefined;
  children: (Branch | string)[];
}

/** Collects what highlight.js finds as a tree, where its own emitter would write HTML. */
class TreeEmitter {
  readonly root: Branch = { scope: undefined, children: [] };
  private readonly open: Branch[] = [this.root];

  private get top(): Branch {
    return this.open.at(-1) ?? this.root;
  }
  addText(text: string) {
    if (text) this.top.children.push(text);
  }
  startScope(scope: string) {
    const branch: Branch = { scope, children: [] };
    this.top.children.push(branch);
    this.open.push(branch);
  }
  endScope() {
    if (this.open.length > 1) this.open.pop();
  }
  openNode(scope: string) {
    this.startScope(scope);
  }
  closeNode() {
    this.endScope();
  }
  __addSublanguage(other: TreeEmitter) {
    this.top.children.push({ scope: undefined, children: other.root.children });
  }
  finalize() {}
  toHTML() {
    return '';
  }
}

hljs.configure({ __emitter: TreeEmitter } as never);

const className = (scope: string) => `token-${scope.split('.')[0]?.replace(/[^\w-]/g, '') ?? ''}`;

const draw = (branch: Branch): ComponentChild[] =>
  branch.children.map((child) => {
    if (typeof child === 'string') return child;
    return child.scope ? h('span', { class: className(child.scope) }, draw(child)) : draw(child);
  });

const hasLongLine = (code: string) => code.split('\n').some((line) => line.length > LONGEST_LINE);

/** Coloured code; undefined when the language is unknown or the code too large. */
export function highlight(code: string, language: string): ComponentChild[] | undefined {
  if (code.length > LONGEST || !hljs.getLanguage(language) || hasLongLine(code)) return undefined;
  const { _emitter } = hljs.highlight(code, { language, ignoreIllegals: true });
  return draw((_emitter as unknown as TreeEmitter).root);
}
