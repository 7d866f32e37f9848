/** The pages of docs/api by the names of their files. */
export function pages(): Map<string, string>;
/** The `@param` tags that no parameter of their function has: `count of showTopLosses`. */
export function unknownParameters(): string[];
