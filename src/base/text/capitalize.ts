/** A text with its first letter as a capital: `all layers` becomes `All layers`. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
