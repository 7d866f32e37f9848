/** An element of HTML. */
export interface HtmlElement {
  tag: string;
  attributes: Readonly<Record<string, string>>;
  children: HtmlNode[];
}

/** An element, or text with its entities as they stand in the source. */
export type HtmlNode = HtmlElement | string;

const VOID_TAGS = new Set(['img', 'br', 'hr', 'wbr']);
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|[^<]+|</g;

/** Parses the well-formed HTML that notebooks show: lower-case tags, attributes in double quotes, no comments. */
export function parseHtml(html: string): HtmlNode[] {
  const root: HtmlElement = { tag: '', attributes: {}, children: [] };
  const open = [root];
  for (const [token, slash, tag, attributes] of html.matchAll(TOKEN)) {
    const parent = open[open.length - 1]!;
    if (tag === undefined) parent.children.push(token);
    else if (slash === '/') {
      if (open.length > 1) open.pop();
    } else {
      const element: HtmlElement = { tag, attributes: parseAttributes(attributes!), children: [] };
      parent.children.push(element);
      if (!VOID_TAGS.has(tag)) open.push(element);
    }
  }
  return root.children;
}

function parseAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}
