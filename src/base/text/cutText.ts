/** A text of at most so many characters, for what others wrote; of a longer one the beginning, and `...`. */
export function cutText(text: string, characters = 400): string {
  return text.length > characters ? `${text.slice(0, characters)}...` : text;
}
