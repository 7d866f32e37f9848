/** What an element has: attributes, and functions that events call. */
export interface Attributes {
  [name: string]: string | number | boolean | ((event: Event) => void) | undefined;
}

/**
 * Makes an element of a page.
 *
 * @param attributes a function is called by the event of that name; undefined and false leave an attribute out
 * @param content texts are text, never markup
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...content);
  return made;
}
