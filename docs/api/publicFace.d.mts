/** The doc comment of a declaration, by its tags. */
export interface Doc {
  text: string;
  params: Map<string, string>;
  returns: string;
  throws: string[];
  examples: string[];
}

/** A name that src/index.ts exports, with its declaration, a node of TypeScript's syntax tree. */
export interface Export {
  name: string;
  file: string;
  node: object;
  doc: Doc;
  isType: boolean;
  group: string;
}

export interface Group {
  name: string;
  intro: string;
  exports: Export[];
}

export function readGroups(): Group[];
export function declarationOf(file: string, name: string): { file: string; node: object } | undefined;
export function typesNamedBy(node: object): string[];
